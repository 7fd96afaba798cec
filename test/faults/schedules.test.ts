import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { checkDataFile } from '../../src/db/care/check.ts';
import { describeFinding } from '../../src/db/care/finding.ts';
import { unwatchedWork } from '../../src/db/care/long-work.ts';
import { type Channel, getChannel } from '../../src/db/channels.ts';
import { insertEmailAddress } from '../../src/db/email-addresses.ts';
import { configureChannel } from '../../src/desk/channels/configure-channel.ts';
import { deleteChannel } from '../../src/desk/channels/delete-channel.ts';
import { replyToTicket } from '../../src/desk/composing/reply-to-ticket.ts';
import { eraseCustomer } from '../../src/desk/customers/erase-customer.ts';
import { collectMail } from '../../src/desk/fetching/collect-mail.ts';
import { changeTicketOwner } from '../../src/desk/tickets/change-ticket.ts';
import { mergeTickets } from '../../src/desk/tickets/merge-tickets.ts';
import { splitTicket } from '../../src/desk/tickets/split-ticket.ts';
import { toAppError } from '../../src/errors.ts';
import { collectOptions } from '../support/collect-options.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { addChannel } from '../support/import-desk.ts';
import { createMemoryMailbox, type MemoryMailbox } from '../support/memory-mailbox.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun } from '../support/recount.ts';
import { createSchedule, type Schedule } from '../support/schedule.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// Eight who do not know of each other work on the same two tickets, in an order that chance decides transaction by
// transaction. POSTROOM_TEST_SEED repeats a run.

const schedules = isLongRun ? 200 : 8;
const seed = chooseSeed();
const random = createRandom(seed);

let desk: TicketDesk;
let admin: Person;
let schedule: Schedule;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  schedule = createSchedule(random);
  Object.assign(desk.desk, { write: schedule.guard(desk.desk.write) });
});
after(() => desk.close());

/** What one schedule is about. */
interface Scene {
  readonly name: string;
  readonly channel: Channel;
  readonly mailbox: MemoryMailbox;
  /** By Message-ID. */
  readonly messages: Map<string, { readonly place: string; readonly from: string }>;
  readonly tickets: readonly [number, number];
  /** Who is to be erased: the customer of one of the two tickets, or somebody else. */
  readonly customer: { readonly id: number; readonly email: string };
  readonly isInvolved: boolean;
  readonly firstFact: number;
  readonly done: Done[];
  readonly failures: string[];
}

type Done =
  | { readonly what: 'answered'; readonly key: string; readonly articleId: number }
  | { readonly what: 'merged' | 'split' | 'assigned' | 'deleted' | 'erased' | 'moved' };

test(`${schedules} orders of eight actors: each message once, each answer once, the history complete, no 500`, {
  timeout: 3_600_000,
}, async () => {
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const counts = new Map<string, number>();
  for (let number = 1; number <= schedules; number += 1) {
    const scene = await openScene(`s${number}`);
    await schedule.run(listActors(scene));
    const endedAt = performance.now();
    const found = [...scene.failures, ...(await findHarm(scene))];
    assert.deepEqual(found, [], `schedule ${number} of seed ${seed}`);
    for (const { what } of scene.done) counts.set(what, (counts.get(what) ?? 0) + 1);
    const recoveredSeconds = secondsSince(endedAt);
    noteFault({
      fault: 'eight actors at once',
      tries: 1,
      lost: 0,
      doubled: 0,
      changed: 0,
      recoveredSeconds,
    });
  }
  console.log(`# ${JSON.stringify(Object.fromEntries(counts))}`);
  // That one of them comes in vain is no rarity; that one always does would prove nothing.
  for (const what of ['answered', 'merged', 'split', 'assigned', 'deleted', 'erased', 'moved'])
    assert.ok((counts.get(what) ?? 0) > 0, `nothing was ${what}`);
});

