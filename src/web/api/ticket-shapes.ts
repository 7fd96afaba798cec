import { z } from '@hono/zod-openapi';
import type { ArticleRow, Conversation } from '../../db/article-list.ts';
import { listHidden } from '../../db/hidden-recipients.ts';
import type { TicketRecord } from '../../db/ticket-query.ts';
import { ticketPriorities, ticketStates } from '../../domain/ticket.ts';
import { Id, Time, timeOf, timeOrNull } from './fields.ts';

// How tickets and their messages look to programs.

const Named = z.object({ id: Id, name: z.string() });

export const Ticket = z
  .object({
    id: Id,
    number: z.int(),
    subject: z.string(),
    state: z.enum(ticketStates),
    priority: z.enum(ticketPriorities),
    group: Named,
    customer: z.object({ id: Id, name: z.string(), email: z.string() }),
    owner: Named.nullable(),
    tags: z.array(z.string()),
    createdAt: Time,
    updatedAt: Time,
    lastArticleAt: Time,
    waitsUntil: Time.nullable(),
  })
  .openapi('Ticket');

const Address = z.object({ name: z.string(), address: z.string() });

export const Article = z
  .object({
    id: Id,
    kind: z.enum(['email', 'note']),
    direction: z.enum(['in', 'out']),
    author: z
      .string()
      .nullable()
      .openapi({ description: 'The user who wrote it; null for mail that came in.' }),
    from: Address,
    to: z.array(Address),
    cc: z.array(Address),
    bcc: z.array(Address).openapi({ description: 'Who got it without being named in it.' }),
    subject: z.string(),
    text: z.string(),
    isInternal: z.boolean(),
    automatic: z.string().openapi({ description: '`no`, or what kind of robot wrote it.' }),
    sentAt: Time,
    attachments: z.array(
      z.object({ id: Id, name: z.string(), type: z.string(), size: z.int(), isInline: z.boolean() }),
    ),
    delivery: z
      .object({
        id: Id,
        state: z.string(),
        attempts: z.int(),
        sentAt: Time.nullable(),
        sendAt: Time.nullable().openapi({ description: 'The chosen time, while it waits for it.' }),
      })
      .nullable()
      .openapi({ description: 'What became of mail that goes out.' }),
  })
  .openapi('Article');

export const TicketWithArticles = Ticket.extend({
  articles: z.array(Article),
  earlier: z.int().nullable().openapi({ description: 'Pass as `before` for the older ones.' }),
}).openapi('TicketWithArticles');

export function toTicket(row: TicketRecord): z.input<typeof Ticket> {
  const { id, number, subject, state, priority, tags } = row;
  return {
    id,
    number,
    subject,
    state,
    priority,
    tags: [...tags],
    group: { id: row.groupId, name: row.groupName },
    customer: { id: row.customerId, name: row.customerName, email: row.customerEmail },
    owner: row.ownerId === null ? null : { id: row.ownerId, name: row.ownerName ?? '' },
    createdAt: timeOf(row.createdAt),
    updatedAt: timeOf(row.updatedAt),
    lastArticleAt: timeOf(row.lastArticleAt),
    waitsUntil: row.waitsUntil === null ? null : timeOf(new Date(row.waitsUntil)),
  };
}

export function toArticles({ articles, attachments, deliveries }: Conversation): z.input<typeof Article>[] {
  return articles.map((row) => ({
    ...describeArticle(row),
    bcc: listHidden(row, deliveries),
    attachments: attachments
      .filter(({ articleId }) => articleId === row.id)
      .map(({ id, name, type, size, isInline }) => ({ id, name, type, size, isInline })),
    delivery:
      deliveries
        .filter(({ articleId }) => articleId === row.id)
        .map(({ id, state, attempts, sentAt, sendAt }) => ({
          id,
          state,
          attempts,
          sentAt: timeOrNull(sentAt),
          sendAt: sendAt === null ? null : timeOf(new Date(sendAt)),
        }))
        .at(-1) ?? null,
  }));
}

function describeArticle(row: ArticleRow) {
  const { id, kind, direction, author, subject, text, isInternal, automatic } = row;
  return {
    id,
    kind,
    direction,
    author,
    subject,
    text,
    isInternal,
    automatic,
    from: { name: row.fromName, address: row.fromAddress },
    to: [...row.to],
    cc: [...row.cc],
    sentAt: timeOf(row.sentAt),
  };
}

/** A ticket as it is now: another one after each change that somebody could have wanted to see first (RFC 9110 section 8.8.3). */
export function etagOf(ticket: TicketRecord): string {
  return `"${ticket.id}-${ticket.updatedAt.getTime().toString(36)}"`;
}

/**
 * A proxy that compresses an answer calls its version weak, which it is not: it names one moment.
 * @returns which version of the ticket it names, as it was changed last then; undefined for anything else
 */
export function readEtag(text: string, ticketId: number): Date | undefined {
  const [, id, at] = /^(?:W\/)?"(\d{1,15})-([0-9a-z]{1,11})"$/.exec(text.trim()) ?? [];
  return at === undefined || Number(id) !== ticketId ? undefined : new Date(Number.parseInt(at, 36));
}
