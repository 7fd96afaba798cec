import type { ChannelState } from './channel.ts';
import type { DeliveryProblem } from './facts/delivery-problem.ts';
import type { QuarantineReason } from './facts/quarantine-reason.ts';
import type { SettleError } from './facts/settle-error.ts';
import { readMailto } from './percent-encoding.ts';
import type { RecipientFate } from './recipient-fate.ts';
import type { TicketState } from './ticket.ts';

export type TraceQuery =
  /** An address and a Message-ID can look the same: it is looked for as both. */
  | { readonly kind: 'address'; readonly address: string; readonly messageIds: readonly string[] }
  /** A subject can hold one too (`Renewal of example.com`): it is looked for as both. */
  | { readonly kind: 'domain'; readonly domain: string; readonly words: string }
  | { readonly kind: 'words'; readonly words: string };

type ReceiptOutcome = 'opened' | 'appended' | 'duplicate' | 'ignored' | 'archived' | 'quarantined' | 'erased';

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

/**
 * @param input as people paste it: bare, in quotes or angle brackets, a `mailto:` link, whole lines of a header, a domain
 * @returns undefined where nothing is asked
 */
export function readTraceQuery(input: string): TraceQuery | undefined {
  const text = input.trim().slice(0, mostTraceLetters);
  if (text === '') return undefined;
  const domain = readDomain(text);
  if (domain !== undefined) return { kind: 'domain', domain, words: text.replace(/^[*@]+/, '') };
  const named = listNamed(text);
  const [first] = named;
  if (first === undefined) return { kind: 'words', words: text };
  return {
    kind: 'address',
    address: first.toLowerCase(),
    messageIds: [...new Set(named.flatMap((each) => [each, each.toLowerCase()]))],
  };
}

/** @returns in lower case; undefined where the text is more than a domain (`example.com`, `@example.com`, `*@example.com`) */
function readDomain(text: string): string | undefined {
  const bare = text.replace(/^\*?@/, '').replace(/\.$/, '');
  const labels = bare.split('.');
  const isDomain =
    bare.length <= mostDomainLetters &&
    labels.length > 1 &&
    labels.every((label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label)) &&
    /^(?:\p{L}{2,}|xn--.+)$/iu.test(labels.at(-1) ?? '');
  return isDomain ? bare.toLowerCase() : undefined;
}

/** RFC 1035 section 2.3.4. */
const mostDomainLetters = 253;

/** More than a header names is no question for one message. */
const mostNamed = 20;

/** @returns the addresses and Message-IDs that are asked for, without what stands around them; none where these are words */
function listNamed(text: string): string[] {
  const bare = unwrap(text);
  if (bare !== undefined) return [bare];
  // Lines of a header, each with its name; or names with addresses, and Message-IDs, in angle brackets.
  const isHeader = /^[A-Za-z][A-Za-z-]{1,40}:/.test(text);
  const inBrackets = [...text.matchAll(/<([^<>\s]{3,})>/g)]
    .map(([, inner = '']) => inner)
    .filter((inner) => inner.includes('@'));
  if (inBrackets.length > 0 && (isHeader || text.endsWith('>'))) return inBrackets.slice(0, mostNamed);
  const words = text.split(/\s+/).map((word) => unwrap(word.replace(/[,;]$/, '')));
  const addresses = words.filter((word) => word !== undefined);
  const isAll = addresses.length > 0 && addresses.length >= words.length - (isHeader ? 1 : 0);
  return isAll ? addresses.slice(0, mostNamed) : [];
}

const pairs = ['<>', '""', "''", '``', '“”', '„“', '()', '[]'];

/** @returns the address or Message-ID that one word is; undefined for all others */
function unwrap(word: string): string | undefined {
  let inner = word;
  let isBracketed = false;
  for (let depth = 0; depth < 4; depth++) {
    const pair = pairs.find(([open = '', close = '']) => inner.startsWith(open) && inner.endsWith(close));
    if (pair === undefined || inner.length < 3) break;
    isBracketed ||= pair === '<>';
    inner = inner.slice(1, -1).trim();
  }
  inner = readMailto(inner) ?? inner;
  const isOne = inner !== '' && !/[\s<>]/.test(inner);
  return isOne && (isBracketed || inner.includes('@')) ? inner : undefined;
}
