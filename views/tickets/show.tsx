import { Composer, type ComposerProps } from './composer.tsx';
import { Conversation, type ConversationProps } from './conversation.tsx';
import { TicketSide, type TicketSideProps } from './side.tsx';

export interface TicketPageProps {
  readonly subject: string;
  readonly conversation: ConversationProps;
  readonly side: TicketSideProps;
  /** Undefined for a person who may only read. */
  readonly composer: ComposerProps | undefined;
}

export function TicketPage({ subject, conversation, side, composer }: TicketPageProps) {
  return (
    <div class={composer === undefined ? 'ticket is-read-only' : 'ticket'}>
      <header class="ticket-head">
        <h1>
          {subject || '(no subject)'} <span class="ticket-number">#{conversation.number}</span>
        </h1>
      </header>
      <div class="ticket-main">
        <Conversation {...conversation} />
        {composer === undefined ? (
          <p class="hint">You can read the tickets of this group, but not answer them.</p>
        ) : (
          <Composer {...composer} />
        )}
      </div>
      <TicketSide {...side} />
    </div>
  );
}
