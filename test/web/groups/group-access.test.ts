import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Person } from '../../support/ticket-desk.ts';
import { openTwoGroups, type TwoGroups } from '../../support/two-groups.ts';

let house: TwoGroups;
before(async () => {
  house = await openTwoGroups();
});
after(() => house.close());

/** Hits of a search are marked; what is read is the text. */
const textOf = async (person: Person, path: string) =>
  (await (await person.get(path)).text()).replaceAll(/<\/?mark>/g, '');
const ownTicket = () => `/tickets/${house.numbers.own}`;

function give(person: Person, access: Record<string, string>, role: 'admin' | 'agent' = 'agent') {
  return house.visitors.admin.post(`/settings/users/${person.id}`, {
    name: 'Changed',
    role,
    ...Object.fromEntries(Object.entries(access).map(([id, level]) => [`access-${id}`, level])),
  });
}

test('lists, counts, searches and group filters know only the groups that a person reads', async () => {
  const { stranger, reader, admin } = house.visitors;
  const paths = ['/tickets?view=all', '/tickets?q=secret', '/tickets?q=carla', '/tickets?view=all&group=1'];
  for (const path of paths) {
    const page = await textOf(stranger, path);
    assert.doesNotMatch(page, /first secret|tickets\/10001|Support<\/option>/, path);
    assert.match(await textOf(reader, path), /first secret/, path);
    assert.doesNotMatch(await textOf(reader, path), /second secret|Payroll/, path);
  }
  assert.match(
    await textOf(admin, '/tickets?view=all'),
    /first secret[\s\S]*second|second secret[\s\S]*first/,
  );
  const countOf = async (person: Person) =>
    />All <span class="count">(\d+)/.exec(await textOf(person, '/tickets'))?.[1];
  assert.deepEqual([await countOf(stranger), await countOf(reader), await countOf(admin)], ['1', '1', '2']);
});

test('beside a ticket, other tickets and links of unreadable groups are left out', async () => {
  const { reader, admin } = house.visitors;
  assert.match(await textOf(admin, ownTicket()), /second secret/);
  assert.doesNotMatch(await textOf(reader, ownTicket()), /second secret|10002|Payroll/);
});

test('a reader gets no forms, one who answers no choice of group', async () => {
  const { reader, answerer, mover } = house.visitors;
  const forms = (await textOf(reader, ownTicket())).match(/action="\/(tickets|outbox|articles)\/[^"]*/g);
  // To be told of a ticket takes no more than to read it.
  assert.deepEqual(forms, ['action="/tickets/10001/following']);
  const page = await textOf(answerer, ownTicket());
  assert.match(page, /action="\/tickets\/10001\/replies"/);
  assert.doesNotMatch(page, /action="\/tickets\/10001\/group"/);
  assert.match(await textOf(mover, ownTicket()), /action="\/tickets\/10001\/group"/);
});

test('a ticket moves only into a group that the mover sees, and loses an owner who may not answer there', async () => {
  const { mover, admin, stranger } = house.visitors;
  const move = (person: Person, group: number) =>
    person.post(`${ownTicket()}/group`, { group: String(group) });
  assert.equal((await move(mover, house.groups.other)).status, 404);
  assert.equal((await move(mover, 999)).status, 404);
  assert.equal((await admin.post(`${ownTicket()}/owner`, { owner: String(stranger.id) })).status, 400);
  await admin.post(`${ownTicket()}/owner`, { owner: String(mover.id) });
  assert.equal((await move(admin, house.groups.other)).status, 303);
  assert.equal((await mover.get(ownTicket())).status, 404);
  assert.match(await textOf(stranger, ownTicket()), /owner Mover taken off/);
  await move(admin, house.groups.own);
  assert.equal((await mover.get(ownTicket())).status, 200);
});

test('a change counts from the next request on, without a new sign-in', async () => {
  const person = await house.desk.signIn('agent', 'Changeable', {});
  const status = async () => (await person.get(ownTicket())).status;
  const note = async (key: string) => (await person.post(`${ownTicket()}/notes`, { key, text: 'x' })).status;
  assert.equal(await status(), 404);
  assert.doesNotMatch(await textOf(person, '/tickets?view=all'), /class="count">1</);
  await give(person, { 1: 'read' });
  assert.deepEqual([await status(), await note('changeable-1')], [200, 403]);
  assert.match(await textOf(person, '/tickets?view=all'), /class="count">1</);
  await give(person, { 1: 'answer' });
  assert.deepEqual([await status(), await note('changeable-2')], [200, 303]);
  assert.equal((await person.get('/settings/users')).status, 403);
  await give(person, { 1: 'none' }, 'admin');
  assert.deepEqual([await status(), (await person.get('/settings/users')).status], [200, 200]);
  await give(person, {});
  assert.deepEqual([await status(), (await person.get('/settings/users')).status], [404, 403]);
});

