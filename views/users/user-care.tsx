import { CsrfField, Field, FieldError, Submit } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

// What an admin does for somebody who cannot get in, or is to get in no more.

export interface Invitation {
  readonly state: 'due' | 'sending' | 'sent' | 'failed';
  readonly createdAt: Date;
}

const invitationWords = (): Readonly<Record<Invitation['state'], string>> => ({
  due: t('The invitation is yet to be sent; asked for'),
  sending: t('The invitation is being sent; asked for'),
  sent: t('An invitation was sent; asked for'),
  failed: t('The invitation could not be sent by any way: see Alerts and Channels. Asked for'),
});

/** For somebody who has no password yet. */
export function InvitationForm(props: {
  csrf: string;
  userId: number;
  invitation: Invitation | undefined;
  error: string | undefined;
}) {
  const { invitation } = props;
  return (
    <section aria-labelledby="invitation-heading" class="apart">
      <h2 id="invitation-heading">{t('Invitation')}</h2>
      <FieldError error={props.error} role="alert" />
      {invitation !== undefined && (
        <p>
          {invitationWords()[invitation.state]} <Time at={invitation.createdAt} />.
        </p>
      )}
      <form method="post" action={`/settings/users/${props.userId}/invitations`}>
        <CsrfField token={props.csrf} />
        <Submit label={invitation === undefined ? t('Send an invitation') : t('Send another invitation')} />
      </form>
    </section>
  );
}

export interface MicrosoftLink {
  readonly objectId: string;
  readonly isByGroup: boolean;
  readonly linkedAt: Date;
}

/** For whoever signs in with another account from now on. */
export function MicrosoftForm(props: { csrf: string; userId: number; link: MicrosoftLink }) {
  const { objectId, isByGroup, linkedAt } = props.link;
  return (
    <section aria-labelledby="microsoft-heading" class="apart">
      <h2 id="microsoft-heading">{t('Microsoft account')}</h2>
      <p>
        {rich(
          'Object ID {objectId} since {time}{more}. Taken away, the next account with the user’s address as its user name takes its place.',
          {
            objectId: <code>{objectId}</code>,
            time: <Time at={linkedAt} />,
            more: isByGroup && t('; made by a group in Entra, which decides about the role'),
          },
        )}
      </p>
      <form method="post" action={`/settings/users/${props.userId}/microsoft-removal`}>
        <CsrfField token={props.csrf} />
        <Submit label={t('Take the account away')} tone="danger" />
      </form>
    </section>
  );
}

export function FactorForm({ csrf, userId }: { csrf: string; userId: number }) {
  return (
    <form method="post" action={`/settings/users/${userId}/second-factor-removal`} class="stack apart">
      <CsrfField token={csrf} />
      <p>
        {t(
          'For somebody who has lost the authenticator app and the recovery codes. All sessions of the user end.',
        )}
      </p>
      <div class="actions">
        <button type="submit" class="danger">
          {t('Take the second factor away')}
        </button>
      </div>
    </form>
  );
}

export function PasswordForm(props: { csrf: string; userId: number; error: string | undefined }) {
  return (
    <section aria-labelledby="password-heading" class="apart">
      <h2 id="password-heading">{t('New password')}</h2>
      <form method="post" action={`/settings/users/${props.userId}/password`} class="stack">
        <CsrfField token={props.csrf} />
        <Field
          name="password"
          type="password"
          label={t('New password')}
          autocomplete="new-password"
          error={props.error}
          isRequired
          hint={t('Ends all sessions of this user.')}
        />
        <div class="actions">
          <Submit label={t('Set password')} tone="danger" />
        </div>
      </form>
    </section>
  );
}

export function ActivityForm(props: {
  csrf: string;
  user: { id: number; isActive: boolean };
  isSelf: boolean;
  /** Of which the user is the owner. */
  unfinishedTickets: number;
}) {
  const { id, isActive } = props.user;
  return (
    <section aria-labelledby="activity-heading" class="apart">
      <h2 id="activity-heading">{isActive ? t('Disable') : t('This user is disabled')}</h2>
      <p>
        {t(
          'A disabled user cannot sign in; sessions end at once. Name, tickets and history stay, and the user can be enabled again with the same password and access.',
        )}{' '}
        {props.isSelf && t('This is yourself: you would be signed out now.')}
      </p>
      {props.unfinishedTickets > 0 && <OwnedTickets userId={id} count={props.unfinishedTickets} />}
      <form method="post" action={`/settings/users/${id}/${isActive ? 'deactivation' : 'activation'}`}>
        <CsrfField token={props.csrf} />
        <Submit
          label={isActive ? t('Disable') : t('Enable again')}
          {...(isActive ? { tone: 'danger' as const } : {})}
        />
      </form>
    </section>
  );
}

/** They stand in no list of what has no owner, and nobody else hears of an answer. */
function OwnedTickets({ userId, count }: { userId: number; count: number }) {
  return (
    <p>
      {rich(
        '{count, plural, one {One unfinished ticket has} other {# unfinished tickets have}} this owner, and nobody else is told of answers. <a>Hand over to somebody else</a>',
        { count, a: (words) => <a href={`/tickets?view=mine&owner=${userId}`}>{words}</a> },
      )}
    </p>
  );
}
