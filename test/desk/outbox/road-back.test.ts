import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChannelRoad, putChannelRoad } from '../../../src/db/channel-roads.ts';
import { listFactsOfChannel } from '../../../src/db/facts.ts';
import { keepSendingTried } from '../../../src/desk/channels/try-sending.ts';
import { startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { openOutboxWorld } from '../../support/outbox-world.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
const minute = 60_000;

test('the road out that is preferred is tried again each hour and no sooner, and taken again once it works', async () => {
  let ahead = 0;
  const world = await openOutboxWorld(support, { road: 'graph', now: () => new Date(Date.now() + ahead) });
  const { desk } = world.tickets;
  const { sandbox, channel } = world;
  const road = () => findChannelRoad(desk.read, channel.id, 'out');
  const running = startOutbox(desk);
  const roadOfNext = async () => {
    const { id } = await world.answer();
    running.wake();
    const { serverReply } = await world.until(id, ({ state }) => state === 'sent');
    return /^202 Accepted/.test(serverReply ?? '') ? 'graph' : 'imap_smtp';
  };
  try {
    await desk.write(async (tx) => {
      await putChannelRoad(tx, { ...(await findChannelRoad(tx, channel.id, 'out')), choice: 'either' });
    });
    sandbox.faults.set(support, { kind: 'graph-send-as-denied' });
    assert.equal(await roadOfNext(), 'imap_smtp');
    await waitFor(async () => (await road()).road === 'imap_smtp');
    const { since } = await road();
    ahead += 58 * minute;
    const asked = sandbox.graph.stats.requests;
    assert.equal(await roadOfNext(), 'imap_smtp');
    assert.equal(await roadOfNext(), 'imap_smtp');
    assert.equal(sandbox.graph.stats.requests, asked, 'Graph is left alone for the hour');
    const { retryAt } = await road();
    ahead += 3 * minute;
    assert.equal(await roadOfNext(), 'imap_smtp', 'it still fails, and the answer goes out all the same');
    assert.ok(sandbox.graph.stats.requests > asked, 'Graph is tried after an hour');
    // The answer counts as sent before the turn is noted.
    await waitFor(async () => Number((await road()).retryAt) > Number(retryAt));
    assert.equal((await road()).since?.getTime(), since?.getTime());
    sandbox.faults.clear();
    ahead += 61 * minute;
    assert.equal(await roadOfNext(), 'graph');
    await waitFor(async () => (await road()).road === null);
    const facts = await listFactsOfChannel(desk.read, channel.id, { limit: 50 });
    const count = (kind: string) => facts.filter((each) => each.kind === kind).length;
    assert.deepEqual([count('channel.road_turned'), count('channel.road_returned')], [1, 1]);
    await keepSendingTried(desk, { stopping: new AbortController().signal, beat: () => undefined });
    assert.equal((await road()).taken, 'graph');
  } finally {
    await running.stop();
    await world.close();
  }
});
