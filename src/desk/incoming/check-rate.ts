import type { Authorship } from '../../domain/automatic.ts';
import { type BatchTicket, rateWindowMilliseconds } from './batch.ts';
import type { Opening } from './opening.ts';

/**
 * Counts a new ticket against its customer: the last wall against programs that answer each other. Old mail that is
 * only imported now says nothing about a loop.
 * @returns how the message is labelled when it is too many
 */
export function checkRate(
  { read, context, batch, isArchived }: Opening,
  ticket: BatchTicket,
): Authorship | undefined {
  const since = context.now().getTime() - rateWindowMilliseconds;
  if (isArchived || read.mail.receivedAt.getTime() < since) return undefined;
  const { ticketsPerHour } = context.policy;
  const count = (batch.recentTickets.get(ticket.customerEmail) ?? 0) + 1;
  batch.recentTickets.set(ticket.customerEmail, count);
  if (count <= ticketsPerHour) return undefined;
  return { kind: 'flood', mayAutoReply: false, because: `flood:${ticketsPerHour}` };
}
