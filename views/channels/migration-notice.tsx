import { CsrfField, Notice, Submit } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

export interface MigrationProps {
  /** `offered`: the server is one of Microsoft's; `done`: the old settings are still kept. */
  readonly kind: 'offered' | 'done';
  /** The cloud's name, or when the old settings are erased. */
  readonly cloud: string;
  readonly hasApp: boolean;
  readonly eraseAt: Date | undefined;
}

/** The way of a channel with a password to Microsoft 365, and back for a week. */
export function MigrationNotice(props: MigrationProps & { channelId: number; csrf: string }) {
  const { kind, channelId, hasApp, eraseAt, csrf } = props;
  if (kind === 'offered') {
    return (
      <Notice tone="warning">
        <p>
          {rich(
            '<b>This mailbox belongs to {cloud}, and Microsoft switches off passwords for programs.</b> Sign in at Microsoft once, and the channel goes on with its folder, settings, addresses and everything that it has imported; nothing is imported twice. You can roll back for seven days.',
            { cloud: props.cloud, b: (words) => <b>{words}</b> },
          )}
        </p>
        <p class="actions">
          {hasApp ? (
            <a class="button primary" href={`/oauth/microsoft/start?kind=migrate&channel=${channelId}`}>
              {t('Migrate now!')}
            </a>
          ) : (
            <a class="button primary" href="/settings/microsoft">
              {t('First connect the Microsoft 365 App')}
            </a>
          )}
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="info">
      <p>
        {rich(
          'This channel was migrated to Microsoft 365. Its old user name and password are kept for a roll-back and erased at {more}. Rolling back drops the sign-in at Microsoft; nothing is imported twice.',
          { more: eraseAt !== undefined && <Time at={eraseAt} /> },
        )}
      </p>
      <form method="post" action={`/channels/${channelId}/rollback`} class="actions">
        <CsrfField token={csrf} />
        <Submit label={t('Roll back')} tone="quiet" />
      </form>
    </Notice>
  );
}
