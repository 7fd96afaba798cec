import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from '../../src/db/care/connect.ts';
import { migrate } from '../../src/db/care/migrate.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { searchTickets } from '../../src/db/search.ts';

test('what was stored before there was an index is found after the update', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-search-'));
  const path = join(folder, 'postroom.db');
  try {
    const old = connect({ path });
    await migrate(old, 7);
    await old.executeMultiple(`
      INSERT INTO customers (name, email, created_at) VALUES ('Carla', 'carla@customer.example', 0);
      INSERT INTO tickets (number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
        VALUES (10001, 'Printer', 1, 1, 'open', 0, 0, 0);
      INSERT INTO articles (ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject, in_reply_to,
        "references", text, automatic, because, shows_images, sent_at, created_at)
        VALUES (1, 'email', 'in', '', 'carla@customer.example', '[]', '[]', '[]', 'Printer', '[]', '[]', 'It burns', 'no', '', 0, 0, 0);`);
    old.close();
    const file = await openDataFile({ path });
    for (const input of ['burns', 'customer:carla', 'from:carla@customer.example', '#10001']) {
      const result = await searchTickets(file.read, { userId: 1, isAdmin: true }, { input, limit: 5 });
      assert.equal(result.kind === 'found' && result.hits.length, 1, input);
    }
    await file.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
