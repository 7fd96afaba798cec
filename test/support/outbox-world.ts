import assert from 'node:assert/strict';
import { eq } from 'drizzle-orm';
import { type Channel, getChannel } from '../../src/db/channels.ts';
import type { OutboxItem } from '../../src/db/outbox.ts';
import { outbox, tickets } from '../../src/db/schema/schema-tickets.ts';
import { replyToTicket } from '../../src/desk/composing/reply-to-ticket.ts';
import type { Road } from '../../src/domain/mail-road.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { addAccount, agreeToGraph, saveApp } from './microsoft.ts';
import { openTicketDesk, type Person, type TicketDesk } from './ticket-desk.ts';
import { waitUntil } from './wait-for.ts';

export interface QueuedAnswer extends OutboxItem {
  readonly ticketId: number;
}

/** A desk with a channel that has signed in to a sandbox tenant, and answers to send by it. */
export interface OutboxWorld {
  readonly sandbox: Sandbox;
  readonly tickets: TicketDesk;
  readonly admin: Person;
  readonly channel: Channel;
  /** Makes a ticket of a mail and answers it. */
  answer(text?: string): Promise<QueuedAnswer>;
  load(id: number): Promise<OutboxItem>;
  /** Waits until the row is as described. */
  until(id: number, isThere: (item: OutboxItem) => boolean): Promise<OutboxItem>;
  numberOf(ticketId: number): Promise<number>;
  /** How often the server has taken it, by our own header field: whatever became of its Message-ID. */
  countSent(item: OutboxItem): number;
  close(): Promise<void>;
}

export async function openOutboxWorld(
  upn: string,
  options: { readonly now?: () => Date; readonly path?: string; readonly road?: Road } = {},
): Promise<OutboxWorld> {
  const sandbox = await startSandbox({ sampleMessages: 0 });
  const { now = () => new Date(), path } = options;
  const ticketDesk = await openTicketDesk({}, { now, cloudPath: sandbox.cloudFile }, path);
  const { desk } = ticketDesk;
  const admin = await ticketDesk.signIn('admin');
  const way = { sandbox, admin };
  await saveApp(way);
  const channelId = await addAccount(way, upn);
  if (options.road === 'graph') {
    await agreeToGraph(way, upn, channelId);
    await admin.post(`/channels/${channelId}/roads`, { in: 'graph', out: 'graph' });
  }
  const channel = await getChannel(desk.read, channelId);
  let count = 0;
  const load: OutboxWorld['load'] = async (id) => {
    const [item] = await desk.read.select().from(outbox).where(eq(outbox.id, id));
    assert.ok(item);
    return item;
  };
  return {
    sandbox,
    tickets: ticketDesk,
    admin,
    channel,
    load,
    async answer(text = 'We will look into it.') {
      const name = `c${++count}`;
      await ticketDesk.deliverTo(
        channel,
        `From: C <${name}@customer.example>\r\nTo: ${channel.address}\r\nSubject: Q${count}\r\nMessage-ID: <m${count}@customer.example>\r\n\r\nHi\r\n`,
      );
      const found = await desk.read
        .select()
        .from(tickets)
        .where(eq(tickets.subject, `Q${count}`));
      const ticketId = found[0]?.id ?? 0;
      const { articleId } = await ticketDesk.door.as({ kind: 'user', userId: admin.id }).call(replyToTicket, {
        ticketId,
        answers: undefined,
        key: `key-${name}-0000`,
        cc: '',
        text,
        to: `${name}@customer.example`,
        isQuoting: true,
        nextState: 'waiting',
      });
      const [item] = await desk.read.select().from(outbox).where(eq(outbox.articleId, articleId));
      assert.ok(item);
      return { ...item, ticketId };
    },
    until: (id, isThere) => waitUntil(() => load(id), isThere),
    async numberOf(ticketId) {
      const [ticket] = await desk.read.select().from(tickets).where(eq(tickets.id, ticketId));
      return ticket?.number ?? 0;
    },
    countSent: (item) =>
      sandbox.sent.filter(({ envelope }) => envelope.to.includes(item.envelopeTo[0] ?? '')).length,
    async close() {
      await ticketDesk.close();
      await sandbox.stop();
    },
  };
}
