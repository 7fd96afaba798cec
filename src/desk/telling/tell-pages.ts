import type { Tx } from '../../db/care/open.ts';
import { listGroupsOfTickets } from '../../db/ticket-access.ts';
import { type DeskEvent, describeEvents } from '../../domain/events.ts';
import type { NewFact } from '../../domain/facts/fact.ts';

/** Lets the open pages read again what the facts are about. */
export async function tellPages(tx: Tx, facts: readonly NewFact[]): Promise<DeskEvent[]> {
  const ticketIds = new Set(facts.flatMap(({ fact }) => fact.ticketId ?? []));
  const groups = await listGroupsOfTickets(tx, [...ticketIds]);
  return facts.flatMap(({ fact }) =>
    describeEvents(fact, fact.ticketId === undefined ? undefined : groups.get(fact.ticketId)),
  );
}
