import type { Diagnosis } from './diagnosis/diagnosis.ts';

/** What the folder is in which a message lies now. */
export type FolderKind = 'fetched' | 'inbox' | 'junk' | 'deleted' | 'archive' | 'sent' | 'other';

/** A message as it lies on the server now. */
export interface MailOnServer {
  readonly folder: string;
  readonly kind: FolderKind;
  readonly messageId: string | null;
  readonly sender: string;
  readonly subject: string;
  readonly at: Date | null;
  /** Postroom has a receipt of it, or has sent it. */
  readonly isKnown: boolean;
  /** Of the ticket that it belongs to. */
  readonly ticket: number | null;
  /** By this it can be fetched (`rescueFound`); null for what is here, is fetched by itself or was never received. */
  readonly key: string | null;
}

/** What one mailbox has answered to the question where a message is. */
export type MailboxAnswer = {
  readonly channelId: number;
  readonly channel: string;
  readonly address: string;
} & (
  | {
      readonly kind: 'answered';
      readonly found: readonly MailOnServer[];
      /** Undefined where the whole mailbox was asked at once. */
      readonly asked: number | undefined;
      readonly left: number;
    }
  | { readonly kind: 'failed'; readonly diagnosis: Diagnosis }
  /** Something of our own stands against it: nobody has signed in yet, for one. */
  | { readonly kind: 'refused'; readonly message: string }
  /** There are too many mailboxes for one question. */
  | { readonly kind: 'left_out' }
);
