import type { LongReads } from '../db/long-reads.ts';
import type { Viewer } from '../db/ticket-access.ts';
import { createTurns, type TurnLimits } from './turns.ts';

/** More than the pages wait for that one person has open. */
const readLimits: TurnLimits = { ofOne: 2, ofAll: 4, mostWaiting: 60, rests: false };

/**
 * Reads that may take long are done by one thread, one after another. What one person asks for does not stand before what
 * everybody else asks for: a thousand searches would hold up all lists of customers and of outgoing mail until their deadline.
 */
export function takeReadTurns(reads: LongReads): LongReads {
  const turns = createTurns(readLimits);
  const take = <Output>({ userId }: Pick<Viewer, 'userId'>, work: () => Promise<Output>) =>
    turns.take(`user ${userId}`, work);
  return {
    searchTickets: (viewer, search) => take(viewer, () => reads.searchTickets(viewer, search)),
    listCustomers: (viewer, search) => take(viewer, () => reads.listCustomers(viewer, search)),
    listOutbox: (viewer, query) => take(viewer, () => reads.listOutbox(viewer, query)),
    traceMail: (viewer, input) => take(viewer, () => reads.traceMail(viewer, input)),
    loadReport: (viewer, query) => take(viewer, () => reads.loadReport(viewer, query)),
    // Of admins, and named by nobody.
    previewErasure: (customerId, addresses) =>
      turns.take('erasures', () => reads.previewErasure(customerId, addresses)),
    findOwnMail: (customerId, addresses) =>
      turns.take('exports', () => reads.findOwnMail(customerId, addresses)),
  };
}
