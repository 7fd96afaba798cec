import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';

interface PresenceProps {
  readonly ticketId: number;
  readonly number: number;
  /** The others who have the ticket open. */
  readonly names: readonly string[];
}

/** Says who else looks at the ticket, before two answers go out. */
export function Presence({ ticketId, number, names }: PresenceProps) {
  return (
    <Live id="presence" class="presence" url={`/tickets/${number}/presence`} on={`presence-${ticketId}`}>
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
