import { Notice } from '../form.tsx';
import { PlainFileNotice } from '../plain-file-notice.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { sizeWords } from '../size-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

interface BackupPageProps {
  /** Undefined: none is known. */
  readonly lastAt: Date | undefined;
  readonly isOverdue: boolean;
  readonly isEncrypted: boolean;
  /** On the disk of the data file, in bytes. */
  readonly freeBytes: number;
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
      <LastBackup {...props} />
      <PlainFileNotice isEncrypted={props.isEncrypted} />
      {props.isEncrypted && (
        <p class="hint">
          {t(
            'Backups are encrypted with the key of the data file. Keep the key in another place than they are.',
          )}
        </p>
      )}
      <Making freeBytes={props.freeBytes} />
      <Trying />
      <Restoring />
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

function Making({ freeBytes }: { freeBytes: number }) {
  return (
    <section class="apart" aria-labelledby="making-heading">
      <h2 id="making-heading">{t('Make one')}</h2>
      <p>
        {rich(
          'On the server, as the user that Postroom runs as; from cron or a timer once a day. A file that is there is never overwritten. Beside the data file {free} are free. Keep a copy on another machine.',
          { free: sizeWords(freeBytes) },
        )}
      </p>
      <Command line="postroom backup /var/lib/postroom/backups/$(date +%F).db" />
    </section>
  );
}

function Trying() {
  return (
    <section class="apart" aria-labelledby="trying-heading">
      <h2 id="trying-heading">{t('Try one')}</h2>
      <p>{t('Beside the data file in use, which stays as it is. Every stored byte is read.')}</p>
      <Command line="postroom restore BACKUP --data /tmp/drill.db && postroom check --data /tmp/drill.db" />
    </section>
  );
}

function Restoring() {
  return (
    <section class="apart" aria-labelledby="restoring-heading">
      <h2 id="restoring-heading">{t('Go back to one')}</h2>
      <p>{t('Stop Postroom before, start it afterwards. The file that it replaces is kept beside it.')}</p>
      <Command line="postroom restore BACKUP" />
    </section>
  );
}

function Command({ line }: { line: string }) {
  return (
    <pre class="command" tabindex={0}>
      {line}
    </pre>
  );
}
