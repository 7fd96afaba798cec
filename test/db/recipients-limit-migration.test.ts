import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from '../../src/db/care/connect.ts';
import { migrate } from '../../src/db/care/migrate.ts';
import { migrations } from '../../src/db/care/migrations.ts';

test('the limit that held a message back is a number after the update', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-limit-'));
  const client = connect({ path: join(folder, 'postroom.db') });
  try {
    await migrate(
      client,
      migrations.findIndex((text) => text.includes('ADD COLUMN recipients_limit')),
    );
    await client.execute('PRAGMA foreign_keys = OFF');
    const row = (code: string, reply: string) =>
      `INSERT INTO outbox (channel_id, article_id, state, envelope_from, envelope_to, blob_id, attempts, failure_code,
        server_reply, created_at) VALUES (1, 1, 'queued', 'a@x.example', '[]', 1, 0, '${code}', '${reply}', 0)`;
    await client.execute(row('sending_limit', 'Postroom’s own limit: 250 recipients within 24 hours.'));
    await client.execute(row('smtp_busy', '451 Later'));
    await migrate(client);
    const { rows } = await client.execute('SELECT recipients_limit, server_reply FROM outbox ORDER BY id');
    assert.deepEqual(
      rows.map((found) => [found.recipients_limit, found.server_reply]),
      [
        [250, null],
        [null, '451 Later'],
      ],
    );
  } finally {
    client.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
