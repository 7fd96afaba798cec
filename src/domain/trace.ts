import type { ChannelState } from './channel.ts';
import type { DeliveryProblem } from './facts/delivery-problem.ts';
import type { QuarantineReason } from './facts/quarantine-reason.ts';
import type { SettleError } from './facts/settle-error.ts';
import type { RecipientFate } from './recipient-fate.ts';
import type { TicketState } from './ticket.ts';

export type TraceQuery =
  /** An address and a Message-ID can look the same: it is looked for as both. */
  | { readonly kind: 'address'; readonly address: string; readonly messageIds: readonly string[] }
  | { readonly kind: 'words'; readonly words: string };

export type ReceiptOutcome =
  | 'opened'
  | 'appended'
  | 'duplicate'
  | 'ignored'
  | 'archived'
  | 'quarantined'
  | 'erased';

interface Common {
  readonly at: Date;
  /** Null for what belongs to no ticket. */
  readonly ticket: number | null;
}

/** One thing that is known about a message. */
export type TraceFact = Common &
  (
    | {
        readonly kind: 'received';
        readonly receiptId: number;
        readonly messageId: string | null;
        /** Null for mail from a file. */
        readonly channel: string | null;
        readonly folder: string;
        readonly outcome: ReceiptOutcome;
        /** Of the earliest message with the same Message-ID, where this one is its duplicate. */
        readonly duplicateOf: number | null;
        /** `waiting`: the server is still to be told. */
        readonly settled: 'waiting' | 'delete' | 'mark_read' | 'move' | 'keep' | 'gone';
        readonly settledAt: Date | null;
        readonly settleError: SettleError | null;
        /** Where the channel moves what it has stored. */
        readonly moveTo: string;
      }
    | {
        readonly kind: 'quarantined';
        readonly quarantineId: number;
        readonly reason: QuarantineReason;
        readonly sender: string;
        readonly subject: string;
        readonly state: 'waiting' | 'discarded' | 'imported';
        readonly resolvedAt: Date | null;
      }
    | { readonly kind: 'ticket'; readonly subject: string; readonly state: TicketState }
    | { readonly kind: 'merged'; readonly into: number }
    | { readonly kind: 'split'; readonly direction: 'to' | 'from'; readonly other: number }
    | {
        readonly kind: 'sent';
        readonly subject: string;
        readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';
        readonly isDismissed: boolean;
        readonly recipients: readonly RecipientFate[];
        readonly nextAttemptAt: Date | null;
        readonly failureCode: string | null;
      }
    | {
        readonly kind: 'bounced';
        readonly address: string;
        readonly state: 'failed' | 'delayed';
        readonly problem: DeliveryProblem;
      }
  );

export interface TracedChannel {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly folder: string;
  readonly onlyUnread: boolean;
  readonly state: ChannelState;
  readonly lastSuccessAt: Date | null;
  readonly failureCode: string | null;
  readonly sendingCode: string | null;
}

export interface Trace {
  readonly query: TraceQuery;
  /** In the order in which it happened. */
  readonly facts: readonly TraceFact[];
  /** There is more than is shown. */
  readonly isCut: boolean;
  /** Null for who may not know of channels. */
  readonly channels: readonly TracedChannel[] | null;
}

/** What one line can hold of a Message-ID (RFC 5322 section 2.1.1). */
export const mostTraceLetters = 998;

/** @returns undefined where nothing is asked */
export function readTraceQuery(input: string): TraceQuery | undefined {
  const text = input.trim().slice(0, mostTraceLetters);
  if (text === '') return undefined;
  const inner = text.startsWith('<') && text.endsWith('>') ? text.slice(1, -1).trim() : text;
  const isOneWord = !/\s/.test(inner);
  if (!isOneWord || (inner === text && !inner.includes('@'))) return { kind: 'words', words: text };
  return { kind: 'address', address: inner.toLowerCase(), messageIds: [inner, inner.toLowerCase()] };
}
