import { t } from '../words.ts';
import { Composer, type ComposerProps } from './composer.tsx';
import { Conversation, type ConversationProps } from './conversation.tsx';
import { Neighbours } from './neighbours.tsx';
import { Presence } from './presence.tsx';
import { TicketSide, type TicketSideProps } from './side.tsx';

interface TicketPageProps {
  readonly subject: string;
  readonly conversation: ConversationProps;
  readonly side: TicketSideProps;
  /** The others who have it open. */
  readonly presence: readonly string[];
  /** Undefined for a person who may only read. */
  readonly composer: ComposerProps | undefined;
}

export function TicketPage({ subject, conversation, side, presence, composer }: TicketPageProps) {
  return (
    <div class={composer === undefined ? 'ticket is-read-only' : 'ticket'}>
      <header class="ticket-head">
        <Neighbours />
        <h1>
          <bdi>{subject || t('(no subject)')}</bdi> <span class="ticket-number">#{conversation.number}</span>
        </h1>
        <Presence ticketId={conversation.ticketId} number={conversation.number} names={presence} />
      </header>
      <div class="ticket-main">
        <Conversation {...conversation} />
        {side.isMerged ? undefined : composer === undefined ? (
          <p class="hint">{t('You can read the tickets of this group, but not answer them.')}</p>
        ) : (
          <Composer {...composer} />
        )}
      </div>
      <TicketSide {...side} />
    </div>
  );
}
