import type { Child } from 'hono/jsx';
import type { TicketState } from '../../src/domain/ticket.ts';
import { nameLevel } from '../ticket-words.ts';
import { t } from '../words.ts';

export interface TicketMention {
  readonly number: number;
  readonly subject: string;
  readonly state: TicketState;
}

interface MentionsProps {
  readonly title: string;
  readonly items: readonly (TicketMention & { readonly reason?: string })[];
  /** What can be done with each. */
  readonly action?: (item: TicketMention) => Child;
}

/** Other tickets, each with a link. */
export function Mentions({ title, items, action }: MentionsProps) {
  if (items.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="mentions">
        {items.map((item) => (
          <li>
            <a href={`/tickets/${item.number}`}>
              <bdi>{item.subject || t('(no subject)')}</bdi>
            </a>
            <small>
              #{item.number}, {nameLevel(item.state)}
              {item.reason !== undefined && `, ${item.reason}`}
            </small>
            {action?.(item)}
          </li>
        ))}
      </ul>
    </>
  );
}
