import type { FactsAbout, Nothing } from './shape.ts';

/** Why nobody knows whether a message was sent. */
const unknownCauses = ['no_answer', 'program_ended', 'restored'] as const;
type UnknownCause = (typeof unknownCauses)[number];

interface DeliverySays {
  readonly 'delivery.sent': {
    /** Recipients that the server did not take. */
    readonly refused: readonly { readonly address: string; readonly text: string }[];
  };
  /** Given up. `code` of the diagnosis; `channel_deleted`: its channel is gone. */
  readonly 'delivery.failed': { readonly code: string; readonly text?: string };
  readonly 'delivery.unknown': { readonly because: UnknownCause; readonly code?: string };
  /** Seen among the sent mail: the places that were looked at, and when the server put it there. */
  readonly 'delivery.found': { readonly place: string; readonly at: string };
  readonly 'delivery.asked_again': Nothing;
  /** It goes out at another time: ISO. */
  readonly 'delivery.rescheduled': { readonly at: string };
  readonly 'delivery.confirmed': Nothing;
  readonly 'delivery.dismissed': Nothing;
}

/** What became of a message of the outbox. */
export type DeliveryFact = FactsAbout<{ readonly ticketId: number }, DeliverySays>;
