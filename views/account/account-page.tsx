import { CsrfField, Field, Submit } from '../form.tsx';
import { Time } from '../time.tsx';

export interface AccountPageProps {
  readonly csrf: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  /** "Support: full", one for each group with access. */
  readonly access: readonly string[];
  readonly sessions: readonly {
    readonly key: string;
    readonly userAgent: string;
    readonly createdAt: Date;
    readonly seenAt: Date;
    readonly isThis: boolean;
  }[];
  readonly fields: Readonly<Record<string, string>>;
}

/** What a person can see and do about his own account. */
export function AccountPage(props: AccountPageProps) {
  const { csrf, fields } = props;
  return (
    <>
      <h1>Your account</h1>
      <dl class="facts">
        <dt>Name</dt>
        <dd>{props.name}</dd>
        <dt>E-mail address</dt>
        <dd>{props.email}</dd>
        <dt>Role</dt>
        <dd>{props.role}</dd>
        <dt>Groups</dt>
        <dd>{props.role === 'admin' ? 'all: full' : props.access.join(', ') || 'none yet; ask an admin'}</dd>
        <dt>Notifications</dt>
        <dd>
          <a href="/notifications">What you are told, in the page and by mail</a>
        </dd>
      </dl>
      <section aria-labelledby="sessions-heading">
        <h2 id="sessions-heading">Where you are signed in</h2>
        <ul class="sessions">
          {props.sessions.map((session) => (
            <Session csrf={csrf} {...session} />
          ))}
        </ul>
        {props.sessions.length > 1 && <EndForm csrf={csrf} session="others" label="End all others" />}
      </section>
      <section aria-labelledby="password-heading" class="apart">
        <h2 id="password-heading">Change your password</h2>
        <form method="post" action="/account/password" class="stack">
          <CsrfField token={csrf} />
          <Field
            name="current"
            type="password"
            label="Current password"
            autocomplete="current-password"
            error={fields.current}
            isRequired
          />
          <Field
            name="password"
            type="password"
            label="New password"
            autocomplete="new-password"
            error={fields.password}
            isRequired
            hint="At least 8 characters, 15 or more are advised. Your other sessions end."
          />
          <div class="actions">
            <Submit label="Change password" />
          </div>
        </form>
      </section>
    </>
  );
}

function Session(props: { csrf: string } & AccountPageProps['sessions'][number]) {
  return (
    <li>
      <span>
        {props.userAgent || 'Unknown browser'} {props.isThis && <span class="badge good">this one</span>}
        <small>
          since <Time at={props.createdAt} />, last seen <Time at={props.seenAt} isRelative />
        </small>
      </span>
      {!props.isThis && <EndForm csrf={props.csrf} session={props.key} label="End" />}
    </li>
  );
}

function EndForm({ csrf, session, label }: { csrf: string; session: string; label: string }) {
  return (
    <form method="post" action="/account/ended-sessions">
      <CsrfField token={csrf} />
      <input type="hidden" name="session" value={session} />
      <button type="submit">{label}</button>
    </form>
  );
}
