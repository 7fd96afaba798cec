import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { listIdsOfArticle } from '../../src/db/message-ids.ts';
import type { OutboxItem } from '../../src/db/outbox.ts';
import { outbox } from '../../src/db/schema/schema-tickets.ts';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/tenant.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { openImportDesk } from '../support/import-desk.ts';
import { isOutboxChild, runOutboxChild, startOutboxChild } from '../support/outbox-child.ts';
import { openOutboxWorld } from '../support/outbox-world.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun } from '../support/recount.ts';
import { waitFor } from '../support/wait-for.ts';

// Sixty answers under every fault that a sending server has, and kill -9 of the whole process after the text was handed
// over. What a real server has taken is counted by our own header field. POSTROOM_TEST_SEED repeats a run.

const support = 'support@brightwater.example';
const messages = isLongRun ? 300 : 60;
const kills = isLongRun ? 40 : 3;
const speed = 400;

/** How often each strikes. */
const faultCounts = {
  'smtp-535': 2,
  'smtp-auth-disabled-mailbox': 2,
  'smtp-locked': 1,
  'smtp-432': 3,
  'smtp-sender-thread-limit': 3,
  'smtp-send-as-denied': 2,
  'smtp-send-as-denied-554': 3,
  'smtp-550-recipient': 3,
  'smtp-cut-after-data': 6,
  'smtp-cut-unaccepted': 6,
  'smtp-replace-message-id': 9,
} satisfies Partial<Record<FaultKind, number>>;

if (isOutboxChild) {
  await runOutboxChild();
} else {
  const name = `${messages} answers, every fault of SMTP and ${kills} kills: each is sent once, or failed or unknown, none twice`;
  test(name, { timeout: isLongRun ? 3_000_000 : 600_000 }, sendAndCount);
}

async function sendAndCount(): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'postroom-outbox-'));
  const dataPath = join(folder, 'postroom.db');
  const world = await openOutboxWorld(support, { path: dataPath });
  for (let n = 0; n < messages; n++) await world.answer();
  await world.tickets.close();
  const { sandbox } = world;
  const children: ChildProcess[] = [];
  const beginning = Date.now();
  const start = () => {
    const input = { dataPath, cloudPath: sandbox.cloudFile, beginning, speed };
    const child = startOutboxChild(import.meta.filename, input);
    children.push(child);
    return child;
  };
  const striking = strike(sandbox, random);
  try {
    const afterText = await killRepeatedly(start, sandbox, random);
    const endedAt = performance.now();
    await finish(start(), dataPath);
    const recoveredSeconds = secondsSince(endedAt);
    report(await countAll(sandbox, dataPath), {
      ...{ faults: striking.struck.length, kills, afterText, recoveredSeconds },
    });
    assert.deepEqual(new Set(Object.keys(faultCounts)), new Set(striking.struck));
  } finally {
    striking.stop();
    for (const child of children) child.kill('SIGKILL');
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sets one fault after the other, each kind once and then the rest in a random order; each waits until it has struck. */
function strike(sandbox: Sandbox, random: () => number) {
  const share = messages / 60;
  const left = Object.entries(faultCounts)
    .flatMap(([kind, times]) => Array.from({ length: Math.ceil(times * share) }, (_, n) => ({ kind, n })))
    .map(({ kind, n }) => ({ kind: kind as FaultKind, order: n === 0 ? 1 + random() : random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ kind }) => kind);
  const struck: FaultKind[] = [];
  let current: FaultKind | undefined;
  const timer = setInterval(() => {
    if (sandbox.faults.list().some(({ fault }) => fault.kind !== 'smtp-slow')) return;
    if (current !== undefined) struck.push(current);
    const kind = left.pop();
    current = kind;
    // The first refusal of a token is met with a fresh one.
    if (kind !== undefined) sandbox.faults.set(support, { kind, times: kind === 'smtp-535' ? 2 : 1 });
  }, 20);
  return {
    struck,
    stop: () => clearInterval(timer),
  };
}

/** Every other one while the server has a message whole and has not answered yet; the rest at any moment. */
async function killRepeatedly(start: () => ChildProcess, sandbox: Sandbox, random: () => number) {
  let afterText = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = start();
    const ended = once(child, 'exit');
    if (kill % 2 === 0) {
      sandbox.faults.set(support, { kind: 'smtp-slow', times: 1, value: 2000 });
      await waitFor(() => !sandbox.faults.list().some(({ fault }) => fault.kind === 'smtp-slow'), 30_000);
      afterText += 1;
    } else {
      await wait(500 + random() * 2500);
    }
    child.kill('SIGKILL');
    await ended;
  }
  return afterText;
}

/** Until nothing waits and everything unknown was looked for twice. */
async function finish(child: ChildProcess, dataPath: string): Promise<void> {
  const isDone = () => {
    const db = new DatabaseSync(dataPath, { readOnly: true, timeout: 2000 });
    try {
      const row = db
        .prepare(
          "SELECT count(*) AS n FROM outbox WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND coalesce(evidence ->> 'looks', 0) < 2)",
        )
        .get();
      return row?.n === 0;
    } finally {
      db.close();
    }
  };
  while (!isDone()) await wait(200);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
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
  assert.equal(found.length, messages);
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
}

function report(found: Awaited<ReturnType<typeof countAll>>, more: Struck): void {
  const of = (state: OutboxItem['state']) => found.filter(({ item }) => item.state === state);
  const figures = {
    ...{ messages, sent: of('sent').length, failed: of('failed').length, unknown: of('unknown').length },
    twice: found.filter(({ copies }) => copies > 1).length,
    foundInSentItems: of('sent').filter(({ item }) => item.evidence !== null).length,
    renamed: found.filter(({ ids }) => ids.length > 1).length,
    ...more,
  };
  console.log(`# ${JSON.stringify(figures)}`);
  noteFault({
    fault: 'SMTP faults and kill -9 while sending',
    tries: more.faults + more.kills,
    lost: messages - figures.sent - figures.failed - figures.unknown,
    doubled: figures.twice,
    changed: 0,
    recoveredSeconds: more.recoveredSeconds,
  });
  assert.equal(figures.twice, 0);
  assert.equal(figures.sent + figures.failed + figures.unknown, messages);
  assert.ok(figures.foundInSentItems >= 3, 'no lost answer was found again');
  for (const { item, copies, ids, named } of found) {
    const words = `${item.id} ${item.state} ${item.failureCode} ${item.serverReply}`;
    assert.equal(copies, item.state === 'sent' ? 1 : 0, words);
    assert.ok(
      named.every((id) => ids.includes(id)),
      `${words}: its name is not known`,
    );
    if (item.state === 'failed') assert.notEqual(item.failureCode, null, words);
    if (item.state !== 'unknown') continue;
    assert.deepEqual([item.evidence?.foundAt, item.evidence?.failure], [null, ''], words);
  }
}
