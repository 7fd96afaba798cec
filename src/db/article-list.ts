import { and, asc, desc, eq, gte, lt, lte, or, sql } from 'drizzle-orm';
import { renderingVersion } from '../domain/rendering.ts';
import { type BounceRow, listBounces } from './bounces.ts';
import type { Reader } from './care/open.ts';
import { prepareOnce } from './care/prepare-once.ts';
import { isOneOfGiven } from './one-of.ts';
import { deliveryColumns } from './outbox-list.ts';
import { mostTextCharacters } from './renderings.ts';
import { channels, users } from './schema/schema.ts';
import { articles, attachments, outbox, renderings } from './schema/schema-tickets.ts';

/** An article as a ticket page shows it: its HTML has a URL of its own, for the frame. */
export type ArticleRow = Awaited<ReturnType<typeof selectArticles>>[number];
type AttachmentRow = Pick<
  typeof attachments.$inferSelect,
  'id' | 'articleId' | 'name' | 'type' | 'size' | 'isInline'
>;
/** With how many there are of its article, those that are not listed, too. */
export type ListedAttachment = Awaited<ReturnType<typeof listShownAttachments>>[number];
export type DeliveryRow = Awaited<ReturnType<typeof selectDeliveries>>[number];

export interface Conversation<Attachment extends AttachmentRow = AttachmentRow> {
  /** In the order they came. */
  readonly articles: readonly ArticleRow[];
  readonly attachments: readonly Attachment[];
  readonly deliveries: readonly DeliveryRow[];
  /** What these articles report, and what was reported about them. */
  readonly bounces: readonly BounceRow[];
  /** Pass as `before` for the older ones; undefined when there are none. */
  readonly earlier: number | undefined;
}

const pageSize = 50;

/** What a page lists of all its articles: a thousand files of one byte fit into a small mail. */
const mostFiles = 500;
/** Of each article so many stand there whatever the others have. */
const leastFiles = 10;

/** @returns the newest articles of a ticket, or those before the article `before`. @param most so many of them */
export function loadConversation(
  db: Reader,
  ticketId: number,
  before?: number,
  most = pageSize,
): Promise<Conversation> {
  return load(db, listAttachments, { ticketId, before, most });
}

/** The same for a page, which has room for so many files of all its articles, of the newest ones first. */
export function loadShownConversation(
  db: Reader,
  ticketId: number,
  before?: number,
  most = pageSize,
): Promise<Conversation<ListedAttachment>> {
  return load(db, listShownAttachments, { ticketId, before, most });
}

interface Wanted {
  readonly ticketId: number;
  readonly before: number | undefined;
  readonly most: number;
}

async function load<Attachment extends AttachmentRow>(
  db: Reader,
  list: (db: Reader, articleIds: readonly number[]) => Promise<Attachment[]>,
  { ticketId, before, most }: Wanted,
): Promise<Conversation<Attachment>> {
  const query = prepareOnce(db, before === undefined ? 'articles' : 'articles before', () =>
    selectArticles(db, before !== undefined).prepare(),
  );
  const rows = await query.all({ ticketId, before, limit: most + 1 });
  const page = rows.slice(0, most).reverse();
  const ids = page.map((article) => article.id);
  const [attachments, bounces, deliveries] = await Promise.all([
    ids.length === 0 ? [] : list(db, ids),
    listBounces(db, ids),
    ids.length === 0 ? [] : listDeliveries(db, ids),
  ]);
  return {
    articles: page,
    attachments,
    bounces,
    deliveries,
    earlier: rows.length > most ? page[0]?.id : undefined,
  };
}

/** @returns those of all articles of a ticket, in the order they came */
export async function listArticleIds(db: Reader, ticketId: number): Promise<number[]> {
  const rows = await db
    .select({ id: articles.id })
    .from(articles)
    .where(eq(articles.ticketId, ticketId))
    .orderBy(asc(articles.id));
  return rows.map(({ id }) => id);
}

/** Where a page of a conversation stands in the whole. */
interface PagePlace {
  /** Pass to `loadConversation`; undefined for the newest page. */
  readonly before: number | undefined;
  /** The same for the page after it; undefined in both where there is none. */
  readonly later: number | 'newest' | undefined;
}

/** @param before where the page was asked for @param at an article that is to be on it, else */
export async function placePage(
  db: Reader,
  ticketId: number,
  before: number | undefined,
  at: number | undefined,
): Promise<PagePlace> {
  const from = before ?? at;
  if (from === undefined) return { before, later: undefined };
  const query = prepareOnce(db, 'articles from', () =>
    db
      .select({ id: articles.id })
      .from(articles)
      .where(
        and(eq(articles.ticketId, sql.placeholder('ticketId')), gte(articles.id, sql.placeholder('from'))),
      )
      .orderBy(asc(articles.id))
      .limit(pageSize + 2)
      .prepare(),
  );
  const ids = (await query.all({ ticketId, from })).map(({ id }) => id);
  // The newest page has it.
  if (before === undefined && ids.length <= pageSize) return { before, later: undefined };
  // The page ends with it, as a conversation does that was read at that time.
  const after = before === undefined ? ids.slice(1) : ids;
  const later = after.length > pageSize ? after[pageSize] : 'newest';
  return { before: before ?? after[0], later: after.length === 0 ? undefined : later };
}