async function openScene(name: string): Promise<Scene> {
  const address = `${name}@channel.example`;
  const channel = await addChannel(desk.desk, { name, address, userName: address });
  await desk.desk.write((tx) =>
    insertEmailAddress(tx, { address, name: '', channelId: channel.id, isPrimary: true, groupId: 1 }),
  );
  const mailbox = createMemoryMailbox();
  const messages: Scene['messages'] = new Map();
  const put = (folder: string, id: string, from: string, inReplyTo = '') => {
    const head = `From: ${from}\r\nTo: ${address}\r\nSubject: ${name} ${id}\r\nMessage-ID: <${id}.${name}@x.example>\r\n`;
    const reply = inReplyTo === '' ? '' : `In-Reply-To: <${inReplyTo}.${name}@x.example>\r\n`;
    const place = mailbox.put(folder, `${head}${reply}\r\nWords of ${id}\r\n`);
    messages.set(`${id}.${name}@x.example`, { place, from });
  };
  const [carla = '', dan = '', eve = ''] = ['carla', 'dan', 'eve'].map(
    (who) => `${who}.${name}@customer.example`,
  );
  put('INBOX', 'a', carla);
  put('INBOX', 'b', dan);
  put('INBOX', 'a2', carla, 'a');
  put('INBOX', 'b2', dan, 'b');
  put('INBOX', 'e', eve);
  await collectMail(desk.desk, channel, mailbox.open(), collectOptions());
  put('INBOX', 'a3', carla, 'a');
  put('INBOX', 'b3', dan, 'b2');
  put('INBOX', 'c', eve);
  put('Support', 'd', dan);
  const first = await ticketOf(`a.${name}@x.example`);
  const second = await ticketOf(`b.${name}@x.example`);
  const [fact] = await all<{ n: number }>(sql`SELECT coalesce(max(id), 0) AS n FROM facts`);
  const isInvolved = random() < 0.5;
  const email = isInvolved ? carla : eve;
  const [customer] = await all<{ id: number }>(sql`SELECT id FROM customers WHERE email = ${email}`);
  const tickets = random() < 0.5 ? ([first, second] as const) : ([second, first] as const);
  return {
    name,
    channel,
    mailbox,
    messages,
    tickets,
    customer: { id: customer?.id ?? 0, email },
    isInvolved,
    firstFact: fact?.n ?? 0,
    done: [],
    failures: [],
  };
}

const all = <Row>(query: Parameters<TicketDesk['desk']['read']['all']>[0]) => desk.desk.read.all<Row>(query);

async function ticketOf(messageId: string): Promise<number> {
  const [row] = await all<{ id: number }>(
    sql`SELECT ticket_id AS id FROM articles WHERE message_id = ${messageId}`,
  );
  assert.ok(row, messageId);
  return row.id;
}

