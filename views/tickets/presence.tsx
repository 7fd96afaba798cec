import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { t } from '../words.ts';

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
            <Icon name="eye" />{' '}
            {t('{names} {length, plural, one {has} other {have}} this ticket open, too', {
              names: names.join(', '),
              length: names.length,
            })}
          </span>
        )}
      </p>
    </Live>
  );
}
