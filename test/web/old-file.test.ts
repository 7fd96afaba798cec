import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { connect } from '../../src/db/care/connect.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// A data file that the program of commit a69b2d3 has made and used: states, merges, splits, links, quarantine, bounces,
// rules, automatic answers, deliveries, the log of a channel. Beside it stands what that program's pages said.

const files = 'test/fixtures/old-files';
const expected: { pages: Record<string, string> } = JSON.parse(
  readFileSync(join(files, 'a69b2d3.json'), 'utf8'),
);
const folder = mkdtempSync(join(tmpdir(), 'postroom-old-'));
let house: TicketDesk;
let admin: Person;

before(async () => {
  const path = join(folder, 'postroom.db');
  writeFileSync(path, gunzipSync(readFileSync(join(files, 'a69b2d3.db.gz'))));
  const old = connect({ path });
  // The desk of the test brings a channel with this address.
  await old.execute("UPDATE email_addresses SET address = 'was-' || address");
  old.close();
  house = await openTicketDesk({}, {}, path);
  admin = await house.signIn('admin', 'Olga Reader');
});
after(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** What a person reads of some HTML, without times. */
function readWords(html: string): string {
  return html
    .replace(/<time[^>]*>[^<]*<\/time>/g, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/&[#\w]+;/g, (entity) => entities[entity] ?? entity)
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

async function readPart(url: string, part: RegExp): Promise<string> {
  const html = await (await admin.get(url)).text();
  return [...html.matchAll(part)].map(([whole]) => readWords(whole)).join('\n');
}

const history = /<details class="history".*?<\/details>/gs;
const reasons = /<span class="because">[^<]*/g;
const log = /<ol class="activity".*?<\/ol>/gs;
const held = /<p class="reason">[^<]*/g;

for (const [page, words] of Object.entries(expected.pages)) {
  const [url = '', what = ''] = page.split(' ');
  const part = url.endsWith('/side')
    ? history
    : what === 'because'
      ? reasons
      : url.startsWith('/channels/')
        ? log
        : url === '/quarantine'
          ? held
          : undefined;
  if (part !== undefined)
    test(`${page} says what it said`, async () => assert.equal(await readPart(url, part), words));
}

test('links say why they are there', async () => {
  const side = await (await admin.get('/tickets/10001/side')).text();
  for (const words of [
    'became a new ticket linked to #10001: the sender is not part of it',
    'split off from #10001',
  ])
    assert.ok(side.includes(words), words);
});

test('nearly all of it became facts: only what nobody can read has kept its words', async () => {
  const { read } = house.desk;
  const kept = await read.all<{ text: string }>(
    sql`SELECT data ->> 'text' AS text FROM facts WHERE kind = 'words' ORDER BY id`,
  );
  assert.deepEqual(
    kept.map(({ text }) => text.slice(0, 30)),
    [
      'Filter “Orders” applied (Subje',
      'Microsoft slows this mailbox d',
      'words that only an older progr',
      'Settings saved: group Users, f',
    ],
  );
});
