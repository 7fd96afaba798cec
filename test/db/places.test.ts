import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { migrate } from '../../src/db/care/migrate.ts';
import { migrations } from '../../src/db/care/migrations.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { findChannelFolder, putChannelFolder } from '../../src/db/channel-folders.ts';
import { listImportedPlaces } from '../../src/db/imported-places.ts';
import {
  insertReceipts,
  listReceiptedPlaces,
  listUnsettled,
  markGoneElsewhere,
  type Receipt,
} from '../../src/db/receipts.ts';
import { listReceiptFacts } from '../../src/db/reconciliation.ts';
import { graphNumbering } from '../../src/domain/mail-road.ts';
import { createWorkplace } from '../support/command.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';

const at = new Date('2026-03-01T10:00:00Z');
const rest: Omit<Receipt, 'id' | 'channelId' | 'numbering' | 'place' | 'sha256'> = {
  importGroupId: null,
  folder: 'INBOX',
  messageId: null,
  digest: null,
  size: 1,
  storedAt: at,
  outcome: 'ignored',
  articleId: null,
  settledAt: null,
  settleAction: null,
  settleError: null,
};
/** As long as Exchange's are, and alike but for their ends and the case of letters. */
const item = (end: string) => `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${'x'.repeat(90)}${end}`;

test('both roads name the messages of one folder, and neither knows the names of the other', async () => {
  const { desk, close } = await openImportDesk();
  try {
    const { id: channelId } = await addChannel(desk, { address: 'one@postroom.example' });
    const byImap = { channelId, folder: 'INBOX', numbering: '1700000000' };
    const byGraph = { channelId, folder: 'INBOX', numbering: graphNumbering('f00d') };
    const rows: Receipt[] = [
      ...['9', '10', '4294967295'].map((place) => ({ ...byImap, place })),
      ...[item('Aa='), item('AA='), item('b')].map((place) => ({ ...byGraph, place })),
    ].map((named, index) => ({ ...rest, ...named, id: index + 1, sha256: String(index) }));
    await desk.write((tx) => insertReceipts(tx, rows));

    const { read } = desk;
    assert.deepEqual([...(await listReceiptedPlaces(read, byImap, ['9', '10', '11']))], ['9', '10']);
    assert.deepEqual(
      [...(await listReceiptedPlaces(read, byGraph, [item('aa='), item('AA='), '9']))],
      [item('AA=')],
    );
    assert.equal((await listImportedPlaces(read, byGraph)).size, 3);
    const unsettled = await listUnsettled(read, byGraph, { after: 0, limit: 10 });
    assert.deepEqual(
      unsettled.map(({ place }) => place),
      [item('Aa='), item('AA='), item('b')],
    );
    for (const key of [byImap, byGraph]) {
      const walked: string[] = [];
      for (let after = ''; ; ) {
        const page = await listReceiptFacts(read, key, { after, limit: 2 });
        walked.push(...page.map(({ place }) => place));
        if (page.length < 2) break;
        after = page.at(-1)?.place ?? after;
      }
      assert.equal(new Set(walked).size, 3, `each of ${key.numbering} once`);
    }
    await assert.rejects(
      desk.write((tx) => insertReceipts(tx, [{ ...rest, ...byGraph, place: item('b'), id: 9, sha256: 'x' }])),
      /UNIQUE|was not|conflict/i,
    );
  } finally {
    await close();
  }
});

test('a new numbering of one road ends nothing that came by the other', async () => {
  const { desk, close } = await openImportDesk();
  try {
    const { id: channelId } = await addChannel(desk, { address: 'one@postroom.example' });
    const byGraph = { channelId, folder: 'INBOX', numbering: graphNumbering('f00d') };
    const imap = { channelId, folder: 'INBOX' };
    const rows = [
      { ...imap, numbering: '1', place: '7' },
      { ...byGraph, place: item('a') },
    ].map((named, index) => ({ ...rest, ...named, id: index + 1, sha256: String(index) }));
    await desk.write(async (tx) => {
      await insertReceipts(tx, rows);
      await putChannelFolder(tx, { ...imap, numbering: '2', cursor: '12', comparedAt: null });
      await putChannelFolder(tx, { ...byGraph, cursor: 'https://graph.test/next', comparedAt: at });
      await markGoneElsewhere(tx, { ...imap, numbering: '2' }, at);
    });
    assert.equal(
      (await listUnsettled(desk.read, { ...imap, numbering: '1' }, { after: 0, limit: 9 })).length,
      0,
    );
    assert.equal((await listUnsettled(desk.read, byGraph, { after: 0, limit: 9 })).length, 1);
    assert.equal((await findChannelFolder(desk.read, channelId, 'INBOX', 'imap_smtp'))?.cursor, '12');
    const graph = await findChannelFolder(desk.read, channelId, 'INBOX', 'graph');
    assert.deepEqual([graph?.cursor, graph?.comparedAt], ['https://graph.test/next', at]);
  } finally {
    await close();
  }
});

test('how far a folder was read outlives the migration to two roads', async () => {
  const path = join(createWorkplace(), 'old.db');
  const old = createClient({ url: `file:${path}`, concurrency: 1 });
  await migrate(
    old,
    migrations.findIndex((text) => text.includes('new_channel_folders')),
  );
  await old.executeMultiple(`
    INSERT INTO channels (id, kind, name, address, user_name, group_id, folder, after_import, move_to, only_unread,
      archive_state, state, failure_count, created_at)
    VALUES (3, 'email', 'Support', 'a@x.example', 'a@x.example', 1, '', 'delete', '', 0, 'closed', 'watching', 0, 1);
    INSERT INTO channel_folders (channel_id, folder, uid_validity, cursor, compared_at)
    VALUES (3, 'INBOX', '1700000000', 4294967000, 5), (3, 'Sent', '7', 0, NULL);`);
  old.close();
  const file = await openDataFile({ path });
  const { numbering, cursor, comparedAt } =
    (await findChannelFolder(file.read, 3, 'INBOX', 'imap_smtp')) ?? {};
  assert.deepEqual([numbering, cursor, comparedAt?.getTime()], ['1700000000', '4294967000', 5]);
  assert.equal((await findChannelFolder(file.read, 3, 'Sent', 'imap_smtp'))?.cursor, '0');
  await file.close();
});
