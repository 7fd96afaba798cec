import type { SettableState, TicketPriority } from './ticket.ts';

/** What can be done with many tickets at once. */
export type BulkAction =
  /** `until`: a waiting ticket opens again then. */
  | { readonly kind: 'state'; readonly state: SettableState; readonly until?: Date | undefined }
  /** Null: nobody. */
  | { readonly kind: 'owner'; readonly ownerId: number | null }
  | { readonly kind: 'group'; readonly groupId: number }
  | { readonly kind: 'priority'; readonly priority: TicketPriority }
  /** Several are separated by commas. */
  | { readonly kind: 'tag'; readonly tags: string }
  | { readonly kind: 'seen' };

export interface BulkResult {
  /** How many are now as was asked and were not before. */
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly { readonly number: number; readonly reason: string }[];
  /** What it can be taken back by for a while; undefined where there is nothing to take back. */
  readonly undo: string | undefined;
}
