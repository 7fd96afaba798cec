import { describeProblem } from '../../../views/facts/delivery-words.ts';
import { describeArticleReason } from '../../../views/facts/reason-words.ts';
import type { ArticleItem } from '../../../views/tickets/article.tsx';
import type { ConversationProps } from '../../../views/tickets/conversation.tsx';
import type { DeliveryState } from '../../../views/tickets/delivery-state.tsx';
import {
  type ArticleRow,
  type Conversation,
  type DeliveryRow,
  type ListedAttachment,
  loadShownConversation,
  placePage,
} from '../../db/article-list.ts';
import { listHidden } from '../../db/hidden-recipients.ts';
import { type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { findMerge, findMergedInto } from '../../db/ticket-merges.ts';
import { findSeenArticle } from '../../db/ticket-views.ts';
import { type Access, allows } from '../../domain/access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { describeDelivery } from '../outbox/delivery-state.ts';
import { findNumber } from '../path-id.ts';
import { boundPeople } from './listed-people.ts';
import { prepareRenderings } from './wanted-renderings.ts';

type Shown = Conversation<ListedAttachment>;

/** Reads the articles of a ticket as the page shows them. */
export async function loadConversationProps(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  access: Access,
): Promise<ConversationProps> {
  const at = findNumber(c.req.query('at'));
  const { before, later } = await placePage(web.read, ticket.id, findNumber(c.req.query('before')), at);
  const [stored, seen] = await Promise.all([
    loadShownConversation(web.read, ticket.id, before),
    findSeenArticle(web.read, c.get('user').id, ticket.id),
  ]);
  const place = before === undefined ? findPlace(c, seen, stored.articles) : undefined;
  const openFrom = place?.openFrom ?? stored.articles.at(-mostOpen)?.id ?? 0;
  const isReady = await prepareArticles(web, c, stored.articles, openFrom);
  const found = isReady ? await loadShownConversation(web.read, ticket.id, before) : stored;
  const articles = describeArticles(found, ticket.subject, c.get('user').id);
  const path = `/tickets/${ticket.number}`;
  return {
    ticketId: ticket.id,
    number: ticket.number,
    articles,
    earlierUrl: found.earlier === undefined ? undefined : `${path}?before=${found.earlier}`,
    laterUrl: later === undefined || later === 'newest' ? undefined : `${path}?before=${later}`,
    newestUrl: later === undefined ? undefined : path,
    openFrom: place?.openFrom,
    unreadFrom: place?.unreadFrom,
    at,
    url: `${path}/conversation?${describePlace(place, before, at)}`,
    csrf: allows(access, 'answer') ? c.get('csrf') : undefined,
    merged: articles.length > 0 ? undefined : await loadMerged(web, c, ticket, access),
  };
}

/** @returns the articles as pages show them to the viewer */
export function describeArticles(found: Shown, subject: string, viewerId: number): ArticleItem[] {
  const titles = listFurtherTitles(subject, found.articles);
  const items = found.articles.map((row) => ({
    ...toItem(found, row, viewerId),
    title: titles.get(row.id) ?? '',
  }));
  return boundPeople(items);
}

/** @returns undefined for a ticket that was not merged */
async function loadMerged(web: WebContext, c: WebRequest, { id }: Ticket, access: Access) {
  const [merge, mergedInto] = await Promise.all([
    findMerge(web.read, id),
    findMergedInto(web.read, viewerOf(c.get('user')), id),
  ]);
  if (merge === undefined) return undefined;
  return { mergedInto, canMove: allows(access, 'full'), csrf: c.get('csrf') };
}

/** Where reading begins. It stays while the page is open, whatever comes meanwhile. */
interface Place {
  /** From this article on they stand open. */
  readonly openFrom: number;
  /** The first that the person has not seen, and has not written. */
  readonly unreadFrom: number | undefined;
}

/** So many of the newest articles stand open where nothing is unread. */
const mostOpen = 4;

/** @param seen the newest article that the person has seen */
function findPlace(c: WebRequest, seen: number, articles: readonly ArticleRow[]): Place {
  const given = findNumber(c.req.query('open'));
  if (given !== undefined) {
    return { openFrom: given, unreadFrom: findNumber(c.req.query('unread')) };
  }
  const userId = c.get('user').id;
  // Who has never seen the ticket reads it as it stands: the newest first of all.
  const isUnread = (row: ArticleRow) => seen > 0 && row.id > seen && row.userId !== userId;
  const unreadFrom = articles.find(isUnread)?.id;
  const newest = articles.at(-mostOpen)?.id ?? articles[0]?.id ?? 0;
  return { openFrom: Math.min(newest, unreadFrom ?? newest), unreadFrom };
}

function describePlace(
  place: Place | undefined,
  before: number | undefined,
  at: number | undefined,
): URLSearchParams {
  const query = new URLSearchParams();
  if (before !== undefined) query.set('before', String(before));
  if (at !== undefined) query.set('at', String(at));
  if (place !== undefined) query.set('open', String(place.openFrom));
  if (place?.unreadFrom !== undefined) query.set('unread', String(place.unreadFrom));
  return query;
}

/**
 * Waits a little for what is to be made ready and stands open. What is folded is made ready afterwards, and the page follows.
 * @returns whether more is ready now
 */
async function prepareArticles(
  web: WebContext,
  c: WebRequest,
  articles: readonly ArticleRow[],
  openFrom: number,
): Promise<boolean> {
  const missing = articles.filter(({ rendering }) => rendering?.version == null).map(({ id }) => id);
  const isReady = await prepareRenderings(
    web,
    c,
    missing.filter((id) => id >= openFrom),
    'page',
  );
  void prepareRenderings(
    web,
    c,
    missing.filter((id) => id < openFrom),
    'folded',
  );
  return isReady;
}

function describeBody({ rendering, text, hasHtml }: ArticleRow) {
  if (rendering?.version == null) {
    const blocks = text === '' ? [] : [{ kind: 'text', pieces: [{ text, url: undefined }] } as const];
    return {
      blocks,
      excerpt: text.slice(0, 200),
      hasFrame: false,
      hasRemoteImages: false,
      isShortened: false,
      ground: 'reader',
    } as const;
  }
  const { blocks, excerpt, hasRemoteImages, isShortened, ground } = rendering;
  return {
    ground,
    blocks,
    excerpt,
    hasRemoteImages,
    isShortened,
    hasFrame: hasHtml && Boolean(rendering.isFrame),
  };
}

function deliveryOf(
  deliveries: readonly DeliveryRow[],
  article: ArticleRow,
  viewerId: number,
): DeliveryState | undefined {
  const last = deliveries.findLast((each) => each.articleId === article.id);
  if (last === undefined) return undefined;
  const { userId, author, fromAddress } = article;
  return describeDelivery({ ...last, userId, author }, fromAddress, viewerId);
}

/** By their articles, the subjects that say something else than the ticket's, and than those before: people change them, and write in them. */
function listFurtherTitles(subject: string, articles: readonly ArticleRow[]): ReadonlyMap<number, string> {
  const known = subject === '' ? [] : [subject.toLowerCase()];
  const titles = new Map<number, string>();
  for (const row of articles) {
    const title = row.subject.toLowerCase();
    if (row.kind === 'note' || title === '' || quiet.has(row.automatic)) continue;
    if (known.some((each) => title.includes(each))) continue;
    known.push(title);
    titles.set(row.id, row.subject);
  }
  return titles;
}

/** Programs that report on a mail name it in their own words. */
const quiet: ReadonlySet<string> = new Set(['report', 'receipt']);

function toItem(
  { bounces, attachments, deliveries }: Shown,
  row: ArticleRow,
  viewerId: number,
): Omit<ArticleItem, 'title' | 'morePeople'> {
  const own = attachments.filter(({ articleId }) => articleId === row.id);
  return {
    ...row,
    ...describeBody(row),
    isCut: Boolean(row.isCut),
    hasRaw: Boolean(row.hasRaw),
    because: row.because.code === 'written_here' ? '' : describeArticleReason(row.because),
    bounces: bounces
      .filter(({ articleId, reportArticleId }) => articleId === row.id || reportArticleId === row.id)
      .map(({ problem, ...bounce }) => ({ ...bounce, reason: describeProblem(problem) })),
    attachments: own,
    moreFiles: (own[0]?.total ?? 0) - own.length,
    delivery: deliveryOf(deliveries, row, viewerId),
    bcc: listHidden(row, deliveries),
  };
}
