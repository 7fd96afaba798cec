import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { browserWords } from './browser-words.ts';

export interface SessionRow {
  readonly key: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly isThis: boolean;
}

/** Where somebody is signed in, each with the way to end it. */
export function SessionList({ csrf, sessions }: { csrf: string; sessions: readonly SessionRow[] }) {
  return (
    <section aria-labelledby="sessions-heading" class="apart">
      <h2 id="sessions-heading">{t('Where you are signed in')}</h2>
      <ul class="sessions">
        {sessions.map((session) => (
          <Session csrf={csrf} {...session} />
        ))}
      </ul>
      {sessions.length > 1 && <EndForm csrf={csrf} session="others" label={t('End all others')} />}
    </section>
  );
}

function Session(props: { csrf: string } & SessionRow) {
  return (
    <li>
      <span>
        <span title={props.userAgent}>{browserWords(props.userAgent)}</span>{' '}
        {props.isThis && <span class="badge good">{t('this one')}</span>}
        <small>
          {rich('since {time}, last seen {time2}', {
            time: <Time at={props.createdAt} />,
            time2: <Time at={props.seenAt} isRelative />,
          })}
        </small>
      </span>
      {!props.isThis && <EndForm csrf={props.csrf} session={props.key} label={t('End')} />}
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
