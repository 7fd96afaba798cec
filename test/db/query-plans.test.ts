import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect } from '../../src/db/care/connect.ts';
import { vocabularies } from '../../src/db/care/open.ts';
import { listDueDeliveries } from '../../src/db/outbox.ts';
import { listReceiptedPlaces, listUnsettled } from '../../src/db/receipts.ts';
import { listReceiptFacts } from '../../src/db/reconciliation.ts';
import { graphNumbering } from '../../src/domain/mail-road.ts';
import { listCostlySteps } from '../support/query-plans.ts';
import { recordStatements } from '../support/recorded-statements.ts';
import { openTicketDesk } from '../support/ticket-desk.ts';

// SQLite chooses a plan by the statement and the indexes alone: Postroom keeps no statistics, so the plans of an empty
// file are those of one with a million tickets.

const folder = mkdtempSync(join(tmpdir(), 'postroom-plans-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'postroom.db');
const desk = await openTicketDesk({}, {}, path);

/** What may take longer in a larger file, and why. */
const allowed: readonly { readonly statement: RegExp; readonly because: string }[] = [
  {
    statement:
      /FROM tickets CROSS JOIN articles|customers\.id IN \(SELECT "tickets"\."customer_id" FROM "tickets"/,
    because: 'only where few tickets come into question',
  },
  {
    statement: /EXISTS \(SELECT 1 FROM "tickets" WHERE \("tickets"."customer_id" = "customers"."id"/,
    because: 'it ends at the first',
  },
  { statement: /AS needsApp/, because: 'it ends at the first consent' },
  {
    statement: /^SELECT rowid AS id FROM search_index WHERE .* AND rowid >= CAST/,
    because: 'only between messages that stand close to each other',
  },
  { statement: /FROM search_documents WHERE article_id IN/, because: 'few have many addresses' },
  { statement: /row_number\(\) OVER|\+"outbox"\."channel_id" = \?/, because: 'few wait to be sent' },
  {
    statement: /^insert into "?(channels|users|customers)"?/i,
    because: 'references to a new row are not walked',
  },
  { statement: /"quarantine"\."resolved_at" is null/, because: 'the index holds the few that are open' },
  {
    statement: /from "outbox" .*"outbox"\."dismissed_at" is null|"outbox"\."state" in \(\?, \?, \?, \?\)/,
    because: 'few are not sent',
  },
  { statement: /from "sessions"/, because: 'each ends after a while' },
  {
    statement: /^select [^*]*count\(\*\)[^*]* from "tickets" where \(?"tickets"\."customer_id" = \?/,
    because: 'one customer’s tickets, by an index alone',
  },
  {
    statement:
      /^select [^*]*\(SELECT count\(\*\) FROM "tickets" WHERE \(?"tickets"\."customer_id" = "customers"\."id".* from "customers" where "customers"\."id" in/,
    because: 'the tickets of the customers of one page',
  },
  {
    statement: /from "customer_addresses" where "customer_addresses"\."customer_id" = \?/,
    because: 'few have many addresses',
  },
  {
    statement: /^WITH in_tickets \(id\) AS MATERIALIZED/,
    because: 'before an erasure, in a thread of its own: one customer’s messages',
  },
  {
    statement:
      /^SELECT articles\.id FROM articles JOIN tickets .* WHERE search_index MATCH \? UNION ALL SELECT article_id FROM search_pending/,
    because: 'what a customer gets handed out: the messages that name one address, by the index of words',
  },
  {
    statement: /^select "id", "sender" from "quarantine"/,
    because: 'before an erasure: the few in quarantine',
  },
  {
    statement: /FROM ticket_merges CROSS JOIN tickets AS merged/,
    because:
      'before an erasure: one customer’s tickets, by an index alone, and those of them that were merged',
  },
  {
    statement: /from "receipts" where \("receipts"\."channel_id" = \? and "receipts"\."stored_at" >= \?\)/,
    because: 'two days of one channel',
  },
];

test('no statement of the import, the pages or the sending walks through a table that grows', async () => {
  const recording = await recordStatements();
  await importMail();
  await openPages();
  await listDueDeliveries(desk.desk.read, new Date(), 10);
  const key = { channelId: desk.channel.id, folder: 'INBOX', numbering: '1' };
  await listUnsettled(desk.desk.read, key, { after: 0, limit: 100 });
  const byGraph = { ...key, numbering: graphNumbering('f00d') };
  await listReceiptedPlaces(desk.desk.read, byGraph, ['AAkALg=']);
  await listReceiptFacts(desk.desk.read, byGraph, { after: '', limit: 100 });
  recording.stop();
  await desk.close();
  const statements = recording
    .statements()
    .filter(({ text }) => /^\s*(select|insert|update|delete|with)\b/i.test(text));
  assert.ok(statements.length > 100, `${statements.length} statements`);
  const db = connect({ path });
  for (const statement of vocabularies) await db.execute(statement);
  const costly: Record<string, string[]> = {};
  for (const statement of statements) {
    const text = statement.text.replace(/\s+/g, ' ').trim();
    const steps = await listCostlySteps(db, statement);
    if (steps.length > 0 && !allowed.some((each) => each.statement.test(text))) costly[text] = steps;
  }
  db.close();
  assert.deepEqual(costly, {});
});

async function importMail(): Promise<void> {
  await desk.deliver(mail(1), mail(2), mail(3, 'In-Reply-To: <m1@customer.example>'));
  // One again, one without a Message-ID, one that answers across batches.
  await desk.deliver(
    mail(3),
    mail(4, 'X-None: 1').replace(/^Message-ID.*\r\n/m, ''),
    mail(5, 'References: <m2@customer.example>'),
  );
}

async function openPages(): Promise<void> {
  const admin = await desk.signIn('admin');
  const agent = await desk.signIn('agent');
  await admin.post('/tickets/10001/replies', {
    text: 'Thank you.',
    to: 'ada1@customer.example',
    state: 'open',
    key: 'one',
  });
  await admin.post('/tickets/10001/notes', { text: 'A note.', key: 'two' });
  await admin.post('/saved-views', { q: 'order', name: 'Orders' });
  const paths = desk.routes
    .filter(({ method, path }) => method === 'GET' && path !== '/events')
    .map(({ path }) => path);
  const searches = [
    'hello',
    'order hel',
    '"order 1"',
    'hello has:attachment',
    'hello -order',
    'state:open',
    'after:2026-01-01 hello',
    'before:2027',
    'has:attachment',
    '#10001',
    'from:ada1',
    'tag:x owner:me',
    'hello tag:x',
    'group:support hello',
  ];
  for (const person of [admin, agent]) {
    for (const input of searches)
      for (const page of ['', '&after=w0-2', '&after=b5-2'])
        await read(await person.get(`/tickets?q=${encodeURIComponent(input)}${page}`));
    for (const path of paths)
      await read(await person.get(path.replace(':number', '10001').replace(/:\w+/g, '1')));
    for (const path of [
      '/tickets?view=all&group=1',
      '/tickets?view=mine',
      ...['waiting', 'opened', 'priority'].map((sort) => `/tickets?view=open&sort=${sort}&after=5-5`),
      '/tickets?view=mine&sort=customer&after=_YQ.5',
      '/tickets?view=open&sort=customer',
      '/palette?q=ada',
      '/saved-views/tabs',
      '/tickets/10001/join?q=order',
      ...['ada', 'zz', 'a z', 'a shop'].map((words) => `/customers?q=${encodeURIComponent(words)}`),
      '/outbox?view=sent',
    ])
      await read(await person.get(path));
  }
}

async function read(response: Response): Promise<void> {
  assert.ok(response.status < 500, `${response.status}`);
  await response.arrayBuffer();
}

function mail(number: number, field = 'X-Kind: plain'): string {
  const head = [
    `From: Ada <ada${number}@customer.example>`,
    'To: support@postroom.example',
    `Subject: Order ${number}`,
    `Message-ID: <m${number}@customer.example>`,
    field,
    'Date: Mon, 02 Mar 2026 10:00:00 +0000',
  ];
  return `${head.join('\r\n')}\r\n\r\nHello ${number}\r\n`;
}
