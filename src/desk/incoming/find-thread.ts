import {
  decideThread,
  listThreadKeys,
  type ThreadDecision,
  type ThreadFacts,
} from '../../domain/threading.ts';
import { groupFor, listHolders } from './find-earlier.ts';
import type { Opening } from './opening.ts';
import { viewThread } from './store-view.ts';

/** Decides which ticket a message continues, by all that is known of the tickets it points to and of those that have it. */
export function findThread(
  { read, context, view, isArchived }: Opening,
  facts: ThreadFacts,
  isSenderTrusted = false,
): ThreadDecision {
  const thread = { ...context.thread, isSenderTrusted };
  const holders = listHolders(read, view).map(({ ticketId }) => ticketId);
  const keys = listThreadKeys(facts, thread);
  const lookups = viewThread(view, keys, { groupId: groupFor(read, context), isArchived, holders });
  return decideThread(facts, lookups, thread);
}
