import { and, count, desc, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { OutboxState, OutboxView } from '../domain/outbox-view.ts';
import type { Reader } from './care/open.ts';
import { writerSince } from './outbox-times.ts';
import { channels, groups, users } from './schema/schema.ts';
import { articles, outbox, tickets } from './schema/schema-tickets.ts';
import { containsText } from './text-match.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

export interface OutboxQuery {
  readonly view: OutboxView;
  readonly groupId?: number | undefined;
  /** In the subject or a recipient's address; '' for all. */
  readonly words: string;
  /** The last message of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export type OutboxRow = Awaited<ReturnType<typeof selectState>>[number];

export interface OutboxPage {
  readonly rows: readonly OutboxRow[];
  /** Where the next one begins. */
  readonly next: number | undefined;
}

/** Of a delivery, what is shown of its fate. */
export const deliveryColumns = {
  id: outbox.id,
  articleId: outbox.articleId,
  state: outbox.state,
  attempts: outbox.attempts,
  nextAttemptAt: outbox.nextAttemptAt,
  failureCode: outbox.failureCode,
  serverReply: outbox.serverReply,
  recipientsLimit: outbox.recipientsLimit,
  recipients: outbox.recipients,
  sentAt: outbox.sentAt,
  envelopeTo: outbox.envelopeTo,
  sendAt: sql<number | null>`CASE WHEN ${outbox.releasedAt} IS NULL THEN ${outbox.sendAt} END`,
  writerSince,
  dismissedAt: outbox.dismissedAt,
  evidence: outbox.evidence,
  isPaused: sql<number>`${channels.pausedAt} IS NOT NULL`,
  channel: channels.name,
  channelKind: channels.kind,
  channelAddress: channels.address,
  /** Who signs in for it. */
  channelUser: channels.userName,
  channelTenant: channels.tenantId,
  isAppOnly: channels.isAppOnly,
  canBeTakenBack: sql<number>`${outbox.draft} IS NOT NULL AND ${outbox.state} IN ('queued', 'failed')`,
};

/** @returns one page of what the viewer may see, newest first */
export async function listOutbox(db: Reader, viewer: Viewer, query: OutboxQuery): Promise<OutboxPage> {
  // One walk along an index for each state, as in the ticket list.
  const perState: OutboxRow[][] = [];
  for (const state of query.view.states) perState.push(await selectState(db, viewer, query, state));
  const sorted = perState.flat().sort((left, right) => right.id - left.id);
  const rows = sorted.slice(0, query.limit);
  return { rows, next: sorted.length > query.limit ? rows.at(-1)?.id : undefined };
}

function selectState(db: Reader, viewer: Viewer, query: OutboxQuery, state: OutboxState) {
  return db
    .select({
      ...deliveryColumns,
      envelopeFrom: outbox.envelopeFrom,
      createdAt: outbox.createdAt,
      subject: articles.subject,
      number: tickets.number,
      groupId: tickets.groupId,
      group: groups.name,
      author: users.name,
      userId: articles.userId,
    })
    .from(outbox)
    .innerJoin(articles, eq(articles.id, outbox.articleId))
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .leftJoin(channels, eq(channels.id, outbox.channelId))
    .leftJoin(users, eq(users.id, articles.userId))
    .where(
      and(
        eq(outbox.state, state),
        query.before === undefined ? undefined : lt(outbox.id, query.before),
        state === 'failed' ? isDismissed(query.view.isDismissed ?? false) : undefined,
        visibleTo(viewer),
        query.groupId === undefined ? undefined : eq(tickets.groupId, query.groupId),
        contains(query.words),
      ),
    )
    .orderBy(desc(outbox.id))
    .limit(query.limit + 1);
}

/** How many messages each view holds; of what was sent only that there is no count. */
export async function countOutbox(
  db: Reader,
  viewer: Viewer,
  groupId: number | undefined,
): Promise<{ state: OutboxState; isDismissed: number; count: number }[]> {
  const dismissed = sql<number>`${outbox.dismissedAt} IS NOT NULL`;
  return db
    .select({ state: outbox.state, isDismissed: dismissed, count: count() })
    .from(outbox)
    .innerJoin(articles, eq(articles.id, outbox.articleId))
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(
      and(
        // With years of mail behind it, counting what was sent would take longer than all the rest.
        inArray(outbox.state, ['queued', 'sending', 'failed', 'unknown']),
        visibleTo(viewer),
        groupId === undefined ? undefined : eq(tickets.groupId, groupId),
      ),
    )
    .groupBy(outbox.state, dismissed);
}

function isDismissed(wanted: boolean): SQL {
  return wanted ? isNotNull(outbox.dismissedAt) : isNull(outbox.dismissedAt);
}

function contains(words: string): SQL | undefined {
  if (words === '') return undefined;
  return or(containsText(articles.subject, words), containsText(outbox.envelopeTo, words));
}
