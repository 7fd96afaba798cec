import type { Child } from 'hono/jsx';
import { Notice } from '../form.tsx';
import { PlainFileNotice } from '../plain-file-notice.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { sizeWords } from '../size-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { RestoreNotice, type ShownRestore } from './restore-notice.tsx';

interface BackupPageProps {
  /** Undefined: none is known. */
  readonly lastAt: Date | undefined;
  readonly isOverdue: boolean;
  /** The last one, of late. */
  readonly restore: ShownRestore | undefined;
  readonly isEncrypted: boolean;
  /** On the disk of the data file, in bytes. */
  readonly freeBytes: number;
  readonly dataPath: string;
}

/** When the last backup was written, and how one is made, tried and brought back. */
export function BackupPage(props: BackupPageProps) {
  return (
    <>
      <SettingsNav active="backups" />
      <h1>{t('Backups')}</h1>
      <p class="lead">
        {t('Everything is in one data file. A command makes a sound copy of it, also while people work.')}
      </p>
      {props.restore && <RestoreNotice {...props.restore} />}
      <LastBackup {...props} />
      <PlainFileNotice isEncrypted={props.isEncrypted} />
      {props.isEncrypted && (
        <p class="hint">
          {t(
            'Backups are encrypted with the key of the data file. Keep the key in another place than they are.',
          )}
        </p>
      )}
      <Commands {...props} />
    </>
  );
}

function LastBackup({ lastAt, isOverdue }: BackupPageProps) {
  if (lastAt === undefined) {
    return (
      <Notice tone="warning">
        <p>
          <b>{t('No backup is known.')}</b> {t('Make one now, and have one made every day.')}{' '}
          {t('Copies that were made while Postroom was stopped, or by other programs, are not known here.')}
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone={isOverdue ? 'warning' : 'success'}>
      <p>
        <b>{rich('The last backup was written {time}.', { time: <Time at={lastAt} isRelative /> })}</b>{' '}
        {t('It was checked before it got its name: its structure, and that it has every row.')}{' '}
        {isOverdue && t('It is older than a day: look whether the daily job still runs.')}
      </p>
    </Notice>
  );
}

function Commands({ freeBytes, dataPath }: Pick<BackupPageProps, 'freeBytes' | 'dataPath'>) {
  const data = `--data ${quote(dataPath)}`;
  const folder = dataPath.slice(0, Math.max(dataPath.lastIndexOf('/'), dataPath.lastIndexOf('\\')) + 1);
  return (
    <>
      <Part
        id="making"
        title={t('Make one')}
        line={`postroom backup ${data} ${quote(folder)}backup-$(date +%F).db`}
      >
        {rich(
          'On the server, as the user that Postroom runs as; from cron or a timer once a day. A file that is there is never overwritten. Beside the data file {free} are free. Keep a copy on another machine.',
          { free: sizeWords(freeBytes) },
        )}
      </Part>
      <Part
        id="trying"
        title={t('Try one')}
        line="postroom restore BACKUP --data /tmp/drill.db && postroom check --data /tmp/drill.db"
      >
        {t('Beside the data file in use, which stays as it is. Every stored byte is read.')}
      </Part>
      <Part id="restoring" title={t('Go back to one')} line={`postroom restore ${data} BACKUP`}>
        {t(
          'Stop Postroom before, start it afterwards. The file that it replaces is kept beside it. Everybody signs in again; users, their passwords and rights, and API tokens stay as they are in that file.',
        )}
      </Part>
    </>
  );
}

/** As a shell reads it whole. */
function quote(path: string): string {
  return /^[\w./:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

interface PartProps {
  readonly id: string;
  readonly title: string;
  /** The command. */
  readonly line: string;
  readonly children: Child;
}

/** What is done with a backup, and the command for it. */
function Part({ id, title, line, children }: PartProps) {
  return (
    <section class="apart" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{title}</h2>
      <p>{children}</p>
      <pre class="command" tabindex={0}>
        {line}
      </pre>
    </section>
  );
}
