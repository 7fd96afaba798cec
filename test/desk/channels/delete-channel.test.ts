import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChannelRoad, putChannelRoad } from '../../../src/db/channel-roads.ts';
import { getChannel, updateChannel } from '../../../src/db/channels.ts';
import { deleteChannel } from '../../../src/desk/channels/delete-channel.ts';
import { resumeChannel } from '../../../src/desk/channels/pause-channel.ts';
import { addChannel, openImportDesk, operate } from '../../support/import-desk.ts';

const address = 'support@test';

test('a mailbox that is added again has nothing of its first life but what was dealt with', async () => {
  const opened = await openImportDesk();
  const { desk } = opened;
  try {
    const fresh = await addChannel(desk, { address: 'other@test' });
    const first = await addChannel(desk, { address });
    const at = new Date('2026-01-01T00:00:00Z');
    const road = await findChannelRoad(desk.read, first.id, 'in');
    await desk.write(async (tx) => {
      await updateChannel(tx, first.id, {
        deletesForGood: true,
        trustsHeaders: true,
        receivingSince: at,
        sendingState: 'failing',
        sendingCode: 'smtp_disabled_mailbox',
        sendingText: 'no',
        sendingFailures: 7,
        sendingSince: at,
        sendingAlertId: 3,
        accountAddress: 'else@test',
      });
      await putChannelRoad(tx, { ...road, choice: 'graph' });
    });
    await operate(desk).call(deleteChannel, { channelId: first.id, address });
    const again = await addChannel(desk, { address });
    assert.equal(again.id, first.id, 'its receipts are its own');
    const { createdAt: _, startedAt: __, ...expected } = { ...fresh, id: again.id, address };
    const { createdAt: ___, startedAt: ____, ...found } = again;
    assert.deepEqual(found, expected);
    assert.equal((await findChannelRoad(desk.read, again.id, 'in')).choice, 'either');
  } finally {
    await opened.close();
  }
});

test('a channel that is not disabled is not begun anew by enabling it', async () => {
  const opened = await openImportDesk();
  const { desk } = opened;
  try {
    const { id } = await addChannel(desk, { state: 'reauthenticate', failureCode: 'grant_revoked' });
    await operate(desk).call(resumeChannel, { channelId: id });
    const { state, retryAt } = await getChannel(desk.read, id);
    assert.deepEqual([state, retryAt], ['reauthenticate', null]);
  } finally {
    await opened.close();
  }
});
