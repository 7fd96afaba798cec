import type { QuarantineReason } from './facts/quarantine-reason.ts';
import type { ArticleReason } from './facts/reason.ts';
import type { Address } from './message.ts';

/** A part of an import, in the order of the files; several may be under way and are stored in that order, each connection's for itself. */
export interface FileBatch {
  /** By name; may be left out where there is only one active group. */
  readonly group?: string | undefined;
  /** An instant: older mail is archived. */
  readonly archiveBefore?: string | undefined;
  readonly withText: boolean;
  /** By which connection of the control socket it comes; the instance that it comes to says it. */
  readonly connection?: number | undefined;
  readonly mails: readonly FileMail[];
}

/** Why a message of a file has become what it is. */
export type FileReason =
  | { readonly code: 'imported_before' | 'ignored' | 'same_message' | 'customer_erased' }
  | { readonly code: 'quarantined'; readonly reason: QuarantineReason }
  | { readonly code: 'article'; readonly because: ArticleReason };

export interface FileMail {
  readonly path: string;
  /** The bytes, or base64 of them; of an oversized message the header alone. */
  readonly raw: string | Uint8Array;
  readonly size: number;
  readonly isOversized: boolean;
  /** An instant; used where the message has no date. */
  readonly deliveredAt?: string | undefined;
}

/** What became of one message, with the names of the command line's JSON. */
export interface FileResult {
  readonly path: string;
  readonly outcome: 'opened' | 'appended' | 'duplicate' | 'ignored' | 'archived' | 'quarantined';
  /** Ids of ticket and article, and the number that people see. */
  readonly ticket: number | null;
  readonly number: number | null;
  readonly article: number | null;
  readonly subject: string | null;
  readonly from: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly messageId: string | null;
  readonly date: string | null;
  readonly text: string | null;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number }[];
  readonly reason: FileReason | null;
}
