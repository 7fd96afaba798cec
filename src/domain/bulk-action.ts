import type { SettableState } from './ticket.ts';

/** What can be done with many tickets at once. */
export type BulkAction =
  | { readonly kind: 'state'; readonly state: SettableState }
  /** Null: nobody. */
  | { readonly kind: 'owner'; readonly ownerId: number | null }
  | { readonly kind: 'group'; readonly groupId: number }
  /** Several are separated by commas. */
  | { readonly kind: 'tag'; readonly tags: string }
  | { readonly kind: 'seen' };

export interface BulkResult {
  /** How many are now as was asked and were not before. */
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly { readonly number: number; readonly reason: string }[];
}
