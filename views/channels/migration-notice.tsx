import { CsrfField, Notice, Submit } from '../form.tsx';
import { Time } from '../time.tsx';

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
          <b>This mailbox belongs to {props.cloud}, and Microsoft switches off passwords for programs.</b>{' '}
          Sign in at Microsoft once, and the channel goes on with its folder, settings, addresses and
          everything that it has imported; nothing is imported twice. You can roll back for seven days.
        </p>
        <p class="actions">
          {hasApp ? (
            <a class="button primary" href={`/oauth/microsoft/start?kind=migrate&channel=${channelId}`}>
              Migrate now!
            </a>
          ) : (
            <a class="button primary" href="/settings/microsoft">
              First connect the Microsoft 365 App
            </a>
          )}
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="info">
      <p>
        This channel was migrated to Microsoft 365. Its old user name and password are kept for a roll-back
        and erased at {eraseAt !== undefined && <Time at={eraseAt} />}. Rolling back drops the sign-in at
        Microsoft; nothing is imported twice.
      </p>
      <form method="post" action={`/channels/${channelId}/rollback`} class="actions">
        <CsrfField token={csrf} />
        <Submit label="Roll back" tone="quiet" />
      </form>
    </Notice>
  );
}
