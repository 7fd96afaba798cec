import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { insertFacts } from '../../src/db/facts.ts';
import { saveWebhook } from '../../src/desk/telling/save-webhook.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { addChannel, openImportDesk, operate } from '../support/import-desk.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun } from '../support/recount.ts';
import { storeMails } from '../support/store-mails.ts';
import { isWebhookChild, runWebhookChild, startWebhookChild } from '../support/webhook-child.ts';
import { startWebhookReceiver, type WebhookCall, type WebhookReceiver } from '../support/webhook-receiver.ts';

// A receiver that fails half the time, and kill -9 of the whole process while it has a message and has not answered yet.
// POSTROOM_TEST_SEED repeats a run.

const tickets = isLongRun ? 500 : 15;
const factsEach = 20;
const kills = isLongRun ? 3 : 1;

if (isWebhookChild) {
  await runWebhookChild();
} else {
  const name = `${tickets * factsEach} facts, a receiver that fails half the time, kill -9: none is lost, each ticket's in their order, doubles by their id`;
  test(name, { timeout: isLongRun ? 3_000_000 : 300_000 }, stormWebhooks);
}

async function stormWebhooks(): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'postroom-webhooks-'));
  const receiver = await startWebhookReceiver(createRandom(seed));
  try {
    const dataPath = join(folder, 'postroom.db');
    const facts = await storeFacts(dataPath, receiver.url);
    const endedAt = await tellAll(dataPath, receiver, facts.size);
    await assertToldOnce(dataPath);
    count(facts, receiver.calls, secondsSince(endedAt));
  } finally {
    receiver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the ticket of each fact that is to be told */
async function storeFacts(dataPath: string, url: string): Promise<Map<number, number>> {
  const { desk, close } = await openImportDesk(dataPath);
  await storeMails(desk, await addChannel(desk), tickets);
  const given = { name: 'Receiver', url, shape: 'standard', allowsPrivate: true } as const;
  await operate(desk).call(saveWebhook, { ...given, kinds: ['ticket.*'] });
  const [start] = await desk.read.all<{ id: number }>(sql`SELECT cursor AS id FROM webhooks`);
  const priorities = ['low', 'normal', 'high'] as const;
  // As days go: each ticket's facts stand between those of the others.
  for (let n = 0; n < factsEach; n++) {
    const data = { from: priorities[n % 3] ?? 'low', to: priorities[(n + 1) % 3] ?? 'low' };
    const rows = Array.from({ length: tickets }, (_, index) => ({
      at: desk.now(),
      actor: { kind: 'command_line' } as const,
      fact: { kind: 'ticket.priority_changed', ticketId: index + 1, data } as const,
    }));
    await desk.write((tx) => insertFacts(tx, rows));
  }
  const stored = await desk.read.all<{ id: number; ticket: number }>(
    sql`SELECT id, ticket_id AS ticket FROM facts WHERE id > ${start?.id} AND kind = 'ticket.priority_changed'`,
  );
  await close();
  assert.equal(stored.length, tickets * factsEach);
  return new Map(stored.map(({ id, ticket }) => [id, ticket]));
}

/** @returns when the last kill was */
async function tellAll(dataPath: string, receiver: WebhookReceiver, wanted: number): Promise<number> {
  for (let kill = 1; kill <= kills; kill++) {
    const child = startWebhookChild(import.meta.filename, dataPath);
    const ended = once(child, 'exit');
    receiver.onTaken = () => {
      if (receiver.countTaken() >= (wanted * kill) / (kills + 1)) child.kill('SIGKILL');
    };
    assert.deepEqual(await ended, [null, 'SIGKILL']);
  }
  receiver.onTaken = () => undefined;
  const endedAt = performance.now();
  const child = startWebhookChild(import.meta.filename, dataPath);
  const ended = once(child, 'exit');
  await once(child, 'message');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  return endedAt;
}

/** What the data file says of it. */
async function assertToldOnce(dataPath: string): Promise<void> {
  const { desk, close } = await openImportDesk(dataPath);
  const states = await desk.read.all<{ state: string; rows: number }>(
    sql`SELECT state, count(*) AS rows FROM webhook_deliveries GROUP BY state`,
  );
  const [webhook] = await desk.read.all<{ off: number | null }>(
    sql`SELECT switched_off_at AS off FROM webhooks`,
  );
  await close();
  assert.deepEqual(
    [states.map(({ state, rows }) => [state, rows]), webhook?.off],
    [[['sent', tickets * factsEach]], null],
  );
}

/** What the receiver says of it. */
function count(
  facts: ReadonlyMap<number, number>,
  calls: readonly WebhookCall[],
  recoveredSeconds: number,
): void {
  const taken = calls.filter(({ isTaken }) => isTaken);
  const told = new Set(taken.map(({ factId }) => factId));
  const lost = [...facts.keys()].filter((id) => !told.has(id)).length;
  const byFact = Map.groupBy(calls, ({ factId }) => factId);
  const ids = new Set(calls.map(({ id }) => id));
  const unlike = [...byFact.values()].filter(
    (each) => new Set(each.map(({ id, body }) => id + body)).size > 1,
  );
  const byTicket = Map.groupBy(calls, ({ ticketId }) => ticketId);
  const disordered = [...byTicket.values()].filter((each) =>
    each.some(({ factId }, at) => factId < (each[at - 1]?.factId ?? 0)),
  );
  const strange = calls.filter(({ factId, ticketId }) => facts.get(factId) !== ticketId).length;
  const figures = {
    facts: facts.size,
    requests: calls.length,
    taken: taken.length,
    failed: calls.length - taken.length,
    lost,
    takenAgain: taken.length - told.size,
    unlike: unlike.length,
    disordered: disordered.length,
    kills,
    recoveredSeconds: Math.round(recoveredSeconds * 10) / 10,
  };
  console.log(`# ${JSON.stringify(figures)}`);
  noteFault({
    fault: 'A webhook receiver that fails half the time, and kill -9',
    tries: calls.length - told.size,
    lost,
    doubled: 0,
    recoveredSeconds,
    changed: unlike.length + disordered.length + strange,
  });
  assert.deepEqual([lost, unlike.length, disordered.length, strange], [0, 0, 0, 0]);
  assert.equal(ids.size, facts.size, 'an id of its own for each fact, and one alone');
  assert.ok(figures.takenAgain >= kills, 'nothing was taken again: the receiver or the kills did nothing');
}
