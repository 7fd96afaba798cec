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
  /** Every header field in order: lower-case name, unfolded and decoded value. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The plain text; made from the HTML where the message has no text part. */
  readonly text: string;
  /** Sanitized HTML, remote images kept as `data-src`; undefined where the message has no HTML part. */
  readonly html: string | undefined;
  readonly attachments: readonly ParsedAttachment[];
  /** Hex SHA-256 over From, Date, decoded bodies and attachments: recognises a message that the server rendered anew. */
  readonly digest: string;
}
