import { CsrfField, FieldError } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import type { JoinedTicket } from './merge-page.tsx';
import { StateBadge } from './state-badge.tsx';

interface JoinPageProps {
  readonly csrf: string;
  readonly number: number;
  readonly subject: string;
  readonly typed: string;
  readonly error: string | undefined;
  readonly found: readonly JoinedTicket[];
  readonly canMerge: boolean;
}

/** Finds the ticket that another one is to be linked to or merged into, by number or words. */
export function JoinPage({ csrf, number, subject, typed, error, found, canMerge }: JoinPageProps) {
  return (
    <>
      <h1>
        {rich('Link or merge {subject} {number}', {
          subject: <bdi>{subject || t('(no subject)')}</bdi>,
          number: <span class="ticket-number">#{number}</span>,
        })}
      </h1>
      <Finder number={number} typed={typed} error={error} />
      <ul class="joinable">
        {found.map((ticket) => (
          <Joinable number={number} csrf={csrf} canMerge={canMerge} ticket={ticket} />
        ))}
      </ul>
      <p>
        <a href={`/tickets/${number}`}>{t('Back to the ticket')}</a>
      </p>
    </>
  );
}

function Finder({ number, typed, error }: Pick<JoinPageProps, 'number' | 'typed' | 'error'>) {
  return (
    <form
      method="get"
      action={`/tickets/${number}/join`}
      class={error === undefined ? 'field' : 'field has-error'}
    >
      <label for="join-words">{t('Number or words of the other ticket, or its customer')}</label>
      <input
        id="join-words"
        type="search"
        name="q"
        value={typed}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={error === undefined ? undefined : 'join-error'}
        autofocus
      />
      <div class="actions">
        <button type="submit">{t('Search')}</button>
      </div>
      <FieldError id="join-error" error={error} role="alert" />
    </form>
  );
}

type JoinableProps = Pick<JoinPageProps, 'number' | 'csrf' | 'canMerge'> & { readonly ticket: JoinedTicket };

function Joinable({ number, csrf, canMerge, ticket }: JoinableProps) {
  return (
    <li>
      <span>
        <a href={`/tickets/${ticket.number}`}>
          <bdi>{ticket.subject || t('(no subject)')}</bdi>
        </a>{' '}
        <span class="ticket-number">#{ticket.number}</span> <StateBadge state={ticket.state} />
        <small class="below">
          {rich('{customer}, {group}, opened {time}', {
            customer: <bdi>{ticket.customer}</bdi>,
            group: ticket.group,
            time: <Time at={ticket.openedAt} isRelative />,
          })}
        </small>
      </span>
      <form method="post" action={`/tickets/${number}/links`}>
        <CsrfField token={csrf} />
        <input type="hidden" name="number" value={String(ticket.number)} />
        <button type="submit">{t('Link')}</button>
        {canMerge && (
          <button type="submit" formaction={`/tickets/${number}/merge`}>
            {t('Merge into it')}
          </button>
        )}
      </form>
    </li>
  );
}
