import type { Reader } from '../../src/db/care/open.ts';
import { listFactsAfter } from '../../src/db/facts.ts';
import type { StoredFact } from '../../src/domain/facts/fact.ts';
import { describeFact } from '../../views/facts/fact-words.ts';

/** @returns the facts of a ticket, or all, the oldest first */
export async function listFacts(db: Reader, ticketId?: number): Promise<StoredFact[]> {
  const facts = await listFactsAfter(db, 0, Number.MAX_SAFE_INTEGER);
  return facts.filter((fact) => ticketId === undefined || fact.ticketId === ticketId);
}

/** @returns what the history of a ticket says, or of all, the oldest first; without the mail that came and went */
export async function listHistory(db: Reader, ticketId?: number): Promise<string[]> {
  const told = (await listFacts(db, ticketId)).filter(({ kind }) => !passing.includes(kind));
  return told.map(describeFact);
}

const passing: readonly string[] = ['ticket.opened', 'ticket.joined', 'delivery.sent'];
