import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { mergeTickets } from '../../../src/desk/tickets/merge-tickets.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';

// Two people have the same page open. What one does with it is asked about where the other has changed, meanwhile, what it is
// about; nothing of it is done, and nothing that was typed is lost.

let desk: TicketDesk;
let ada: Person;
let ben: Person;
let group = 0;
let count = 0;

before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  ben = await desk.signIn('admin', 'Ben Admin');
  await ada.post('/settings/groups', { name: 'Billing', followUp: 'reopen' });
  const [row] = await rows<{ id: number }>(sql`SELECT id FROM groups WHERE name = 'Billing'`);
  group = row?.id ?? 0;
});
after(() => desk.close());

const rows = <T>(query: ReturnType<typeof sql>) => desk.desk.read.all<T>(query);

async function openTicket(): Promise<{ number: number; id: number }> {
  const subject = `Stale ${++count}`;
  await desk.deliver(mail(subject, `s${count}`));
  const [ticket] = await rows<{ number: number; id: number }>(
    sql`SELECT number, id FROM tickets WHERE subject = ${subject}`,
  );
  assert.ok(ticket);
  return ticket;
}

function mail(subject: string, id: string, inReplyTo = ''): string {
  const reply = inReplyTo === '' ? '' : `In-Reply-To: <${inReplyTo}@x.example>\r\n`;
  return `From: carla@customer.example\r\nTo: ${supportAddress}\r\nSubject: ${subject}\r\nMessage-ID: <${id}@x.example>\r\n${reply}\r\nHello\r\n`;
}

/** What the forms of the page name as seen. */
async function readSeen(person: Person, path: string, form: string): Promise<string> {
  const page = await (await person.get(path)).text();
  const part = page.slice(page.indexOf(form));
  return /name="seen" value="(\d+)"/.exec(part)?.[1] ?? assert.fail(`${form} names nothing that was seen`);
}

/** What the next page says, once. */
function noticeOf(answer: Response): string {
  const notice = /notice=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
  return Buffer.from(notice, 'base64url').toString();
}

async function stateOf(id: number): Promise<string> {
  const [row] = await rows<object>(sql`SELECT state, owner_id, group_id, priority,
    (SELECT group_concat(tag) FROM ticket_tags WHERE ticket_id = tickets.id) AS tags FROM tickets WHERE id = ${id}`);
  return JSON.stringify(row);
}

interface Deed {
  /** Of the ticket's page. */
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** By whom it is told, in the history's words. */
  readonly words: RegExp;
}

const deeds = (): Record<'close' | 'wait' | 'give' | 'move' | 'raise' | 'tag', Deed> => ({
  close: { path: 'state', fields: { state: 'closed' }, words: /new → closed/ },
  wait: { path: 'state', fields: { state: 'waiting', until: '2027-05-01' }, words: /→ waiting/ },
  give: { path: 'owner', fields: { owner: String(ben.id) }, words: /owner Ben Admin/ },
  move: { path: 'group', fields: { group: String(group) }, words: /group Billing/ },
  raise: { path: 'priority', fields: { priority: 'high' }, words: /priority normal → high/ },
  tag: { path: 'tags', fields: { tag: 'vip' }, words: /tag vip/ },
});
type Name = keyof ReturnType<typeof deeds>;
/** Which of the other's deeds stand in the way of which. */
const inTheWay: Record<Name, readonly Name[]> = {
  close: ['wait'],
  wait: ['close'],
  give: ['move'],
  move: [],
  raise: [],
  tag: [],
};
const names = Object.keys(inTheWay) as Name[];

