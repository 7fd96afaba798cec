import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listApiTokens, updateApiToken } from '../../../src/db/api-tokens.ts';
import { insertFacts } from '../../../src/db/facts.ts';
import { type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

const actor = { kind: 'command_line' } as const;
const fact = {
  kind: 'token.created',
  userId: 1,
  data: { tokenId: 1, name: 'x', scopes: ['facts'] },
} as const;
let desk: TicketDesk;
let admin: number;
let agent: number;
before(async () => {
  desk = await openTicketDesk();
  admin = (await desk.signIn('admin', 'Ada Admin')).id;
  agent = (await desk.signIn('agent', 'Ben Agent', { 1: 'none' })).id;
});
after(() => desk.close());

test('ten requests of a token wait for something new, and no more', async () => {
  const program = await openApi(desk, admin, ['facts', 'tickets:write']);
  const other = await openApi(desk, admin, ['facts']);
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  const newest = await findEnd(program);
  const wait = (client: ApiClient) => client.get(`/facts?after=${newest}&wait=20`);
  const waiting = Array.from({ length: 10 }, () => wait(program));
  const refused = await wait(program);
  assertProblem(refused, 429, 'unavailable');
  assert.equal(refused.headers.get('retry-after'), '25');
  const ofOther = wait(other);
  await program.send('PATCH', '/tickets/10001', { priority: 'high' });
  for (const { status, body } of await Promise.all([...waiting, ofOther])) {
    assert.deepEqual([status, body.items[0].kind], [200, 'ticket.priority_changed']);
  }
  assert.equal((await wait(program)).status, 200, 'answers make room');
});

test('what happens while it is read is told of at once', async () => {
  const program = await openApi(desk, admin, ['facts']);
  const newest = await findEnd(program);
  const { read } = desk.desk;
  const { select } = read;
  const listening: number[] = [];
  // Each look into the data file, while who waits listens already, or not yet.
  Object.assign(read, {
    select(this: typeof read, ...given: Parameters<typeof select>) {
      listening.push(desk.listeners.listenerCount('event'));
      return select.apply(this, given);
    },
  });
  const before = desk.listeners.listenerCount('event');
  await program.get(`/facts?after=${newest}&wait=1`);
  Object.assign(read, { select });
  assert.equal(listening[listening.indexOf(before + 1)], before + 1, listening.join());
  assert.equal(desk.listeners.listenerCount('event'), before);
});

test('what no page is told of is heard of all the same, and what is not for the caller ends no wait', async () => {
  const [program, ofAgent] = [await openApi(desk, admin, ['facts']), await openApi(desk, agent, ['facts'])];
  const newest = await findEnd(program);
  const [heard, silent] = [
    program.get(`/facts?after=${newest}&wait=25`),
    ofAgent.get(`/facts?after=${newest}&wait=4`),
  ];
  await waitFor(() => desk.listeners.listenerCount('event') >= 2);
  const began = performance.now();
  await desk.desk.write((tx) => insertFacts(tx, [{ at: new Date(), actor, fact }]));
  const { body } = await heard;
  assert.deepEqual(
    body.items.map(({ kind }: { kind: string }) => kind),
    ['token.created'],
  );
  const { status, body: nothing } = await silent;
  assert.deepEqual([status, nothing.items, nothing.next], [200, [], body.next]);
  assert.ok(performance.now() - began > 3_000, 'waits for as long as was asked');
});

test('a token that ends while its request waits hears of nothing more', async () => {
  const [program, other] = [
    await openApi(desk, admin, ['facts']),
    await openApi(desk, admin, ['tickets:write']),
  ];
  const newest = await findEnd(program);
  const waiting = program.get(`/facts?after=${newest}&wait=20`);
  const [{ id } = { id: 0 }] = (await listApiTokens(desk.desk.read)).filter(
    ({ scopes }) => scopes.join() === 'facts',
  );
  await desk.desk.write((tx) => updateApiToken(tx, id, { revokedAt: new Date() }));
  await other.send('PATCH', '/tickets/10001', { priority: 'low' });
  assertProblem(await waiting, 401, 'unauthorized');
});

test('who may see nothing reads a thousand facts at a time, and comes to the end', async () => {
  const program = await openApi(desk, agent, ['facts']);
  await desk.desk.write((tx) =>
    insertFacts(
      tx,
      Array.from({ length: 2_500 }, () => ({ at: new Date(), actor, fact })),
    ),
  );
  const steps: number[] = [];
  for (let after = 0; ; ) {
    const { body } = await program.get(`/facts?after=${after}&wait=1`);
    assert.deepEqual(body.items, []);
    if (body.next === after) break;
    steps.push(body.next - after);
    after = body.next;
  }
  assert.equal(steps[0], 1_000);
  assert.ok(steps.length >= 3);
});

async function findEnd(program: ApiClient): Promise<number> {
  for (let after = 0; ; ) {
    const { body } = await program.get(`/facts?after=${after}`);
    if (body.items.length === 0) return after;
    after = body.next;
  }
}
