import { setImmediate } from 'node:timers/promises';
import { and, asc, eq, gt } from 'drizzle-orm';
import type { StoredFact } from '../domain/facts/fact.ts';
import { listArticleIds } from './article-list.ts';
import { readBlob } from './blobs.ts';
import type { Reader } from './care/open.ts';
import type { OwnMail } from './customer-mail.ts';
import { getCustomer, listAddresses } from './customer-page.ts';
import { listFactsOfTicket } from './facts.ts';
import { articles, attachments, tickets } from './schema/schema-tickets.ts';

/**
 * Everything that is kept about a customer as one JSON document, in pieces: tickets with their messages, notes,
 * history and files (base64), and what he wrote in the tickets of others. Large mailboxes do not fit into memory at once.
 * @param own what of the messages is his: those of others do not go into his hands
 * @param describe says in words what happened
 */
export async function* exportCustomer(
  db: Reader,
  customerId: number,
  own: OwnMail,
  describe: (fact: StoredFact) => string,
): AsyncGenerator<string> {
  const customer = await getCustomer(db, customerId);
  const addresses = await listAddresses(db, customer);
  yield `{"customer":${JSON.stringify({ ...customer, addresses })},"tickets":[`;
  // What a merge has moved stands in the ticket that it was written for, also where another has brought it back.
  const elsewhere = new Set([...own.ofOthers, ...own.moved.flatMap(({ articleIds }) => articleIds)]);
  let separator = '';
  for (let last = 0; ; ) {
    const [ticket] = await db
      .select()
      .from(tickets)
      .where(and(eq(tickets.customerId, customerId), gt(tickets.id, last)))
      .orderBy(asc(tickets.id))
      .limit(1);
    if (ticket === undefined) break;
    last = ticket.id;
    const history = await listWholeHistory(db, ticket.id);
    const { id, customerId: _, ...facts } = ticket;
    yield `${separator}\n${JSON.stringify({ ...facts, history: history.map((fact) => ({ at: fact.at, message: describe(fact) })) }).slice(0, -1)},"articles":[`;
    const there = (await listArticleIds(db, id)).filter((each) => !elsewhere.has(each));
    const moved = own.moved.filter(({ ticketId }) => ticketId === id).flatMap(({ articleIds }) => articleIds);
    yield* exportArticles(db, [...there, ...moved]);
    yield ']}';
    separator = ',';
    // libSQL gives back what it has read in a turn of the event loop, and others wait for theirs.
    await setImmediate();
  }
  yield '\n],"elsewhere":[';
  yield* exportArticles(db, own.elsewhere);
  yield ']}\n';
}

/** The oldest first. */
async function listWholeHistory(db: Reader, ticketId: number): Promise<StoredFact[]> {
  const all = Number.MAX_SAFE_INTEGER;
  return (await listFactsOfTicket(db, ticketId, { limit: all })).toReversed();
}

async function* exportArticles(db: Reader, ids: readonly number[]): AsyncGenerator<string> {
  let separator = '';
  for (const id of ids) {
    const [article] = await db.select().from(articles).where(eq(articles.id, id));
    if (article === undefined) continue;
    const { kind, direction, fromName, fromAddress, to, cc, subject, messageId, text, sentAt } = article;
    const facts = { kind, direction, fromName, fromAddress, to, cc, subject, messageId, text, sentAt };
    yield `${separator}${JSON.stringify(facts).slice(0, -1)},"attachments":[`;
    yield* exportAttachments(db, id);
    yield ']}';
    separator = ',';
  }
}

async function* exportAttachments(db: Reader, articleId: number): AsyncGenerator<string> {
  const rows = await db.select().from(attachments).where(eq(attachments.articleId, articleId));
  let separator = '';
  for (const { name, type, size, blobId } of rows) {
    yield `${separator}${JSON.stringify({ name, type, size }).slice(0, -1)},"base64":"`;
    yield* toBase64(readBlob(db, blobId));
    yield '"}';
    separator = ',';
  }
}

/** Three bytes become four letters, so what is left over of a piece goes before the next one. */
async function* toBase64(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = Buffer.concat([rest, Buffer.from(piece)]);
    const whole = bytes.length - (bytes.length % 3);
    yield bytes.subarray(0, whole).toString('base64');
    rest = bytes.subarray(whole);
  }
  yield rest.toString('base64');
}