for (const mine of names) {
  for (const theirs of names.filter((each) => each !== mine)) {
    const isStopped = inTheWay[mine].includes(theirs);
    test(`${mine} from a page that is older than the other’s ${theirs} ${isStopped ? 'is asked about' : 'is done'}`, async () => {
      const { number, id } = await openTicket();
      const seen = await readSeen(ada, `/tickets/${number}`, 'id="ticket-side"');
      const [mineDeed, theirDeed] = [deeds()[mine], deeds()[theirs]];
      await ben.post(`/tickets/${number}/${theirDeed.path}`, { ...theirDeed.fields });
      const before = await stateOf(id);
      const answer = await ada.post(`/tickets/${number}/${mineDeed.path}`, { ...mineDeed.fields, seen });
      assert.equal(answer.status, 303);
      if (!isStopped) {
        assert.notDeepEqual(await stateOf(id), before);
        return;
      }
      assert.deepEqual(await stateOf(id), before, 'nothing was changed');
      const page = noticeOf(answer);
      assert.match(page, /Nothing was changed, because of what happened meanwhile \(Ben Admin: /);
      assert.match(page, theirDeed.words);
      // With the page that says so it is done.
      const again = await readSeen(ada, `/tickets/${number}`, 'id="ticket-side"');
      await ada.post(`/tickets/${number}/${mineDeed.path}`, { ...mineDeed.fields, seen: again });
      assert.notDeepEqual(await stateOf(id), before);
    });
  }
}

const samePart: readonly (readonly [
  path: string,
  mine: Record<string, string>,
  theirs: Record<string, string>,
])[] = [
  ['owner', { owner: '' }, { owner: '2' }],
  ['priority', { priority: 'high' }, { priority: 'low' }],
  ['state', { state: 'closed' }, { state: 'open' }],
];
for (const [path, mine, theirs] of samePart) {
  test(`two who change the ${path} to something else hear of each other; to the same, it is done already`, async () => {
    const { number, id } = await openTicket();
    await ada.post(`/tickets/${number}/owner`, { owner: String(ada.id) });
    const seen = await readSeen(ada, `/tickets/${number}`, 'id="ticket-side"');
    await ben.post(`/tickets/${number}/${path}`, theirs);
    const before = await stateOf(id);
    const answer = await ada.post(`/tickets/${number}/${path}`, { ...mine, seen });
    assert.match(noticeOf(answer), /Nothing was changed, because of what happened meanwhile \(Ben Admin: /);
    const same = await ada.post(`/tickets/${number}/${path}`, { ...theirs, seen });
    assert.doesNotMatch(noticeOf(same), /Nothing was changed/);
    assert.equal(await stateOf(id), before);
  });
}

test('a mail that came meanwhile is told of before the ticket is closed, and one’s own doing never', async () => {
  const { number, id } = await openTicket();
  const seen = await readSeen(ada, `/tickets/${number}`, 'id="ticket-side"');
  await ada.post(`/tickets/${number}/state`, { state: 'open' });
  await desk.deliver(mail('Re', `late${count}`, `s${count}`));
  const answer = await ada.post(`/tickets/${number}/state`, { state: 'closed', seen });
  assert.match(noticeOf(answer), /meanwhile \(.*a mail/);
  assert.match(await stateOf(id), /open/);
  const own = await readSeen(ada, `/tickets/${number}`, 'id="ticket-side"');
  await ada.post(`/tickets/${number}/state`, { state: 'waiting' });
  await ada.post(`/tickets/${number}/state`, { state: 'closed', seen: own });
  assert.match(await stateOf(id), /closed/);
});

test('what was ticked in an old list leaves out, and names, what others have changed since', async () => {
  const [first, second] = [await openTicket(), await openTicket()];
  const seen = await readSeen(ada, '/tickets', 'id="bulk"');
  await ben.post(`/tickets/${first.number}/state`, { state: 'open' });
  const answer = await ada.post('/ticket-changes', [
    ...Object.entries({ action: 'closed', back: '/tickets', seen }),
    ...[first, second].map(({ number }) => ['ticket', String(number)] as const),
  ]);
  assert.match(await stateOf(first.id), /open/);
  assert.match(await stateOf(second.id), /closed/);
  assert.match(noticeOf(answer), new RegExp(`#${first.number} has changed since you have seen it`));
});

test('a note for a ticket that was merged meanwhile is not put into it; its text is on the page of the other', async () => {
  const [first, second] = [await openTicket(), await openTicket()];
  const merge = { ticketId: first.id, otherId: second.id };
  await desk.door.as({ kind: 'user', userId: ben.id }).call(mergeTickets, merge);
  const answer = await ada.post(`/tickets/${first.number}/notes`, {
    key: 'stale-note-0001',
    text: 'Call her back.',
  });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, new RegExp(`#${first.number} was merged into #${second.number} meanwhile`));
  assert.match(page, /Call her back\./);
  assert.match(page, new RegExp(`action="/tickets/${second.number}/notes"`));
  const notes = await rows(sql`SELECT 1 FROM articles WHERE text = 'Call her back.'`);
  assert.deepEqual(notes, []);
});
