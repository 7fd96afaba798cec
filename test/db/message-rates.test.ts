import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countMessagesByHour } from '../../src/db/message-rates.ts';
import { insertReceipts } from '../../src/db/receipts.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';

test('messages are counted by the hour they were stored in, of one channel, up to now', async () => {
  const { desk, close } = await openImportDesk();
  try {
    const { id: channelId } = await addChannel(desk, { address: 'one@postroom.example' });
    const { id: other } = await addChannel(desk, { address: 'other@postroom.example' });
    const rows = [
      ['2026-03-01T09:59:59Z', channelId],
      ['2026-03-01T10:00:00Z', channelId],
      ['2026-03-01T11:10:00Z', channelId],
      ['2026-03-01T11:59:00Z', channelId],
      ['2026-03-01T11:59:00Z', other],
    ] as const;
    const place = { importGroupId: null, folder: 'INBOX', numbering: '1' };
    const rest = { messageId: null, digest: null, size: 1, outcome: 'ignored', articleId: null } as const;
    const open = { settledAt: null, settleAction: null, settleError: null };
    await desk.write((tx) =>
      insertReceipts(
        tx,
        rows.map(([at, owner], index) => ({
          id: index + 1,
          place: String(index + 1),
          sha256: String(index),
          channelId: owner,
          storedAt: new Date(at),
          ...place,
          ...rest,
          ...open,
        })),
      ),
    );
    const now = new Date('2026-03-01T12:30:00Z');
    const counts = await countMessagesByHour(desk.read, channelId, { now, hours: 3 });
    assert.deepEqual(
      counts.map(({ from, messages }) => [from.toISOString(), messages]),
      [
        ['2026-03-01T10:00:00.000Z', 1],
        ['2026-03-01T11:00:00.000Z', 2],
        ['2026-03-01T12:00:00.000Z', 0],
      ],
    );
  } finally {
    await close();
  }
});
