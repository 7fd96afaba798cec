import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addChannelEvent, listChannelEvents } from '../../../src/db/channel-events.ts';
import { eraseOldActivity } from '../../../src/desk/channels/erase-old-activity.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';

test('activity is kept for 90 days, and no longer', async () => {
  const { desk, close } = await openImportDesk();
  try {
    const { id } = await addChannel(desk, { address: 'support@postroom.example' });
    for (const days of [91, 89, 0]) {
      const at = new Date(desk.now().getTime() - days * 86_400_000);
      await desk.write((tx) => addChannelEvent(tx, id, at, { kind: 'fetch', message: `${days} days` }));
    }
    await eraseOldActivity(desk);
    const left = await listChannelEvents(desk.read, id, { limit: 10 });
    assert.deepEqual(
      left.map(({ message }) => message),
      ['0 days', '89 days'],
    );
  } finally {
    await close();
  }
});
