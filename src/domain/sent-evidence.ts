/** What the mailbox's Sent Items say of a message of unknown fate. Times are milliseconds since 1970. */
export interface SentEvidence {
  readonly checkedAt: number;
  /** Where was looked; '' when no such folder could be opened. */
  readonly folder: string;
  /** When the server put the sent copy there; null: there is none. */
  readonly foundAt: number | null;
  /** Why nothing can be said; '' otherwise. */
  readonly failure: string;
}