function listActors(scene: Scene): (() => Promise<void>)[] {
  const [ticketId, otherId] = scene.tickets;
  const { channel, customer, mailbox } = scene;
  const door = desk.door.as({ kind: 'user', userId: admin.id });
  const attempt = async (work: () => Promise<Done | undefined>) => {
    try {
      const done = await work();
      if (done !== undefined) scene.done.push(done);
    } catch (error) {
      const { code, message, cause } = toAppError(error);
      if (code === 'internal') scene.failures.push(`500: ${message} ${String(cause)}`);
    }
  };
  const simply = (what: Exclude<Done['what'], 'answered'>, work: () => Promise<unknown>) => () =>
    attempt(() => work().then(() => ({ what })));
  const answer = async (to: number, key: string) => {
    const form = { ticketId: to, key: `${scene.name}-${key}-0000`, to: `x.${scene.name}@y.example`, cc: '' };
    const words = { text: 'We look into it.', isQuoting: false, nextState: 'waiting' } as const;
    const { articleId } = await door.call(replyToTicket, { ...form, ...words });
    return { what: 'answered', key, articleId } as const;
  };
  const fetch = async () => {
    // As it is when the line opens; what changes meanwhile is for the run to notice.
    const now = await getChannel(desk.desk.read, channel.id);
    await collectMail(desk.desk, now, mailbox.open(), collectOptions({ comparesAll: true }));
    return undefined;
  };
  const settings = {
    name: scene.name,
    address: '',
    groupId: '1',
    groupName: '',
    folder: 'Support',
    moveTo: '',
    afterImport: 'mark_read',
    onlyUnread: false,
    isArchiving: false,
    archiveBefore: '',
    archiveState: 'closed',
    sendingAddress: 'keep',
    trustsHeaders: false,
    trustedServers: '',
    importsSent: false,
    sentFolder: '',
  };
  return [
    // A button that was pressed twice, and another answer.
    async () => {
      await Promise.all([attempt(() => answer(ticketId, 'one')), attempt(() => answer(ticketId, 'one'))]);
      await attempt(() => answer(ticketId, 'one'));
      await attempt(() => answer(otherId, 'two'));
    },
    simply('merged', () => door.call(mergeTickets, { ticketId, otherId })),
    simply('split', async () => {
      const [row] = await all<{ id: number }>(
        sql`SELECT id FROM articles WHERE ticket_id = ${ticketId} AND message_id LIKE '_2.%'`,
      );
      await door.call(splitTicket, { articleId: row?.id ?? 0 });
    }),
    simply('assigned', () => door.call(changeTicketOwner, { ticketId, ownerId: admin.id })),
    simply('deleted', () => door.call(deleteChannel, { channelId: channel.id, address: channel.address })),
    simply('erased', () =>
      door.call(eraseCustomer, { customerId: customer.id, confirmation: customer.email }),
    ),
    simply('moved', () => door.call(configureChannel, { channelId: channel.id, ...settings })),
    async () => {
      await attempt(fetch);
      await attempt(fetch);
    },
  ];
}

async function findHarm(scene: Scene): Promise<string[]> {
  return [
    ...(await findMessageHarm(scene)),
    ...(await findAnswerHarm(scene)),
    ...(await findGapsInHistory(scene)),
    ...(await findBrokenPages(scene)),
    ...(await findDamage()),
  ];
}

/** With one of the two tickets, and all that was written in it. */
const isErased = (scene: Scene) => scene.isInvolved && isDone(scene, 'erased');
const isDone = ({ done }: Scene, what: Done['what']) => done.some((each) => each.what === what);

/** What the mailbox was told to do is stored, once; what is not stored is still in the mailbox. */
async function findMessageHarm(scene: Scene): Promise<string[]> {
  const harm: string[] = [];
  for (const [id, { place, from }] of scene.messages) {
    const [row] = await all<{ receipts: number; articles: number }>(sql`SELECT
      (SELECT count(*) FROM receipts WHERE channel_id = ${scene.channel.id} AND CAST(uid AS TEXT) = ${place}) AS receipts,
      (SELECT count(*) FROM articles WHERE message_id = ${id}) AS articles`);
    const { receipts, articles } = row ?? { receipts: 0, articles: 0 };
    const isThere = ['INBOX', 'Support'].some((name) => scene.mailbox.listPlaces(name).includes(place));
    // Also where it was merged with hers, what somebody else wrote stays.
    const mayBeErased = isDone(scene, 'erased') && from === scene.customer.email;
    if (articles > 1 || receipts > 1) harm.push(`${id} came in ${articles} times, by ${receipts} receipts`);
    if (receipts === 0 && scene.mailbox.settled.has(place)) harm.push(`${id} was settled and is not stored`);
    if (receipts === 0 && !isThere) harm.push(`${id} is nowhere`);
    if (receipts === 1 && articles === 0 && !mayBeErased) harm.push(`${id} has a receipt and no article`);
  }
  return harm;
}

