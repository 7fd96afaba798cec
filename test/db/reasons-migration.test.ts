import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { asc } from 'drizzle-orm';
import { connect } from '../../src/db/care/connect.ts';
import { migrate } from '../../src/db/care/migrate.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { bounces } from '../../src/db/schema/schema-bounces.ts';
import { articles, ticketLinks } from '../../src/db/schema/schema-tickets.ts';

/** The newest schema whose program wrote sentences. */
const sentences = 25;

test('why tickets are linked, why mail came back and why it stands where it does are codes after the update', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-reasons-'));
  const path = join(folder, 'postroom.db');
  try {
    const old = connect({ path });
    await migrate(old, sentences);
    const article = (
      id: number,
      because: string,
    ) => `INSERT INTO articles (id, ticket_id, kind, direction, from_name,
      from_address, reply_to, "to", cc, subject, in_reply_to, "references", text, automatic, because, shows_images,
      sent_at, created_at) VALUES (${id}, 1, 'email', 'in', '', 'c@x.example', '[]', '[]', '[]', '', '[]', '[]', '', 'no',
      '${because}', 0, 0, 0);`;
    await old.executeMultiple(`
      INSERT INTO customers (name, email, created_at) VALUES ('Carla', 'c@x.example', 0);
      INSERT INTO tickets (number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
        VALUES (10001, 'a', 1, 1, 'open', 0, 0, 0), (10002, 'b', 1, 1, 'open', 0, 0, 0), (10003, 'c', 1, 1, 'open', 0, 0, 0);
      INSERT INTO ticket_links (ticket_id, linked_ticket_id, reason, created_at) VALUES
        (2, 1, 'became a new ticket linked to #10001, where another group has it', 0), (3, 1, 'as it pleases', 0);
      ${article(1, 'became a new ticket')} ${article(2, 'became a follow-up of #10001: References')} ${article(3, '')}
      INSERT INTO bounces (report_article_id, address, status, reason, marks_address, at) VALUES
        (1, 'c@x.example', '5.1.1', 'The address does not exist.', 1, 0),
        (1, 'd@x.example', '', 'The server said “no”.', 1, 0);`);
    old.close();
    const file = await openDataFile({ path });
    const links = await file.read.select().from(ticketLinks).orderBy(asc(ticketLinks.ticketId));
    const of = { id: null, number: 10_001 };
    assert.deepEqual(
      links.map(({ reason }) => reason),
      [
        { code: 'other_group', of },
        { code: 'words', text: 'as it pleases' },
      ],
    );
    const told = await file.read.select().from(bounces).orderBy(asc(bounces.id));
    assert.deepEqual(
      told.map(({ problem }) => problem),
      [{ code: 'no_such_address' }, { code: 'said', text: 'no' }],
    );
    const stored = await file.read.select().from(articles).orderBy(asc(articles.id));
    assert.deepEqual(
      stored.map(({ because }) => because),
      [{ code: 'no_reference' }, { code: 'follow_up', of, by: 'references' }, { code: 'written_here' }],
    );
    await file.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
