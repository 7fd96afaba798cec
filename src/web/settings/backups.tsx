import { BackupPage } from '../../../views/settings/backup-page.tsx';
import type { ShownRestore } from '../../../views/settings/restore-notice.tsx';
import { t } from '../../../views/words.ts';
import { findLastBackup } from '../../db/last-backup.ts';
import { findRestore, listBroughtBack } from '../../db/restores.ts';
import { isBackupOverdue } from '../../domain/backup-age.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';

/** GET /settings/backups */
export function showBackups(web: WebContext) {
  return async (c: WebRequest) => {
    const [last, { freeBytes }, restore] = await Promise.all([
      findLastBackup(web.read),
      web.disk(),
      findRecentRestore(web),
    ]);
    const lastAt = last === undefined ? undefined : new Date(last);
    const page = (
      <BackupPage
        lastAt={lastAt}
        restore={restore}
        isOverdue={isBackupOverdue(lastAt, new Date())}
        isEncrypted={web.isEncrypted}
        freeBytes={freeBytes}
        dataPath={web.dataPath}
      />
    );
    return renderPage(c, { title: t('Backups'), active: 'settings' }, page);
  };
}

/** So long a restore is spoken of; who was erased, until he is erased again. */
const spokenOf = 30 * 86_400_000;

async function findRecentRestore({ read }: WebContext): Promise<ShownRestore | undefined> {
  const note = await findRestore(read);
  if (note === undefined) return undefined;
  const broughtBack = await listBroughtBack(read, note);
  if (broughtBack.length === 0 && Date.now() - note.at > spokenOf) return undefined;
  return { at: new Date(note.at), isAccessKept: note.isAccessKept, broughtBack };
}
