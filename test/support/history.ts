import { asc, eq } from 'drizzle-orm';
import type { Reader } from '../../src/db/care/open.ts';
import { listFactsAfter } from '../../src/db/facts.ts';
import { ticketEvents } from '../../src/db/schema/schema-tickets.ts';
import type { StoredFact } from '../../src/domain/facts/fact.ts';
import { describeFact } from '../../views/facts/fact-words.ts';

/** @returns the facts of a ticket, or all, the oldest first */
export async function listFacts(db: Reader, ticketId?: number): Promise<StoredFact[]> {
  const facts = await listFactsAfter(db, 0, Number.MAX_SAFE_INTEGER);
  return facts.filter((fact) => ticketId === undefined || fact.ticketId === ticketId);
}

/** @returns what the history of a ticket says, or of all, the oldest first; without the mail that came and went */
export async function listHistory(db: Reader, ticketId?: number): Promise<string[]> {
  const old = await db
    .select({ message: ticketEvents.message })
    .from(ticketEvents)
    .where(ticketId === undefined ? undefined : eq(ticketEvents.ticketId, ticketId))
    .orderBy(asc(ticketEvents.id));
  const told = (await listFacts(db, ticketId)).filter(({ kind }) => !passing.includes(kind));
  return [...old.map(({ message }) => message), ...told.map(describeFact)];
}

const passing: readonly string[] = ['ticket.opened', 'ticket.joined', 'delivery.sent'];
