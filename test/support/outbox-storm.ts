import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { listIdsOfArticle } from '../../src/db/message-ids.ts';
import type { OutboxItem } from '../../src/db/outbox.ts';
import { outbox } from '../../src/db/schema/schema-tickets.ts';
import type { Road } from '../../src/domain/mail-road.ts';
import type { HandoverTrail } from '../../src/domain/mail-sending.ts';
import type { Fault, FaultKind } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/tenant.ts';
import { noteFault, secondsSince } from './fault-tally.ts';
import { openImportDesk } from './import-desk.ts';
import { startOutboxChild } from './outbox-child.ts';
import { openOutboxWorld } from './outbox-world.ts';
import { chooseSeed, createRandom } from './random.ts';
import { isLongRun } from './recount.ts';
import { waitFor } from './wait-for.ts';

/** What a storm over an outbox is made of. */
export interface OutboxStorm {
  /** The test file, which starts again as a child. */
  readonly file: string;
  readonly road: Road;
  /** How often each strikes. */
  readonly faultCounts: Partial<Record<FaultKind, number>>;
  /** @returns what a fault is set with, beside its kind; `times` is 1 unless it is given */
  readonly detail: (kind: FaultKind) => Partial<Fault>;
  /** Holds the answer back after the server has the message whole. */
  readonly slow: Fault;
  /** Done with each strike, such as another setting of the tenant. */
  readonly onStrike?: (sandbox: Sandbox, random: () => number) => void;
}

const support = 'support@brightwater.example';
export const stormMessages = isLongRun ? 300 : 60;
export const stormKills = isLongRun ? 40 : 3;
const speed = 400;

