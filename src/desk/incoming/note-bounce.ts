import { normalizeAddress } from '../../domain/address.ts';
import { verifyMessageId } from '../../domain/message-id.ts';
import type { BatchTicket } from './batch.ts';
import { changeTicket } from './change-ticket.ts';
import type { Opening } from './opening.ts';
import { recordFact } from './record-fact.ts';

/**
 * Adds what a delivery report says. It marks an address only when the failure is permanent, the report names a message
 * that only we can have sent, and the address belongs to the ticket: anybody can write something that looks like one.
 */
export function noteBounce(opening: Opening, ticket: BatchTicket, reportArticleId: number): void {
  const { read, context, batch, rows } = opening;
  const { bounce } = read;
  if (bounce === undefined) return;
  const original = bounce.originalIds
    .flatMap((id) => batch.articles.get(id) ?? [])
    .find(({ isOurs }) => isOurs);
  const isOfTicket = original?.ticketId === ticket.id;
  const isProven = bounce.originalIds.some(
    (id) => verifyMessageId(context.thread.secret, id)?.ticketId === ticket.id,
  );
  const isLost = (isProven || isOfTicket) && !opening.isArchived;
  const belongs = (who: string) =>
    ticket.people.has(normalizeAddress(who)) || batch.agents.has(normalizeAddress(who));
  const lost = isLost ? { lost: { articleId: isOfTicket ? original.articleId : null } } : {};
  for (const { address, status, state, problem, isPermanent, retriesUntil } of bounce.recipients) {
    rows.bounces.push({
      reportArticleId,
      articleId: isOfTicket ? original.articleId : null,
      address,
      status,
      state,
      problem,
      retriesUntil: retriesUntil ?? null,
      marksAddress: isPermanent && (isProven || isOfTicket) && belongs(address),
      at: context.now(),
    });
    const about = { ticketId: ticket.id, articleId: reportArticleId };
    const data = { address, status, problem };
    const until = retriesUntil === undefined ? {} : { until: retriesUntil.toISOString() };
    if (state === 'failed')
      recordFact(opening, { kind: 'ticket.bounced', ...about, data: { ...data, ...lost } });
    else recordFact(opening, { kind: 'ticket.delivery_delayed', ...about, data: { ...data, ...until } });
  }
  const hasFailed = bounce.recipients.some(({ state }) => state === 'failed');
  if (hasFailed && isLost) markUndelivered(opening, ticket);
}

/** Somebody has to look: what was said to the customer has not reached him. */
function markUndelivered(opening: Opening, ticket: BatchTicket): void {
  const { context, batch } = opening;
  const { id: ticketId, groupId, state } = ticket;
  const isOpened = (state === 'closed' || state === 'waiting') && batch.bounceRules.get(groupId) !== 'keep';
  changeTicket(opening, ticket, { undeliveredAt: context.now(), ...(isOpened ? { state: 'open' } : {}) });
  if (!isOpened) return;
  const data = { from: state, to: 'open', because: 'undelivered' } as const;
  recordFact(opening, { kind: 'ticket.state_changed', ticketId, data });
}

/** Whoever writes can be reached again. */
export function clearMark({ read, message, context, batch, rows }: Opening): void {
  const address = message.from?.address;
  if (address === undefined || read.author?.kind === 'report' || !batch.undeliverable.delete(address)) return;
  rows.reachable.push({ address, at: context.now() });
}
