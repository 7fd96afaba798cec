import { BackupPage } from '../../../views/settings/backup-page.tsx';
import { t } from '../../../views/words.ts';
import { findLastBackup } from '../../db/last-backup.ts';
import { isBackupOverdue } from '../../domain/backup-age.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';

/** GET /settings/backups */
export function showBackups(web: WebContext) {
  return async (c: WebRequest) => {
    const [last, { freeBytes }] = await Promise.all([findLastBackup(web.read), web.disk()]);
    const lastAt = last === undefined ? undefined : new Date(last);
    const page = (
      <BackupPage
        lastAt={lastAt}
        isOverdue={isBackupOverdue(lastAt, new Date())}
        isEncrypted={web.isEncrypted}
        freeBytes={freeBytes}
        dataPath={web.dataPath}
      />
    );
    return renderPage(c, { title: t('Backups'), active: 'settings' }, page);
  };
}
