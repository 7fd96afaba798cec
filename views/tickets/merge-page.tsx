import type { TicketState } from '../../src/domain/ticket.ts';
import { CsrfField, Notice } from '../form.tsx';
import { Time } from '../time.tsx';
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
      <h1>Merge {tickets.length} tickets</h1>
      {error !== undefined && <Notice tone="error">{error}</Notice>}
      <form method="post" action="/ticket-merges" class="stack">
        <CsrfField token={csrf} />
        <input type="hidden" name="back" value={back} />
        <fieldset class="radios">
          <legend>Everything goes into</legend>
          {tickets.map((ticket) => (
            <Candidate ticket={ticket} isTarget={ticket.number === target} />
          ))}
        </fieldset>
        {customers.size > 1 && <Strangers names={[...customers.values()]} />}
        <p class="hint">The others are closed and lead here. Each of their pages can undo it.</p>
        <div class="actions">
          <button type="submit" class="primary">
            Merge
          </button>
          <a class="button" href={back}>
            Do not merge
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
        These tickets are of {names.length} customers: {names.join(', ')}. Answers in the merged ticket go to
        the customer of the one that stays; the others could come to read what was not meant for them.
      </p>
      <label class="radio">
        <input type="checkbox" name="confirmed" value="on" required />
        <span>Merge them all the same</span>
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
        <bdi>{subject || '(no subject)'}</bdi> <span class="ticket-number">#{number}</span>{' '}
        <StateBadge state={state} />
        <small>
          <bdi>{customer}</bdi>, {group}, opened <Time at={openedAt} isRelative />
        </small>
      </span>
    </label>
  );
}
