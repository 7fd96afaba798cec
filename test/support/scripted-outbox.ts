import assert from 'node:assert/strict';
import { eq } from 'drizzle-orm';
import { insertMailAccount } from '../../src/db/mail-accounts.ts';
import type { OutboxItem } from '../../src/db/outbox.ts';
import { articles, outbox, tickets } from '../../src/db/schema/schema-tickets.ts';
import { putSetting } from '../../src/db/settings.ts';
import { replyToTicket } from '../../src/desk/composing/reply-to-ticket.ts';
import { localAccount } from './mail-account.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from './ticket-desk.ts';
import { waitUntil } from './wait-for.ts';

/** A desk whose channel sends by the server at this port, and answers to many. */
export interface ScriptedOutbox {
  readonly tickets: TicketDesk;
  readonly admin: Person;
  /** Moves the clock. */
  later(milliseconds: number): void;
  /** Makes a ticket of a mail and answers it to these. */
  answer(...to: readonly string[]): Promise<OutboxItem>;
  load(id: number): Promise<OutboxItem>;
  until(id: number, isThere: (item: OutboxItem) => boolean): Promise<OutboxItem>;
  /** @returns the text of the ticket's page */
  readPage(item: OutboxItem): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** @param path where another process shall find the data file, too */
export async function openScriptedOutbox(smtpPort: number, path?: string): Promise<ScriptedOutbox> {
  let ahead = 0;
  const desk = await openTicketDesk({}, { now: () => new Date(Date.now() + ahead) }, path);
  const { channel } = desk;
  await desk.desk.write(async (tx) => {
    await insertMailAccount(tx, localAccount({ channelId: channel.id, smtpHost: 'localhost', smtpPort }));
    await putSetting(tx, 'sending', { undoSeconds: 0 });
  });
  const admin = await desk.signIn('admin');
  let count = 0;
  const load = async (id: number) => {
    const [item] = await desk.desk.read.select().from(outbox).where(eq(outbox.id, id));
    assert.ok(item);
    return item;
  };
  return {
    tickets: desk,
    admin,
    load,
    later(milliseconds) {
      ahead += milliseconds;
    },
    async answer(...to) {
      const subject = `Q${++count}`;
      await desk.deliver(
        `From: C <c@customer.example>\r\nTo: ${supportAddress}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@customer.example>\r\n\r\nHi\r\n`,
      );
      const [ticket] = await desk.desk.read.select().from(tickets).where(eq(tickets.subject, subject));
      const { articleId } = await desk.door.as({ kind: 'user', userId: admin.id }).call(replyToTicket, {
        ticketId: ticket?.id ?? 0,
        key: `key-${subject.toLowerCase()}-0000`,
        to: to.join(', '),
        cc: '',
        text: 'Answered.',
        isQuoting: false,
        nextState: 'waiting',
      });
      const [item] = await desk.desk.read.select().from(outbox).where(eq(outbox.articleId, articleId));
      assert.ok(item);
      return item;
    },
    until: (id, isThere) => waitUntil(() => load(id), isThere),
    async readPage(item) {
      const [row] = await desk.desk.read
        .select({ number: tickets.number })
        .from(articles)
        .innerJoin(tickets, eq(tickets.id, articles.ticketId))
        .where(eq(articles.id, item.articleId));
      const page = await (await admin.get(`/tickets/${row?.number}`)).text();
      return page
        .replaceAll('&#39;', "'")
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ');
    },
    [Symbol.asyncDispose]: () => desk.close(),
  };
}
