import { and, eq } from 'drizzle-orm';
import { eraseMessageId } from '../domain/erased-message-id.ts';
import type { Reader } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { receipts } from './schema/schema-mail.ts';
import { articles, messageIds, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

interface KnownMail {
  /** Of its ticket, where the viewer may see that. */
  readonly ticket: number | null;
  /** Whether the viewer may know of it at all: what belongs to no ticket is for admins without a limit of groups. */
  readonly isVisible: boolean;
}

/** @returns what is known of mail with these Message-IDs, by them; what was never received or sent is left out */
export async function listKnownMail(
  db: Reader,
  viewer: Viewer,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownMail>> {
  const asked = new Map(ids.flatMap((id) => [[id, id] as const, [eraseMessageId(id), id] as const]));
  const received = await db
    .select({ messageId: receipts.messageId, ticketId: articles.ticketId })
    .from(receipts)
    .leftJoin(articles, eq(articles.id, receipts.articleId))
    .where(isOneOf(receipts.messageId, [...asked.keys()]));
  const stored = await db
    .select({ messageId: messageIds.messageId, ticketId: messageIds.ticketId })
    .from(messageIds)
    .where(isOneOf(messageIds.messageId, ids));
  const rows = [...received, ...stored];
  const ticketIds = rows.flatMap(({ ticketId }) => ticketId ?? []);
  const seen = await db
    .select({ id: tickets.id, number: tickets.number })
    .from(tickets)
    .where(and(isOneOf(tickets.id, ticketIds), visibleTo(viewer)));
  const numbers = new Map(seen.map(({ id, number }) => [id, number]));
  const seesAll = viewer.isAdmin && viewer.groupIds === undefined;
  const known = new Map<string, KnownMail>();
  for (const { messageId, ticketId } of rows) {
    const id = asked.get(messageId ?? '');
    if (id === undefined) continue;
    const ticket = numbers.get(ticketId ?? 0) ?? known.get(id)?.ticket ?? null;
    known.set(id, { ticket, isVisible: seesAll || ticket !== null });
  }
  return known;
}
