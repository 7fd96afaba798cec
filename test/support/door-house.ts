import { desc, eq } from 'drizzle-orm';
import { insertGroup } from '../../src/db/groups.ts';
import { articles, outbox, tickets } from '../../src/db/schema/schema-tickets.ts';
import { replyToTicket } from '../../src/desk/composing/reply-to-ticket.ts';
import { openTicketDesk, type Person, type TicketDesk } from './ticket-desk.ts';

/** A ticket of the first group. */
export interface MadeTicket {
  readonly ticketId: number;
  readonly number: number;
  readonly customerId: number;
  readonly email: string;
  /** The mail that opened it, and one that joined it. */
  readonly articleId: number;
  readonly joinedId: number;
}

/** A desk with groups and people of every kind, which makes tickets on demand. */
export interface DoorHouse {
  readonly desk: TicketDesk;
  readonly groups: { readonly own: number; readonly other: number; readonly third: number };
  readonly people: Readonly<Record<'stranger' | 'reader' | 'answerer' | 'mover' | 'admin' | 'spare', Person>>;
  makeTicket(): Promise<MadeTicket>;
  /** An answer that waits in the outbox. @returns its delivery */
  makeDelivery(): Promise<number>;
  /** Not the same twice. */
  nextName(): string;
  close(): Promise<void>;
}

export async function openDoorHouse(): Promise<DoorHouse> {
  const desk = await openTicketDesk();
  const { read, write } = desk.desk;
  const [other, third] = await write(async (tx) => [
    (await insertGroup(tx, 'Payroll')).id,
    (await insertGroup(tx, 'Third')).id,
  ]);
  const groups = { own: 1, other: other ?? 0, third: third ?? 0 };
  const everywhere = (level: string) => ({ [groups.own]: level, [groups.third]: 'read' });
  const people = {
    admin: await desk.signIn('admin', 'Ada Admin'),
    stranger: await desk.signIn('agent', 'Stranger', { [groups.other]: 'full' }),
    reader: await desk.signIn('agent', 'Reader', everywhere('read')),
    answerer: await desk.signIn('agent', 'Answerer', everywhere('answer')),
    mover: await desk.signIn('agent', 'Mover', everywhere('full')),
    spare: await desk.signIn('agent', 'Spare', everywhere('full')),
  };
  let count = 0;
  const nextName = () => `n${++count}`;
  const makeTicket = async (): Promise<MadeTicket> => {
    const name = nextName();
    const head = `From: ${name}@customer.example\r\nTo: support@postroom.example\r\nSubject: About ${name}\r\n`;
    await desk.deliver(
      `${head}Message-ID: <a${name}@customer.example>\r\n\r\nHello\r\n`,
      `${head}Message-ID: <b${name}@customer.example>\r\nIn-Reply-To: <a${name}@customer.example>\r\n\r\nMore\r\n`,
    );
    const [ticket] = await read.select().from(tickets).orderBy(desc(tickets.id)).limit(1);
    const found = await read
      .select({ id: articles.id })
      .from(articles)
      .where(eq(articles.ticketId, ticket?.id ?? 0))
      .orderBy(articles.id);
    const [article, joined] = found;
    if (ticket === undefined || article === undefined || joined === undefined) {
      throw new Error('the ticket has no two messages');
    }
    const { id: ticketId, number, customerId } = ticket;
    return {
      ticketId,
      number,
      customerId,
      email: `${name}@customer.example`,
      articleId: article.id,
      joinedId: joined.id,
    };
  };
  return {
    desk,
    groups,
    people,
    nextName,
    makeTicket,
    async makeDelivery() {
      const { ticketId } = await makeTicket();
      const { articleId } = await desk.door
        .as({ kind: 'user', userId: people.admin.id })
        .call(replyToTicket, {
          ticketId,
          key: `key-of-${nextName()}-0000`,
          to: 'carla@customer.example',
          cc: '',
          text: 'Hello',
          isQuoting: false,
          nextState: 'open',
          form: { text: 'Hello' },
        });
      const [item] = await read.select().from(outbox).where(eq(outbox.articleId, articleId));
      return item?.id ?? 0;
    },
    close: () => desk.close(),
  };
}