/** Sends all that is answered under faults and kills, and counts what a real server has taken by our own header field. */
export async function stormOutbox(storm: OutboxStorm): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'postroom-outbox-'));
  const dataPath = join(folder, 'postroom.db');
  const world = await openOutboxWorld(support, { path: dataPath, road: storm.road });
  for (let n = 0; n < stormMessages; n++) await world.answer();
  await world.tickets.close();
  const { sandbox } = world;
  const children: ChildProcess[] = [];
  const beginning = Date.now();
  const start = () => {
    const input = { dataPath, cloudPath: sandbox.cloudFile, beginning, speed };
    const child = startOutboxChild(storm.file, input);
    children.push(child);
    return child;
  };
  const striking = strike(storm, sandbox, random);
  try {
    const afterText = await killRepeatedly(storm, start, sandbox, random);
    const endedAt = performance.now();
    await finish(start(), dataPath, sandbox);
    const recoveredSeconds = secondsSince(endedAt);
    report(await countAll(sandbox, dataPath), {
      faults: striking.struck.length,
      kills: stormKills,
      afterText,
      recoveredSeconds,
      road: storm.road,
    });
    assert.deepEqual(new Set(Object.keys(storm.faultCounts)), new Set(striking.struck));
  } finally {
    striking.stop();
    for (const child of children) child.kill('SIGKILL');
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sets one fault after the other, each kind once and then the rest in a random order; each waits until it has struck. */
function strike(
  { faultCounts, detail, slow, onStrike }: OutboxStorm,
  sandbox: Sandbox,
  random: () => number,
) {
  const share = stormMessages / 60;
  const left = Object.entries(faultCounts)
    .flatMap(([kind, times]) =>
      Array.from({ length: Math.ceil((times ?? 1) * share) }, (_, n) => ({ kind, n })),
    )
    .map(({ kind, n }) => ({ kind: kind as FaultKind, order: n === 0 ? 1 + random() : random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ kind }) => kind);
  const struck: FaultKind[] = [];
  let current: FaultKind | undefined;
  const timer = setInterval(() => {
    if (sandbox.faults.list().some(({ fault }) => fault.kind !== slow.kind)) return;
    if (current !== undefined) struck.push(current);
    const kind = left.pop();
    current = kind;
    if (kind !== undefined) sandbox.faults.set(support, { kind, times: 1, ...detail(kind) });
    onStrike?.(sandbox, random);
  }, 20);
  return {
    struck,
    stop: () => clearInterval(timer),
  };
}

/** Every other one while the server has a message whole and has not answered yet; the rest at any moment. */
async function killRepeatedly(
  { slow }: OutboxStorm,
  start: () => ChildProcess,
  sandbox: Sandbox,
  random: () => number,
) {
  let afterText = 0;
  for (let kill = 0; kill < stormKills; kill++) {
    const child = start();
    const ended = once(child, 'exit');
    if (kill % 2 === 0) {
      sandbox.faults.set(support, { ...slow, times: 1 });
      await waitFor(() => !sandbox.faults.list().some(({ fault }) => fault.kind === slow.kind));
      afterText += 1;
    } else {
      await wait(500 + random() * 2500);
    }
    child.kill('SIGKILL');
    await ended;
  }
  return afterText;
}

/**
 * Until nothing waits, everything unknown was looked for twice, and what has gone out late was found or is not looked for any
 * more.
 */
async function finish(child: ChildProcess, dataPath: string, sandbox: Sandbox): Promise<void> {
  const isDone = () => {
    const db = new DatabaseSync(dataPath, { readOnly: true, timeout: 2000 });
    try {
      const row = db
        .prepare(
          "SELECT count(*) AS n FROM outbox WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND coalesce(evidence ->> 'looks', 0) < 2)",
        )
        .get();
      return (
        row?.n === 0 && sandbox.graph.timers.size === 0 && !listTrails(db).some((id) => isTaken(sandbox, id))
      );
    } finally {
      db.close();
    }
  };
  await once(child, 'message');
  while (!isDone()) await wait(200);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
}

function listTrails(db: DatabaseSync): string[] {
  const rows = db
    .prepare(
      "SELECT trail FROM outbox WHERE state = 'unknown' AND trail IS NOT NULL AND next_attempt_at IS NOT NULL",
    )
    .all();
  return rows.map(({ trail }) => (JSON.parse(String(trail)) as HandoverTrail).messageId);
}

function isTaken({ sent }: Sandbox, id: string): boolean {
  return sent.some(({ raw }) => raw.includes(id));
}

async function countAll(sandbox: Sandbox, dataPath: string) {
  const { desk, close } = await openImportDesk(dataPath);
  const rows = await desk.read.select().from(outbox);
  const taken = Map.groupBy(
    sandbox.sent,
    ({ raw }) => /^X-Postroom-Message:\s+(\S+)/m.exec(String(raw))?.[1],
  );
  const found: { item: OutboxItem; copies: number; ids: string[]; named: string[] }[] = [];
  for (const item of rows) {
    const ids = await listIdsOfArticle(desk.read, item.articleId);
    const copies = ids.flatMap((id) => taken.get(id) ?? []);
    const named = copies.map(({ messageId }) => messageId.replace(/^<|>$/g, ''));
    found.push({ item, copies: copies.length, ids, named });
  }
  await close();
  assert.equal(found.length, stormMessages);
  assert.equal(
    found.reduce((sum, { copies }) => sum + copies, 0),
    sandbox.sent.length,
    'the server has a message that belongs to no answer',
  );
  return found;
}

interface Struck {
  readonly faults: number;
  readonly kills: number;
  readonly afterText: number;
  readonly recoveredSeconds: number;
  readonly road: Road;
}

function report(found: Awaited<ReturnType<typeof countAll>>, more: Struck): void {
  const of = (state: OutboxItem['state']) => found.filter(({ item }) => item.state === state);
  const figures = {
    messages: stormMessages,
    sent: of('sent').length,
    failed: of('failed').length,
    unknown: of('unknown').length,
    twice: found.filter(({ copies }) => copies > 1).length,
    foundInSentItems: of('sent').filter(({ item }) => item.evidence !== null).length,
    renamed: found.filter(({ ids }) => ids.length > 1).length,
    ...more,
  };
  console.log(`# ${JSON.stringify(figures)}`);
  noteFault({
    fault: `${more.road === 'graph' ? 'Graph' : 'SMTP'} faults and kill -9 while sending`,
    tries: more.faults + more.kills,
    lost: stormMessages - figures.sent - figures.failed - figures.unknown,
    doubled: figures.twice,
    changed: 0,
    recoveredSeconds: more.recoveredSeconds,
  });
  assert.equal(figures.twice, 0);
  assert.equal(figures.sent + figures.failed + figures.unknown, stormMessages);
  for (const { item, copies, ids, named } of found) {
    const trail = JSON.stringify([item.trail, item.evidence, named]);
    const words = `${item.id} ${item.state} ${item.failureCode} ${item.serverReply} ${trail}`;
    assert.equal(copies, item.state === 'sent' ? 1 : 0, words);
    assert.ok(
      named.every((id) => ids.includes(id)),
      `${words}: its name is not known`,
    );
    if (item.state === 'failed') assert.notEqual(item.failureCode, null, words);
    if (item.state !== 'unknown') continue;
    assert.deepEqual([item.evidence?.foundAt, item.evidence?.failure], [null, ''], words);
  }
  assert.ok(figures.foundInSentItems >= 1, 'no lost answer was found again');
}