/** What is missing where nobody has looked at the article yet. */
const renderingColumns = {
  version: renderings.version,
  blocks: renderings.blocks,
  excerpt: renderings.excerpt,
  ground: renderings.ground,
  hasRemoteImages: renderings.hasRemoteImages,
  isFrame: sql<number>`${renderings.html} IS NOT NULL`,
  isShortened: renderings.isShortened,
};

const articleColumns = {
  id: articles.id,
  kind: articles.kind,
  direction: articles.direction,
  author: users.name,
  userId: articles.userId,
  fromName: articles.fromName,
  fromAddress: articles.fromAddress,
  to: articles.to,
  cc: articles.cc,
  subject: articles.subject,
  text: sql<string>`substr(${articles.text}, 1, ${mostTextCharacters})`,
  isCut: sql<number>`length(${articles.text}) > ${mostTextCharacters}`,
  hasHtml: articles.hasHtml,
  rendering: renderingColumns,
  showsImages: articles.showsImages,
  isInternal: articles.isInternal,
  automatic: articles.automatic,
  automaticBecause: articles.automaticBecause,
  protection: articles.protection,
  senderCheck: articles.senderCheck,
  signature: articles.signature,
  receipt: articles.receipt,
  calendar: articles.calendar,
  because: articles.because,
  hasRaw: sql<number>`${articles.rawBlobId} IS NOT NULL`,
  sentAt: articles.sentAt,
};

function selectArticles(db: Reader, isBefore: boolean) {
  return db
    .select(articleColumns)
    .from(articles)
    .leftJoin(users, eq(users.id, articles.userId))
    .leftJoin(
      renderings,
      and(eq(renderings.articleId, articles.id), gte(renderings.version, renderingVersion)),
    )
    .where(
      and(
        eq(articles.ticketId, sql.placeholder('ticketId')),
        isBefore ? lt(articles.id, sql.placeholder('before')) : undefined,
      ),
    )
    .orderBy(desc(articles.id))
    .limit(sql.placeholder('limit'));
}

function listAttachments(db: Reader, articleIds: readonly number[]): Promise<AttachmentRow[]> {
  const { id, articleId, name, type, size, isInline } = attachments;
  const query = prepareOnce(db, 'attachments', () =>
    db
      .select({ id, articleId, name, type, size, isInline })
      .from(attachments)
      .where(isOneOfGiven(attachments.articleId, 'ids'))
      .orderBy(asc(attachments.id))
      .prepare(),
  );
  return query.all({ ids: JSON.stringify(articleIds) });
}

/** In one question, as a page has many of them: those of the newest article first, and some of each. */
function listShownAttachments(db: Reader, articleIds: readonly number[]) {
  const query = prepareOnce(db, 'shown attachments', () => {
    const { id, articleId, name, type, size, isInline } = attachments;
    const listed = db
      .select({
        id,
        articleId,
        name,
        type,
        size,
        isInline,
        total: sql<number>`count(*) OVER (PARTITION BY ${articleId})`.as('total'),
        ofArticle: sql<number>`row_number() OVER (PARTITION BY ${articleId} ORDER BY ${id})`.as('of_article'),
        ofPage: sql<number>`row_number() OVER (ORDER BY ${articleId} DESC, ${id})`.as('of_page'),
      })
      .from(attachments)
      .innerJoin(articles, eq(articles.id, articleId))
      // Pictures that the HTML shows in place are not listed again.
      .where(and(isOneOfGiven(articleId, 'ids'), sql`NOT (${isInline} AND ${articles.hasHtml})`))
      .as('listed');
    return db
      .select()
      .from(listed)
      .where(or(lte(listed.ofArticle, leastFiles), lte(listed.ofPage, mostFiles)))
      .orderBy(asc(listed.id))
      .prepare();
  });
  return query.all({ ids: JSON.stringify(articleIds) });
}

function listDeliveries(db: Reader, articleIds: readonly number[]): Promise<DeliveryRow[]> {
  const query = prepareOnce(db, 'deliveries', () => selectDeliveries(db).prepare());
  return query.all({ ids: JSON.stringify(articleIds) });
}

function selectDeliveries(db: Reader) {
  return db
    .select(deliveryColumns)
    .from(outbox)
    .leftJoin(channels, eq(channels.id, outbox.channelId))
    .where(isOneOfGiven(outbox.articleId, 'ids'))
    .orderBy(asc(outbox.id));
}
