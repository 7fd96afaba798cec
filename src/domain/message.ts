import type { Authentication } from './authentication.ts';
import type { CalendarEvent } from './calendar.ts';

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

/** One header field: lower-case name, unfolded and decoded value. */
export type HeaderField = readonly [name: string, value: string];

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
  /** The appointments in it. */
  readonly calendar: readonly CalendarEvent[];
  /** Hex SHA-256 over From, Date, decoded bodies and attachments: recognises a message that the server rendered anew. */
  readonly digest: string;
}

/** @param name lower-case. @returns the value of the first field of that name. */
export function findHeader(message: Pick<ParsedMessage, 'headers'>, name: string): string | undefined {
  return message.headers.find((field) => field[0] === name)?.[1];
}

/** @param name lower-case. @returns the values of all fields of that name, in order. */
export function listHeader(message: Pick<ParsedMessage, 'headers'>, name: string): string[] {
  return message.headers.filter((field) => field[0] === name).map((field) => field[1]);
}
