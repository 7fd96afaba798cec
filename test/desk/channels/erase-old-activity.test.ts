import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertFacts, listFactsOfChannel } from '../../../src/db/facts.ts';
import { eraseOldActivity } from '../../../src/desk/channels/erase-old-activity.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';

test('what a channel does all day is kept for 90 days, what people did with it for longer', async () => {
  const { desk, close } = await openImportDesk();
  try {
    const { id } = await addChannel(desk, { address: 'support@postroom.example' });
    for (const days of [91, 89, 0]) {
      const at = new Date(desk.now().getTime() - days * 86_400_000);
      const actor = { kind: 'desk', duty: 'fetch', channelId: id } as const;
      const fetched = {
        kind: 'channel.fetched',
        channelId: id,
        data: { stored: days, withheld: 0 },
      } as const;
      const paused = { kind: 'channel.paused', channelId: id, data: {} } as const;
      const rows = [fetched, paused].map((fact) => ({ at, actor, fact }));
      await desk.write((tx) => insertFacts(tx, rows));
    }
    await eraseOldActivity(desk);
    const left = await listFactsOfChannel(desk.read, id, { limit: 10 });
    const fetched = left.flatMap((fact) => (fact.kind === 'channel.fetched' ? [fact.data.stored] : []));
    assert.deepEqual(fetched, [0, 89]);
    assert.equal(left.length - fetched.length, 3, 'what people did stays');
  } finally {
    await close();
  }
});
