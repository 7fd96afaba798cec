import { describeProblem } from '../../../views/facts/delivery-words.ts';
import { describeArticleReason } from '../../../views/facts/reason-words.ts';
import type { ArticleItem } from '../../../views/tickets/article.tsx';
import type { ConversationProps } from '../../../views/tickets/conversation.tsx';
import type { DeliveryState } from '../../../views/tickets/delivery.tsx';
import { type ArticleRow, type DeliveryRow, loadConversation } from '../../db/article-list.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { type Access, allows } from '../../domain/access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { describeDelivery } from '../outbox/delivery-state.ts';
import { prepareRenderings } from './wanted-renderings.ts';

/** Reads the articles of a ticket as the page shows them. */
export async function loadConversationProps(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  access: Access,
): Promise<ConversationProps> {
  const before = Number(c.req.query('before')) || undefined;
  const canAnswer = allows(access, 'answer');
  const found = await loadRendered(web, c, ticket.id, before);
  const articles = found.articles.map(
    (row): ArticleItem => ({
      ...row,
      ...describeBody(row),
      isCut: Boolean(row.isCut),
      hasRaw: Boolean(row.hasRaw),
      because: row.because.code === 'written_here' ? '' : describeArticleReason(row.because),
      bounces: found.bounces
        .filter(({ articleId, reportArticleId }) => articleId === row.id || reportArticleId === row.id)
        .map(({ problem, ...bounce }) => ({ ...bounce, reason: describeProblem(problem) })),
      // Pictures that the HTML shows in place are not listed again.
      attachments: found.attachments.filter(
        (attachment) => attachment.articleId === row.id && !(attachment.isInline && row.hasHtml),
      ),
      delivery: deliveryOf(found.deliveries, row),
    }),
  );
  const path = `/tickets/${ticket.number}`;
  return {
    ticketId: ticket.id,
    number: ticket.number,
    articles,
    earlierUrl: found.earlier === undefined ? undefined : `${path}?before=${found.earlier}`,
    url: `${path}/conversation${before === undefined ? '' : `?before=${before}`}`,
    csrf: canAnswer ? c.get('csrf') : undefined,
  };
}

/** Waits a little for what is to be made ready; what is not by then is shown as text. */
async function loadRendered(web: WebContext, c: WebRequest, ticketId: number, before: number | undefined) {
  const found = await loadConversation(web.read, ticketId, before);
  const missing = found.articles.filter(({ rendering }) => rendering?.version == null).map(({ id }) => id);
  if (!(await prepareRenderings(web, c, missing, 'page'))) return found;
  return loadConversation(web.read, ticketId, before);
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

function deliveryOf(deliveries: readonly DeliveryRow[], article: ArticleRow): DeliveryState | undefined {
  const last = deliveries.findLast((each) => each.articleId === article.id);
  return last === undefined ? undefined : describeDelivery(last, article.fromAddress);
}
