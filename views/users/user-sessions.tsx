import { browserWords } from '../account/browser-words.ts';
import { CsrfField, Submit } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

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
      <h2 id="sessions-heading">{t('Where the user is signed in')}</h2>
      {sessions.length === 0 && <p class="hint">{t('Nowhere.')}</p>}
      <ul class="sessions">
        {sessions.map(({ userAgent, createdAt, seenAt }) => (
          <li>
            <span>
              <span title={userAgent}>{browserWords(userAgent)}</span>
              <small>
                {rich('since {time}, last seen {time2}', {
                  time: <Time at={createdAt} />,
                  time2: <Time at={seenAt} isRelative />,
                })}
              </small>
            </span>
          </li>
        ))}
      </ul>
      {sessions.length > 0 && (
        <form method="post" action={`/settings/users/${userId}/ended-sessions`}>
          <CsrfField token={csrf} />
          <Submit label={t('End all sessions')} tone="danger" />
        </form>
      )}
    </section>
  );
}
