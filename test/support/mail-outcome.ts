import { desc, eq } from 'drizzle-orm';
import { articles, attachments, customers, tickets } from '../../src/db/schema/schema-tickets.ts';
import { renderArticles } from '../../src/desk/tickets/render-articles.ts';
import type { Person, TicketDesk } from './ticket-desk.ts';

/** What a message has become, as an agent sees it. */
export interface Outcome {
  readonly number: number;
  readonly state: string;
  readonly customer: string;
  readonly customerName: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly string[];
  /** The files that stand in the text. */
  readonly inline: readonly string[];
  readonly robot: string;
  readonly receipt: string;
  readonly calendar: string;
  readonly sentAt: string;
  /** The words in sight, and those that are folded. */
  readonly shown: string;
  readonly folded: string;
  /** All words of the ticket's page without those of its frames. */
  readonly page: string;
}

/** @returns the article that came last, with its ticket and customer */
export async function findNewest(desk: TicketDesk['desk']) {
  const [row] = await desk.read
    .select({ article: articles, ticket: tickets, customer: customers })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .orderBy(desc(articles.id))
    .limit(1);
  if (row === undefined) throw new Error('no article');
  return row;
}

/** @returns what the newest article of a desk is, read from its ticket's page and the data file */
export async function lookAtNewest({ desk, door }: TicketDesk, person: Person): Promise<Outcome> {
  const { article, ticket, customer } = await findNewest(desk);
  await door.as(person.actor).call(renderArticles, { articleIds: [article.id], isAwaited: true });
  const files = await desk.read.select().from(attachments).where(eq(attachments.articleId, article.id));
  const page = await (await person.get(`/tickets/${ticket.number}`)).text();
  const [own = ''] = new RegExp(`<article id="article-${article.id}"[\\s\\S]*?</article>`).exec(page) ?? [];
  const [, source] = /<iframe[^>]* src="([^"]+)"/.exec(own) ?? [];
  const body =
    source === undefined
      ? (/<div class="plain-text">([\s\S]*?)<\/div>/.exec(own)?.[1] ?? '')
      : await (await person.get(decode(source))).text();
  const [shown, folded] = unfold(body);
  return {
    number: ticket.number,
    state: ticket.state,
    customer: customer.email,
    customerName: customer.name,
    from: `${article.fromName} <${article.fromAddress}>`,
    subject: article.subject,
    text: article.text,
    files: files.filter(({ isInline }) => !isInline).map(({ name }) => name),
    inline: files.filter(({ isInline }) => isInline).map(({ name }) => name),
    robot: article.automatic,
    receipt: article.receipt?.kind ?? '',
    calendar: JSON.stringify(article.calendar ?? ''),
    sentAt: article.sentAt.toISOString(),
    shown,
    folded,
    page: readWords(page),
  };
}

function unfold(html: string): readonly [shown: string, folded: string] {
  const folded = [...html.matchAll(/<details(?! open)[^>]*>[\s\S]*?<\/details>/g)].map(([whole]) => whole);
  const shown = folded.reduce((rest, each) => rest.replace(each, ' '), html);
  return [readWords(shown), readWords(folded.join(' '))];
}

function readWords(html: string): string {
  return decode(html.replace(/<(style|script|head)\b[\s\S]*?<\/\1>|<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

function decode(text: string): string {
  const names: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
    '#x27': "'",
    nbsp: ' ',
  };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => names[name] ?? whole);
}
