import type { Failure } from './failure.ts';
import type { Road } from './mail-road.ts';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** A message on its way to a server. */
export interface Handover {
  readonly envelope: Envelope;
  readonly raw: Buffer;
  /** Of a try before this one, where a person or a refusal has led to another. */
  readonly earlier: HandoverTrail | undefined;
  /**
   * Stores what the message can be looked up by, where the road knows something before the message is sent. The sender
   * awaits it: a message that is sent while nothing is stored could never be found again.
   */
  keepTrail(trail: HandoverTrail): Promise<void>;
}

/** What a message that was handed over can be looked up by, whatever became of the answer. */
export interface HandoverTrail {
  /** Graph's immutable id of the draft. */
  readonly draftId: string;
  /** As the server has named it; without angle brackets. */
  readonly messageId: string;
}

/** What is known of a message after it was given to a server. */
export type SendOutcome =
  | {
      readonly kind: 'sent';
      readonly reply: string;
      /** The identifier that the server put in place of ours, without angle brackets. */
      readonly assignedId: string | undefined;
      /** The others have got it. */
      readonly refused: readonly RefusedRecipient[];
    }
  /**
   * The server has said no, or the connection ended before the message was complete: nobody got it. Where it has said so to
   * recipients one by one, `refused` names each with what was said.
   */
  | { readonly kind: 'not_sent'; readonly failure: Failure; readonly refused: readonly RefusedRecipient[] }
  /** The message was handed over whole, and no answer came: somebody may have it. */
  | { readonly kind: 'unknown'; readonly failure: Failure; readonly refused: readonly RefusedRecipient[] };

export interface RefusedRecipient {
  readonly address: string;
  readonly failure: Failure;
}

/** A way to hand mail over that is open and signed in. */
export interface MailSender {
  readonly road: Road;
  /** For words: where mail is handed over, and as whom. */
  readonly host: string;
  readonly user: string;
  /** Never throws for what a server or the line does. */
  send(handover: Handover): Promise<SendOutcome>;
  /** Whether mail from this address would be taken, as far as a server tells before there is a message. @throws RemoteError */
  trySender(from: string): Promise<void>;
  close(): void;
}

/** By what our message can be recognised, whatever became of its Message-ID. */
export interface SentMarks {
  readonly ownId: string;
  /** Those that the server is known to have put in its place. */
  readonly assignedIds: readonly string[];
  readonly since: Date;
  readonly trail: HandoverTrail | undefined;
}

export interface SentCopy {
  /** When the server put it there. */
  readonly at: Date | undefined;
  /** As the server has named it; without angle brackets. */
  readonly messageId: string | undefined;
}

/** A place where sent copies lie, open for reading. Every method fails with a RemoteError only. */
export interface SentItems {
  /** For words: the folder and whose it is. */
  readonly name: string;
  find(marks: SentMarks): Promise<SentCopy | undefined>;
  /** Ends at once: what is under way fails. */
  cut(): void;
  close(): Promise<void>;
}
