import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let program: ApiClient;
before(async () => {
  desk = await openTicketDesk();
  const { id } = await desk.signIn('admin', 'Ada Admin');
  await desk.signIn('agent', 'Ben Agent');
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  await desk.deliver('Subject: From nobody\r\n\r\nGuess\r\n');
  program = await openApi(desk, id, ['customers:write', 'customers:read', 'settings']);
  const url = 'https://93.184.215.14/hook';
  await program.send('POST', '/webhooks', { name: 'Shop', url, kinds: ['ticket.*'] });
});
after(() => desk.close());

/** Two changes that name different fields of one thing. */
const pairs: readonly (readonly [path: string, one: object, other: object])[] = [
  ['/customers/1', { name: 'Carla Cole' }, { note: 'Calls often' }],
  ['/customers/1', { isBlocked: true }, { note: 'Never again' }],
  ['/users/2', { name: 'Benno' }, { isActive: false }],
  ['/groups/1', { signature: 'Yours' }, { followUp: 'new' }],
  ['/groups/1', { autoReply: true }, { timeZone: 'Europe/Berlin' }],
  ['/webhooks/1', { name: 'Till' }, { kinds: ['channel.*'] }],
  ['/webhooks/1', { groupIds: [1] }, { name: 'Desk' }],
];

for (const [path, one, other] of pairs) {
  test(`of ${path} two programs change ${Object.keys(one)} and ${Object.keys(other)} at once: both stand`, async () => {
    const answers = await Promise.all([program.send('PATCH', path, one), program.send('PATCH', path, other)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
      JSON.stringify(answers.map(({ body }) => body)),
    );
    const { body } = await program.get(path);
    const { isBlocked, ...wanted } = { isBlocked: false, ...one, ...other };
    if (path.startsWith('/customers')) assert.equal(body.blockedAt !== null, isBlocked);
    for (const [field, value] of Object.entries(wanted)) assert.deepEqual(body[field], value, field);
  });
}

test('where one part of a change is refused, nothing of it is done', async () => {
  const nobody = (await program.get('/customers')).body.items.find(
    ({ email }: { email: string }) => !email.includes('carla'),
  );
  for (const [path, body, code] of [
    [`/customers/${nobody.id}`, { note: 'Who is it?', isBlocked: true }, 409],
    ['/groups/1', { signature: 'Bye', isActive: false }, 409],
    ['/users/2', { name: 'Bea', access: { 1: 'full', 2: 'all' } }, 400],
  ] as const) {
    const before = (await program.get(path)).body;
    assertProblem(await program.send('PATCH', path, body), code, code === 409 ? 'conflict' : 'invalid');
    assert.deepEqual((await program.get(path)).body, before, path);
  }
});
