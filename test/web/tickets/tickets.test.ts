import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { tickets as rows } from '../../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let tickets: TicketDesk;
let agent: Person;
before(async () => {
  tickets = await openTicketDesk();
  agent = await tickets.signIn('admin', 'Ada Admin');
});
after(() => tickets.close());

const mail = (id: string, subject: string, more = '', body = 'Hello,\r\n\r\nplease help.\r\n') =>
  `From: Carla Customer <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: ${subject}\r\nMessage-ID: <${id}@customer.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n${more}\r\n${body}`;

async function textOf(path: string, status = 200): Promise<string> {
  const answer = await agent.get(path);
  assert.equal(answer.status, status, path);
  return (await answer.text()).replace(/<svg.*?<\/svg>/gs, '').replace(/\s+/g, ' ');
}

test('a list without a started channel leads an admin to the channels, an agent to an admin', async () => {
  const empty = await openTicketDesk({ startedAt: null });
  try {
    const admin = await empty.signIn('admin');
    assert.match(await (await admin.get('/tickets')).text(), /href="\/channels">\s*Connect a mailbox/);
    const other = await empty.signIn('agent');
    const page = await (await other.get('/tickets')).text();
    assert.match(page, /once an admin has connected one/);
    assert.doesNotMatch(page, /Connect a mailbox/);
  } finally {
    await empty.close();
  }
});

test('mail becomes a row of the list, its page shows conversation, reason and history', async () => {
  assert.deepEqual(await tickets.deliver(mail('one', 'The printer <b>burns</b>')), ['opened']);
  const list = await textOf('/tickets');
  assert.match(list, /Carla Customer/);
  assert.match(list, /The printer &lt;b&gt;burns&lt;\/b&gt;/);
  assert.match(list, /href="\/tickets\/10001"/);
  await tickets.deliver(
    mail('two', 'Re: The printer <b>burns</b>', 'In-Reply-To: <one@customer.example>\r\n'),
  );
  const page = await textOf('/tickets/10001');
  assert.match(page, /please help\./);
  assert.match(page, /In-Reply-To/);
  assert.equal(page.match(/class="article incoming"/g)?.length, 2);
  assert.match(page, /class="history"/);
});

test('the list is paged by key: every ticket is on one page, none on two, though new ones come in between', async () => {
  const many = await openTicketDesk();
  try {
    const reader = await many.signIn('admin');
    const mails = Array.from({ length: 120 }, (_, n) =>
      mail(`many${n}`, `Question ${n}`).replace('carla@', `c${n}@`),
    );
    await many.deliver(...mails);
    const seen: string[] = [];
    let url: string | undefined = '/tickets?view=open';
    while (url !== undefined) {
      const page = await (await reader.get(url)).text();
      seen.push(...[...page.matchAll(/href="\/tickets\/(\d+)"/g)].map((match) => match[1] ?? ''));
      url = /href="([^"]+)" rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
      await many.deliver(mail(`late${seen.length}`, 'Late').replace('carla@', `l${seen.length}@`));
    }
    assert.equal(seen.length, 120);
    assert.equal(new Set(seen).size, 120);
  } finally {
    await many.close();
  }
});

test('the search finds by number, subject and customer, and any input is a query', async () => {
  for (const query of ['10001', 'PRINTER burns', 'carla@customer', 'Carla']) {
    assert.match(await textOf(`/tickets?q=${encodeURIComponent(query)}`), /tickets\/10001"/, query);
  }
  for (const query of ['777%', '_', "'; DROP TABLE tickets; --", '"', '\\', 'NEAR(', 'x'.repeat(5000)]) {
    const nothing = /Nothing found|no word to search for|at most 300 letters/;
    assert.match(await textOf(`/tickets?q=${encodeURIComponent(query)}`), nothing, query);
  }
});

test('a ticket number with its sign leads to the ticket itself', async () => {
  const answer = await agent.get('/tickets?q=%2310001');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/tickets/10001');
  assert.match(await textOf('/tickets?q=%2399999'), /99999/);
});

test('what is not there answers 404 on every path', async () => {
  const paths = ['/tickets/99999', '/tickets/0', '/tickets/1e4', '/tickets/99999/side', '/articles/999/body'];
  for (const path of [...paths, '/articles/999/raw', '/attachments/999', '/attachments/..%2f1']) {
    assert.equal((await agent.get(path)).status, 404, path);
  }
  for (const path of ['replies', 'notes', 'state', 'owner', 'group'].map(
    (part) => `/tickets/99999/${part}`,
  )) {
    assert.equal((await agent.post(path, { state: 'closed', text: 'x' })).status, 404, path);
  }
});

test('state, owner and group change, and the history says who did it', async () => {
  const agentId = String(agent.id);
  assert.equal((await agent.post('/tickets/10001/state', { state: 'closed' })).status, 303);
  assert.equal((await agent.post('/tickets/10001/owner', { owner: agentId })).status, 303);
  assert.equal((await agent.post('/tickets/10001/state', { state: 'burnt' })).status, 400);
  assert.equal((await agent.post('/tickets/10001/group', { group: '77' })).status, 404);
  const side = await textOf('/tickets/10001/side');
  assert.match(side, /<strong>Ada Admin: <\/strong>state (new|open) → closed/);
  assert.match(side, /<strong>Ada Admin: <\/strong>owner Ada Admin/);
  assert.match(await textOf('/tickets?view=closed'), /tickets\/10001"/);
  assert.match(await textOf('/tickets?view=mine'), /Mine <span class="count">0/);
});

test('the only message of a ticket cannot be split off, one of several can', async () => {
  await tickets.deliver(mail('alone', 'Alone'));
  const [opened] = await tickets.desk.read.select().from(rows).where(eq(rows.subject, 'Alone'));
  const countOffers = async () => (await textOf(`/tickets/${opened?.number}`)).split('Split off').length - 1;
  assert.equal(await countOffers(), 0);
  await tickets.deliver(mail('second', 'Re: Alone', 'In-Reply-To: <alone@customer.example>\r\n'));
  assert.equal(await countOffers(), 2);
});
