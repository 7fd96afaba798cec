import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listApiTokens } from '../../../src/db/api-tokens.ts';
import { groups } from '../../../src/db/schema/schema.ts';
import { revokeApiToken } from '../../../src/desk/people/api-tokens.ts';
import { changeTicketState } from '../../../src/desk/tickets/change-ticket.ts';
import { createKeptAnswers } from '../../../src/web/api/kept-answers.ts';
import { openApi } from '../../support/api-client.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin');
  await desk.deliver(
    'From: Ada <ada@customer.example>\r\nTo: support@postroom.example\r\nSubject: Order\r\nMessage-ID: <m@customer.example>\r\n\r\nHello\r\n',
  );
});
after(() => desk.close());

test('what has changed is answered anew, by whomever it was changed', async () => {
  const api = await openApi(desk, admin.id, ['tickets:read', 'tickets:write']);
  const first = await api.get('/tickets/10001');
  const again = await api.get('/tickets/10001');
  assert.deepEqual([again.body, again.headers.get('etag')], [first.body, first.headers.get('etag')]);
  assert.equal((await api.get('/tickets')).body.items[0].state, 'new');
  await desk.door.as(admin.actor).call(changeTicketState, { ticketId: first.body.id, state: 'closed' });
  assert.equal((await api.get('/tickets/10001')).body.state, 'closed');
  assert.equal((await api.get('/tickets')).body.items[0].state, 'closed');
  assert.notEqual((await api.get('/tickets/10001')).headers.get('etag'), first.headers.get('etag'));
});

test('a token that has ended is refused at once, and no token gets the answer of another', async () => {
  await desk.desk.write((tx) => tx.insert(groups).values({ name: 'Empty', isActive: true }));
  const all = await openApi(desk, admin.id, ['tickets:read']);
  const few = await openApi(desk, admin.id, ['tickets:read'], { groupIds: [2] });
  const none = await openApi(desk, admin.id, ['customers:read']);
  for (let time = 0; time < 2; time++) {
    assert.equal((await all.get('/tickets')).body.items.length, 1);
    assert.equal((await few.get('/tickets')).body.items.length, 0);
    assert.equal((await few.get('/tickets/10001')).status, 404);
    assert.equal((await none.get('/tickets')).status, 403);
  }
  const { items } = (await (await openApi(desk, admin.id, ['tickets:read'])).get('/tickets')).body;
  assert.equal(items.length, 1);
  const ended = await openApi(desk, admin.id, ['tickets:read']);
  assert.equal((await ended.get('/tickets')).status, 200);
  const [newest] = await listApiTokens(desk.desk.read);
  await desk.door.as(admin.actor).call(revokeApiToken, { tokenId: newest?.id ?? 0 });
  assert.equal((await ended.get('/tickets')).status, 401);
});

test('what is kept is bounded, and is of one version of the file', () => {
  const kept = createKeptAnswers(100);
  const answer = (letters: number) => ({ body: 'x'.repeat(letters), etag: null });
  kept.keep(1, 'a', answer(40));
  kept.keep(1, 'b', answer(40));
  assert.ok(kept.find(1, 'a'));
  assert.equal(kept.find(2, 'a'), undefined);
  kept.keep(1, 'c', answer(40));
  assert.deepEqual([kept.find(1, 'a'), kept.find(1, 'c')?.body.length], [undefined, 40]);
  kept.keep(2, 'd', answer(1));
  kept.keep(1, 'e', answer(1));
  assert.deepEqual([kept.find(1, 'c'), kept.find(1, 'e')], [undefined, undefined]);
  assert.ok(kept.find(2, 'd'));
  kept.keep(2, 'long', answer(200_000));
  assert.equal(kept.find(2, 'long'), undefined);
});