test('the live stream is silent about what a person may not read, also after a change, and ends with the session', async () => {
  const { admin, reader } = house.visitors;
  const person = await house.desk.signIn('agent', 'Listener', { [house.groups.other]: 'read' });
  const { own, other } = house.numbers;
  // Of tickets a page hears only of the one that it shows.
  const heard = await listen(person, `?ticket=${other}`);
  const readerHeard = await listen(reader, `?ticket=${own}`);
  const stir = (number: number) => admin.post(`/tickets/${number}/state`, { state: nextState(number) });
  await stir(own);
  await stir(other);
  await heard.until('ticket-2');
  await readerHeard.until('ticket-1');
  assert.deepEqual([heard.names.has('ticket-1'), readerHeard.names.has('ticket-2')], [false, false]);
  heard.names.clear();
  await give(person, { [house.groups.own]: 'read', [house.groups.other]: 'none' });
  await heard.until('resync');
  heard.names.clear();
  await stir(other);
  await stir(own);
  await heard.until('tickets');
  assert.equal(heard.names.has('ticket-2'), false);
  await admin.post(`/settings/users/${person.id}/deactivation`, {});
  await heard.end();
  await readerHeard.cancel();
});

test('a page hears what happened between its making and its stream, of that only; one of another count reads all again', async () => {
  const { admin } = house.visitors;
  const person = await house.desk.signIn('agent', 'Latecomer', { [house.groups.own]: 'read' });
  const made = house.desk.events.length;
  for (const number of [house.numbers.other, house.numbers.own])
    await admin.post(`/tickets/${number}/state`, { state: nextState(number) });
  const late = await listen(person, `?since=${made}&ticket=${house.numbers.own}`);
  await late.until('heard');
  assert.deepEqual([...late.names].sort(), ['heard', 'hello', 'ticket-1', 'tickets']);
  await late.cancel();
  const lost = await listen(person, `?since=${made + 1_000}`);
  await lost.until('resync');
  await lost.cancel();
});

test('a new group is for admins until access is given; a new user gets what was picked, or everything', async () => {
  const { admin, mover } = house.visitors;
  await admin.post('/settings/groups', { name: 'Board', followUp: 'new' });
  const page = await textOf(admin, '/settings/groups');
  assert.match(page, /Board<\/a>[\s\S]*?no sending address[\s\S]*?admins only/);
  assert.doesNotMatch(await textOf(mover, '/tickets'), /Board/);
  await admin.post('/settings/groups/3', {
    name: 'Board',
    followUp: 'new',
    [`access-${mover.id}`]: 'answer',
  });
  assert.match(await textOf(mover, '/account'), /Board: Answer, Support: Full/);
  const twice = await admin.post('/settings/groups', { name: ' board ', followUp: 'new' });
  assert.equal(twice.status, 422);
  assert.match(await twice.text(), /There is a group of this name already/);
  const picked = { name: 'Picked', email: 'picked@postroom.example', password: 'correct horse battery' };
  await admin.post('/settings/users', { ...picked, role: 'agent', 'access-3': 'read' });
  const users = await textOf(admin, '/settings/users');
  assert.match(users, /picked@postroom\.example[\s\S]*?Board: Read/);
  await house.desk.signIn('agent', 'Everything');
  assert.match(
    await textOf(admin, '/settings/users'),
    /everything@[\s\S]*?Board: Full, Payroll: Full, Support: Full/,
  );
});

test('the last active group and the last admin stay', async () => {
  const { admin } = house.visitors;
  for (const id of [2, 3]) {
    assert.equal((await admin.post(`/settings/groups/${id}/deactivation`, {})).status, 303);
  }
  assert.equal((await admin.post('/settings/groups/1/deactivation', {})).status, 409);
  assert.equal((await admin.post(`${ownTicket()}/group`, { group: '2' })).status, 400);
  for (const id of [2, 3]) await admin.post(`/settings/groups/${id}/activation`, {});
  const demoted = await give(admin, {});
  assert.equal(demoted.status, 422);
  assert.match(await demoted.text(), /is the last admin/);
  assert.equal((await admin.post(`/settings/users/${admin.id}/deactivation`, {})).status, 422);
  assert.equal((await admin.get('/settings/users')).status, 200);
});

/** A state that the ticket is not in: setting the one it has would be no news. */
const stirred = new Map<number, string>();
function nextState(number: number): string {
  const state = stirred.get(number) === 'closed' ? 'waiting' : 'closed';
  stirred.set(number, state);
  return state;
}

/** Follows a person's live stream and keeps the names of what it says. */
async function listen(person: Person, since = '') {
  const names = new Set<string>();
  const answer = await person.get(`/events${since}`);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let isEnded = false;
  const read = async () => {
    const { value, done } = (await reader?.read()) ?? { done: true };
    isEnded = done === true;
    for (const match of (value ?? '').matchAll(/^event: (\S+)$/gm)) names.add(match[1] ?? '');
  };
  await read();
  return {
    names,
    async until(name: string) {
      while (!names.has(name) && !isEnded) await read();
      assert.ok(names.has(name), `the stream ended before ${name}`);
    },
    async end() {
      while (!isEnded) await read();
    },
    cancel: async () => reader?.cancel(),
  };
}
