import type { Authentication } from './authentication.ts';
import type { CalendarEvent } from './calendar.ts';
import type { DeliveryProblem } from './facts/delivery-problem.ts';

/** A mailbox as it stands in a header: `address` is lower-cased, `name` decoded and '' where there is none. */
export interface Address {
  readonly name: string;
  readonly address: string;
}

/** A part of a message that a person can save. */
export interface ParsedAttachment {
  /** A bare file name: no path, no control or bidi characters, never empty. */
  readonly name: string;
  /** Lower-case media type without parameters. */
  readonly type: string;
  /** Without angle brackets; the target of a `cid:` link. */
  readonly contentId: string | undefined;
  /** True when the HTML body shows it in place. */
  readonly isInline: boolean;
  readonly content: Uint8Array;
}

/** How the sender protected the message; Postroom shows it and keeps the parts, it does not decrypt or verify. */
export type Protection = 'none' | 'smime-signed' | 'smime-encrypted' | 'pgp-signed' | 'pgp-encrypted';

/** Who signed a message that was opened for reading, by the certificate in it; nobody has checked whose that is. */
export interface Signature {
  /** '' where the certificate does not say. */
  readonly name: string;
  readonly address: string;
  /** Whether the words are those that were signed; `partial` where others stand beside them, `unchecked` where that could not be found out. */
  readonly state: 'intact' | 'partial' | 'broken' | 'unchecked';
}

/** One header field: lower-case name, unfolded and decoded value. */
export type HeaderField = readonly [name: string, value: string];

/** What wrote a message, told by the message alone. */
export interface RobotClue {
  readonly kind: 'out_of_office' | 'auto_reply' | 'notification' | 'list' | 'report' | 'receipt' | 'loop';
  /** The header field or wording that tells. */
  readonly because: string;
  /** That it is from one of our own addresses says more. */
  readonly isWeak: boolean;
}

/** Who else a message may be from than its header says. */
export interface InnerSenders {
  /** The authors of the messages that this one forwards, the last one first. */
  readonly forwarded: readonly Address[];
  /** Who filled in a form, by the address in its text. */
  readonly form: Address | undefined;
  /** The author behind an address that a list has put in place of his. */
  readonly behindList: Address | undefined;
  /** Where mail to the list goes that this came through. */
  readonly lists: readonly string[];
}

/** What a mail server says of one recipient. */
export interface ReportedRecipient {
  readonly address: string;
  /** RFC 3463, such as 5.1.1; '' where the report gives none. */
  readonly status: string;
  /** `delayed`: the server goes on trying, nothing is lost yet. */
  readonly state: 'failed' | 'delayed';
  /** Nothing will ever arrive there. */
  readonly isPermanent: boolean;
  readonly problem: DeliveryProblem;
  /** Until when the server tries, where it says so. */
  readonly retriesUntil: Date | undefined;
}
export interface DeliveryReport {
  readonly recipients: readonly ReportedRecipient[];
  /** Message-IDs of what the report is about, surest first. */
  readonly originalIds: readonly string[];
}

/** What a mail program says its reader has done with a message of ours (RFC 8098). */
export interface ReadReceipt {
  /** Everything but `read` and `deleted` says no more than that a program has dealt with it. */
  readonly kind: 'read' | 'deleted' | 'processed';
  /** Lower case; '' where the receipt does not say. */
  readonly address: string;
  /** Message-IDs of what was read, surest first. */
  readonly originalIds: readonly string[];
}

/** What a message's words and fields say of it: worked out where it is parsed, so that nobody else need search them. */
export interface MailClues extends InnerSenders {
  /** Undefined for a person's mail. */
  readonly robot: RobotClue | undefined;
  readonly asksForSilence: boolean;
  /** What a mail server reports about mail of ours. */
  readonly report: DeliveryReport | undefined;
  readonly receipt: ReadReceipt | undefined;
  /** Exchange's own words in place of a message that it could not hand out. */
  readonly isPlaceholder: boolean;
}

/** What the parser process makes of the raw bytes of one message. Plain data: it crosses a process boundary. */
export interface ParsedMessage {
  /** Identifiers without angle brackets, in the order of the header. */
  readonly messageId: string | undefined;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly subject: string;
  /** Undefined when the header is missing or has no usable address. */
  readonly from: Address | undefined;
  readonly sender: Address | undefined;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly date: Date | undefined;
  /** Every header field in order. */
  readonly headers: readonly HeaderField[];
  /** The plain text; made from the HTML where the message has no text part. */
  readonly text: string;
  /** It has an HTML form, which is made fit to be shown when it is wanted (domain/rendering). */
  readonly hasHtml: boolean;
  readonly attachments: readonly ParsedAttachment[];
  readonly protection: Protection;
  /** What mail servers say of its sender; whose word counts, the channel knows. */
  readonly authentication: Authentication;
  /** Of a signed message that had to be opened; undefined for all others. */
  readonly signature: Signature | undefined;
  /** The appointments in it. */
  readonly calendar: readonly CalendarEvent[];
  readonly clues: MailClues;
  /** Hex SHA-256 over From, Date, decoded bodies and attachments: recognises a message that the server rendered anew. */
  readonly digest: string;
}

/** @param name lower-case. @returns the value of the first field of that name. */
export function findHeader(message: Pick<ParsedMessage, 'headers'>, name: string): string | undefined {
  // Asked some forty times of each message: without a function or a step of an iterator for each field.
  const { headers } = message;
  for (let at = 0; at < headers.length; at++) {
    const field = headers[at];
    if (field?.[0] === name) return field[1];
  }
  return undefined;
}

/** @param name lower-case. @returns the values of all fields of that name, in order. */
export function listHeader(message: Pick<ParsedMessage, 'headers'>, name: string): string[] {
  return message.headers.filter((field) => field[0] === name).map((field) => field[1]);
}
