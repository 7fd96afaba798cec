import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';

interface CompanyProps {
  readonly ticketId: number;
  readonly number: number;
  /** The others who have the ticket open. */
  readonly names: readonly string[];
}

/** Says who else looks at the ticket, before two answers go out. */
export function Company({ ticketId, number, names }: CompanyProps) {
  return (
    <Live id="company" class="company" url={`/tickets/${number}/company`} on={`company-${ticketId}`}>
      <p role="status">
        {names.length > 0 && (
          <span>
            <Icon name="eye" /> {names.join(', ')} {names.length === 1 ? 'has' : 'have'} this ticket open, too
          </span>
        )}
      </p>
    </Live>
  );
}
