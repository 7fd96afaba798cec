import { CsrfField, Notice, Submit } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

export interface MigrationProps {
  /** `offered`: the server is one of Microsoft's; `done`: the old settings are still kept. */
  readonly kind: 'offered' | 'done';
  /** The cloud's name, or when the old settings are erased. */
  readonly cloud: string;
  /** Those that can sign in at its server. */
  readonly apps: readonly { readonly id: number; readonly name: string }[];
  /** There are apps of other clouds. */
  readonly hasOtherApp: boolean;
  readonly eraseAt: Date | undefined;
}

/** The way of a channel with a password to Microsoft 365, and back for a week. */
export function MigrationNotice(props: MigrationProps & { channelId: number; csrf: string }) {
  const { kind, channelId, eraseAt, csrf } = props;
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
          <Ways {...props} channelId={channelId} />
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

/** Each app is for the accounts of its own tenant. */
function Ways({ apps, hasOtherApp, channelId }: MigrationProps & { channelId: number }) {
  if (apps.length === 0) {
    return (
      <a class="button primary" href={`/settings/microsoft${hasOtherApp ? '?app=new' : ''}`}>
        {t('First connect the Microsoft 365 App')}
      </a>
    );
  }
  return (
    <>
      {apps.map(({ id, name }) => (
        <a class="button primary" href={`/oauth/microsoft/start?kind=migrate&channel=${channelId}&app=${id}`}>
          {apps.length === 1 ? t('Migrate now!') : t('Migrate now! ({app})', { app: name })}
        </a>
      ))}
    </>
  );
}
