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

/** Reads the articles of a ticket as the page shows them. */
export async function loadConversationProps(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  access: Access,
): Promise<ConversationProps> {
  const before = Number(c.req.query('before')) || undefined;
  const canAnswer = allows(access, 'answer');
  const found = await loadConversation(web.read, ticket.id, before);
  const articles = found.articles.map(
    (row): ArticleItem => ({
      ...row,
      isCut: Boolean(row.isCut),
      hasHtml: Boolean(row.hasHtml),
      hasRemoteImages: Boolean(row.hasRemoteImages),
      hasRaw: Boolean(row.hasRaw),
      because: row.because.code === 'written_here' ? '' : describeArticleReason(row.because),
      bounces: found.bounces
        .filter(({ articleId, reportArticleId }) => articleId === row.id || reportArticleId === row.id)
        .map(({ address, problem }) => ({ address, reason: describeProblem(problem) })),
      // Pictures that the HTML shows in place are not listed again.
      attachments: found.attachments.filter(
        (attachment) => attachment.articleId === row.id && !(attachment.isInline && Boolean(row.hasHtml)),
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

function deliveryOf(deliveries: readonly DeliveryRow[], article: ArticleRow): DeliveryState | undefined {
  const last = deliveries.findLast((each) => each.articleId === article.id);
  return last === undefined ? undefined : describeDelivery(last, article.fromAddress);
}