async function findAnswerHarm(scene: Scene): Promise<string[]> {
  const rows = await all<{ id: number; queued: number }>(sql`SELECT articles.id,
      (SELECT count(*) FROM outbox WHERE article_id = articles.id) AS queued FROM articles
    WHERE direction = 'out' AND "to" LIKE ${`%x.${scene.name}@y.example%`}`);
  const astray = await all<{ id: number }>(sql`SELECT id FROM articles
    WHERE direction = 'out' AND ticket_id IN (SELECT ticket_id FROM ticket_merges WHERE ticket_id IN ${scene.tickets})`);
  const harm = astray.map(({ id }) => `answer ${id} stands in a ticket that was merged`);
  harm.push(...rows.filter(({ queued }) => queued !== 1).map(({ id }) => `answer ${id} is not queued once`));
  const told = scene.done.flatMap((each) => (each.what === 'answered' ? [each] : []));
  for (const key of ['one', 'two']) {
    const ids = new Set(told.filter((each) => each.key === key).map(({ articleId }) => articleId));
    if (ids.size > 1) harm.push(`the key ${key} was spent for ${[...ids].join(', ')}`);
  }
  const promised = new Set(told.map(({ articleId }) => articleId));
  for (const { id } of rows) if (!promised.has(id)) harm.push(`answer ${id} was refused and is there`);
  for (const id of promised) {
    const isThere = rows.some((row) => row.id === id);
    if (!isThere && !isErased(scene)) harm.push(`answer ${id} was taken and is not there`);
  }
  return harm;
}

/** The facts of a customer who was erased go with him. */
async function findGapsInHistory(scene: Scene): Promise<string[]> {
  const { firstFact } = scene;
  const rows = await all<{ kind: string }>(sql`SELECT kind FROM facts WHERE id > ${firstFact}`);
  const count = (kind: string) => rows.filter((row) => row.kind === kind).length;
  const answers = new Set(scene.done.flatMap((each) => (each.what === 'answered' ? [each.articleId] : [])))
    .size;
  const ofChannels = [
    ['deleted', 'channel.deleted', 1],
    ['moved', 'channel.changed', 1],
    ['erased', 'customer.erased', 1],
  ] as const;
  const ofTickets = [
    ['answered', 'ticket.answered', answers],
    ['merged', 'ticket.merged', 2],
    ['split', 'ticket.split', 2],
  ] as const;
  const expected = isErased(scene) ? ofChannels : [...ofChannels, ...ofTickets];
  return expected.flatMap(([what, kind, wanted]) => {
    const due = isDone(scene, what) ? wanted : 0;
    return count(kind) === due ? [] : [`${count(kind)} facts ${kind} instead of ${due}`];
  });
}

async function findBrokenPages({ tickets, channel, customer }: Scene): Promise<string[]> {
  const numbers = await all<{ number: number }>(
    sql`SELECT number FROM tickets WHERE id IN (${tickets[0]}, ${tickets[1]}) OR id > ${Math.max(...tickets)}`,
  );
  const paths = [
    ...['/tickets', '/tickets?view=all', '/channels', '/outbox', '/settings/audit', '/notifications'],
    ...[`/channels/${channel.id}`, `/customers/${customer.id}`],
    ...numbers.map(({ number }) => `/tickets/${number}`),
  ];
  const harm: string[] = [];
  for (const path of paths) {
    const { status } = await admin.get(path);
    if (status >= 500) harm.push(`${path} answers ${status}`);
  }
  return harm;
}

async function findDamage(): Promise<string[]> {
  const empty = await all<{ number: number }>(sql`SELECT number FROM tickets
    WHERE id NOT IN (SELECT ticket_id FROM articles) AND id NOT IN (SELECT ticket_id FROM ticket_merges)`);
  const harm = empty.map(({ number }) => `#${number} has no message`);
  for await (const finding of checkDataFile(desk.desk.read, unwatchedWork))
    harm.push(describeFinding(finding));
  return harm;
}
