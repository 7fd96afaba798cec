import {
  decideThread,
  listThreadKeys,
  type ThreadDecision,
  type ThreadFacts,
} from '../../domain/threading.ts';
import { lookUpThread } from './batch.ts';
import { groupFor, listHolders } from './find-earlier.ts';
import type { Opening } from './opening.ts';

/** Decides which ticket a message continues, by all that is known of the tickets it points to and of those that have it. */
export function findThread(
  { read, context, batch, isArchived }: Opening,
  facts: ThreadFacts,
  isSenderTrusted = false,
): ThreadDecision {
  const thread = { ...context.thread, isSenderTrusted };
  const holders = listHolders(read, batch).map(({ ticketId }) => ticketId);
  const keys = listThreadKeys(facts, thread);
  const lookups = lookUpThread(batch, keys, { groupId: groupFor(read, context), isArchived, holders });
  return decideThread(facts, lookups, thread);
}
