import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let tickets: TicketDesk;
let agent: Person;
before(async () => {
  tickets = await openTicketDesk();
  agent = await tickets.signIn('agent', 'Kim');
  const head = 'From: Ada <ada@customer.example>\r\nDate: Mon, 02 Mar 2026 23:30:00 +0000\r\nSubject: Help';
  await tickets.deliver(`${head}\r\nMessage-ID: <1@c.example>\r\n\r\nHello\r\n`);
});
after(() => tickets.close());

const pageOf = async (path: string) => (await agent.get(path)).text();
const choose = (timeZone: string, language = '') => agent.post('/account/place', { timeZone, language });

test('times are in UTC until somebody says by which clock he goes', async () => {
  assert.match(await pageOf('/tickets'), /2026-03-02 23:30 UTC</);
  assert.equal((await choose('Asia/Tokyo')).status, 303);
  const page = await pageOf('/tickets');
  assert.match(page, /<html lang="en" data-zone="Asia\/Tokyo">/);
  assert.match(page, />Mar 3, 2026, 8:30\sAM</);
  assert.equal((await choose('')).status, 303);
  assert.match(await pageOf('/tickets'), /2026-03-02 23:30 UTC</);
});

test('a zone that is none is said in the form, and nothing changes', async () => {
  const answer = await choose('Mars/Olympus');
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /class="field-error"[^>]*>“Mars\/Olympus” is no time zone/);
  assert.match(page, /<input id="field-timeZone"[^>]*value="Mars\/Olympus"/);
});
