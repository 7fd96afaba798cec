import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { desc, sql } from 'drizzle-orm';
import type { Tx } from '../../../src/db/care/open.ts';
import type { Channel } from '../../../src/db/channels.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { addChannel, type ImportDesk, openImportDesk } from '../../support/import-desk.ts';
import { type RecordedStatement, recordStatements } from '../../support/recorded-statements.ts';
import { storeRaws } from '../../support/store-mails.ts';

// Whoever sends mail decides how many tickets one sender has, how many messages one ticket, one Message-ID or one text, and how
// many tickets refer to another. A mail costs the same however many there are: counted is what SQLite does, not how long it takes.

let opened: ImportDesk;
let channel: Channel;
let place = 0;
before(async () => {
  opened = await openImportDesk();
  channel = await addChannel(opened.desk);
});
after(() => opened.close());

const mail = (from: string, more: readonly string[], text = 'Where is it?') =>
  [`From: ${from}@customer.example`, 'To: support@test', 'Subject: Parcel', ...more, '', text, ''].join(
    '\r\n',
  );
const first = mail('ada', ['Message-ID: <first@customer.example>']);
const nameless = mail('ada', []);

async function deliver(...texts: string[]): Promise<void> {
  const raws = texts.map((text) => Buffer.from(text));
  const from = place + 1;
  place += raws.length;
  await storeRaws(opened.desk, channel, raws, from);
}

/** Puts `count` rows like the first of a table into it; `n` counts them. @param changes columns that differ, as SQL */
async function multiply(tx: Tx, table: string, count: number, changes: Readonly<Record<string, string>>) {
  const columns = await tx.all<{ name: string }>(sql`SELECT name FROM pragma_table_info(${table})`);
  const values = columns.map(({ name }) => changes[name] ?? `"${name}"`).join(', ');
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
  await tx.run(
    sql.raw(`${numbers} INSERT INTO "${table}" (${names})
      SELECT ${values} FROM numbers, (SELECT * FROM "${table}" ORDER BY rowid LIMIT 1)`),
  );
}

/** So many tickets of one sender, and so much of everything else in which one mail can be like another. */
function addAlike(from: number, count: number): Promise<void> {
  const n = `n + ${from}`;
  return opened.desk.write(async (tx) => {
    await multiply(tx, 'tickets', count, { id: n, number: `${n} + 20000` });
    await multiply(tx, 'articles', count, { id: n });
    await multiply(tx, 'message_ids', count, { article_id: n, ticket_id: n });
    await multiply(tx, 'receipts', count, { id: `${n} + 100000`, uid: `${n} + 100000`, article_id: n });
    await multiply(tx, 'receipts', count, {
      id: `${n} + 200000`,
      uid: `${n} + 200000`,
      message_id: 'NULL',
      sha256: `(SELECT sha256 FROM receipts WHERE message_id IS NULL)`,
    });
    await tx.run(sql`INSERT INTO ticket_links (ticket_id, linked_ticket_id, reason, created_at)
      SELECT id, 1, '{"code":"stranger","of":{"id":1,"number":10001}}', 0 FROM tickets
      WHERE id > ${from} AND id <= ${from + count}`);
  });
}

/** @returns by statement, how many steps SQLite's machine takes for what was asked */
function countSteps(statements: readonly RecordedStatement[]): Map<string, number> {
  const asked = statements.filter(({ text }) => /^\s*select\b/i.test(text));
  const script = asked.map(({ text, values }) => {
    let at = 0;
    return `${text.replaceAll('?', () => quote(values[at++]))};`;
  });
  const input = `.stats vmstep\n${script.join('\n')}\n`;
  const output = execFileSync('sqlite3', ['-readonly', opened.path], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const steps = [...output.matchAll(/^VM-steps: (\d+)$/gm)].map(([, number]) => Number(number));
  assert.equal(steps.length, asked.length);
  return new Map(asked.map(({ text }, index) => [text.replace(/\s+/g, ' '), steps[index] ?? 0]));
}

function quote(value: unknown): string {
  return typeof value === 'number'
    ? String(value)
    : value === null
      ? 'NULL'
      : `'${String(value).replaceAll("'", "''")}'`;
}

let round = 0;
async function recordBatch(): Promise<Map<string, number>> {
  round += 1;
  const id = (name: string) => `Message-ID: <${name}${round}@customer.example>`;
  const recording = await recordStatements();
  await deliver(
    mail('ada', [id('another')]),
    mail('ada', [id('follow'), 'In-Reply-To: <first@customer.example>']),
    mail('eve', [id('stranger'), 'References: <first@customer.example>']),
    mail('eve', ['Message-ID: <first@customer.example>'], `Another one, ${round}.`),
    mail('bob', [id('guess')]).replace('Subject: ', 'Subject: [Ticket#10001] '),
    first,
    nameless,
  );
  recording.stop();
  return countSteps(recording.statements());
}

test('a mail costs the same however many are like it', async () => {
  await deliver(first);
  await deliver(nameless);
  addAlike(1_000, 2_000);
  const few = await recordBatch();
  addAlike(10_000, 6_000);
  const many = await recordBatch();
  const grown = [...many].filter(([text, steps]) => steps > 1.1 * (few.get(text) ?? 0) + 500);
  assert.deepEqual(grown, []);
  assert.ok(many.size > 20, `${many.size} statements`);
  // What is like so many is known still: the last three were a message with another’s identifier, and two copies.
  const rows = await opened.desk.read.select().from(receipts).orderBy(desc(receipts.id)).limit(7);
  assert.deepEqual(
    rows.toReversed().map(({ outcome }) => outcome),
    ['opened', 'appended', 'opened', 'opened', 'opened', 'duplicate', 'duplicate'],
  );
});
