import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clientOf } from '../../support/api-client.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let agent: Person;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  agent = await desk.signIn('agent', 'Ben Agent');
});
after(() => desk.close());

const shownToken = (page: string) => /value="(postroom_[\w-]+)"/.exec(page)?.[1];

test('a token is shown once, works, and ends from the page', async () => {
  const made = await agent.post('/account/tokens', { name: 'A script', days: '30', scopes: 'tickets:read' });
  const token = shownToken(await made.text());
  assert.ok(token !== undefined);
  assert.equal((await clientOf(desk, token).get('/tickets')).status, 200);
  const page = await (await agent.get('/account/tokens')).text();
  assert.match(page, /A script/);
  assert.equal(shownToken(page), undefined);
  assert.match(await (await admin.get('/account/tokens')).text(), /Ben Agent: tickets:read/);
  const [, id = ''] = /tokens\/(\d+)\/revocation/.exec(page) ?? [];
  assert.equal((await agent.post(`/account/tokens/${id}/revocation`, {})).status, 303);
  assert.equal((await clientOf(desk, token).get('/tickets')).status, 401);
});

test('what was typed stays when something is wrong, with the mark where it is', async () => {
  const refused = await agent.post('/account/tokens', {
    name: 'Later',
    days: 'soon',
    scopes: 'tickets:read',
  });
  assert.equal(refused.status, 422);
  const page = await refused.text();
  assert.match(page, /value="Later"/);
  assert.match(page, /whole number of days from 1 to \d+\./);
  assert.match(page, /value="tickets:read" checked/);
});

test('an agent is offered nothing that only an admin may, and sees nobody else’s tokens', async () => {
  await admin.post('/account/tokens', { name: 'Watch', days: '30', scopes: 'channels:read' });
  const page = await (await agent.get('/account/tokens')).text();
  assert.doesNotMatch(page, /channels:read|Watch/);
  const refused = await agent.post('/account/tokens', { name: 'x', days: '1', scopes: 'channels:read' });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Only an admin/);
});
