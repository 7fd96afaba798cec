import type { TicketState } from '../../src/domain/ticket.ts';
import { CsrfField, Notice } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { StateBadge } from './state-badge.tsx';

/** A ticket that may be joined with others. */
export interface JoinedTicket {
  readonly number: number;
  readonly subject: string;
  readonly state: TicketState;
  readonly group: string;
  readonly customerId: number;
  readonly customer: string;
  readonly openedAt: Date;
}

interface MergePageProps {
  readonly csrf: string;
  readonly tickets: readonly JoinedTicket[];
  /** The number of the one that all others go into. */
  readonly target: number;
  readonly back: string;
  /** What is wrong with what was chosen. */
  readonly error: string | undefined;
}

/** Whom a merge joins, before it is done: which ticket stays, and whose they are. */
export function MergePage({ csrf, tickets, target, back, error }: MergePageProps) {
  const customers = new Map(tickets.map(({ customerId, customer }) => [customerId, customer]));
  return (
    <>
      <h1>{t('Merge {length} tickets', { length: tickets.length })}</h1>
      {error !== undefined && <Notice tone="error">{error}</Notice>}
      <form method="post" action="/ticket-merges" class="stack">
        <CsrfField token={csrf} />
        <input type="hidden" name="back" value={back} />
        <fieldset class="radios">
          <legend>{t('Everything goes into')}</legend>
          {tickets.map((ticket) => (
            <Candidate ticket={ticket} isTarget={ticket.number === target} />
          ))}
        </fieldset>
        {customers.size > 1 && <Strangers names={[...customers.values()]} />}
        <p class="hint">{t('The others are closed and lead here. Each of their pages can undo it.')}</p>
        <div class="actions">
          <button type="submit" class="primary">
            {t('Merge')}
          </button>
          <a class="button" href={back}>
            {t('Do not merge')}
          </a>
        </div>
      </form>
    </>
  );
}

function Strangers({ names }: { names: readonly string[] }) {
  return (
    <div class="notice warning">
      <p>
        {t(
          'These tickets are of {length} customers: {names}. Answers in the merged ticket go to the customer of the one that stays; the others could come to read what was not meant for them.',
          { length: names.length, names: names.join(', ') },
        )}
      </p>
      <label class="radio">
        <input type="checkbox" name="confirmed" value="on" required />
        <span>{t('Merge them all the same')}</span>
      </label>
    </div>
  );
}

function Candidate({ ticket, isTarget }: { ticket: JoinedTicket; isTarget: boolean }) {
  const { number, subject, customer, group, state, openedAt } = ticket;
  return (
    <label class="radio">
      <input type="hidden" name="ticket" value={String(number)} />
      <input type="radio" name="target" value={String(number)} checked={isTarget} />
      <span>
        <bdi>{subject || t('(no subject)')}</bdi> <span class="ticket-number">#{number}</span>{' '}
        <StateBadge state={state} />
        <small>
          {rich('{customer}, {group}, opened {time}', {
            customer: <bdi>{customer}</bdi>,
            group,
            time: <Time at={openedAt} isRelative />,
          })}
        </small>
      </span>
    </label>
  );
}
