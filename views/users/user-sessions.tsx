import { CsrfField, Submit } from '../form.tsx';
import { Time } from '../time.tsx';

export interface UserSession {
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

interface UserSessionsProps {
  readonly csrf: string;
  readonly userId: number;
  readonly sessions: readonly UserSession[];
}

/** Where somebody is signed in, for an admin. */
export function UserSessions({ csrf, userId, sessions }: UserSessionsProps) {
  return (
    <section aria-labelledby="sessions-heading" class="apart">
      <h2 id="sessions-heading">Where the user is signed in</h2>
      {sessions.length === 0 && <p class="hint">Nowhere.</p>}
      <ul class="sessions">
        {sessions.map(({ userAgent, createdAt, seenAt }) => (
          <li>
            <span>
              {userAgent || 'Unknown browser'}
              <small>
                since <Time at={createdAt} />, last seen <Time at={seenAt} isRelative />
              </small>
            </span>
          </li>
        ))}
      </ul>
      {sessions.length > 0 && (
        <form method="post" action={`/settings/users/${userId}/ended-sessions`}>
          <CsrfField token={csrf} />
          <Submit label="End all sessions" tone="danger" />
        </form>
      )}
    </section>
  );
}
