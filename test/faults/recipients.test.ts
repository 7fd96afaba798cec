import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { OutboxItem } from '../../src/db/outbox.ts';
import { outbox } from '../../src/db/schema/schema-tickets.ts';
import { isOutboxChild, runOutboxChild, startOutboxChild } from '../support/outbox-child.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun } from '../support/recount.ts';
import { openScriptedOutbox, type ScriptedOutbox } from '../support/scripted-outbox.ts';
import { type ScriptedSmtp, type ScriptedSmtpCommand, startScriptedSmtp } from '../support/scripted-smtp.ts';

// Messages to four recipients each, of whom one is refused for now, one for good and one in turns, while lines are cut and
// the whole process is killed. POSTROOM_TEST_SEED repeats a run.

const messages = isLongRun ? 120 : 16;
const kills = isLongRun ? 40 : 4;
const speed = 2_000;
const kinds = ['fine', 'later', 'gone', 'full'] as const;

if (isOutboxChild) {
  await runOutboxChild();
} else {
  const name = `${messages} answers to four each, under cuts and ${kills} kills: nobody gets one twice, and each is accounted for`;
  test(name, { timeout: isLongRun ? 1_800_000 : 300_000 }, sendAndCount);
}

async function sendAndCount(): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'postroom-recipients-'));
  const dataPath = join(folder, 'postroom.db');
  const server = await startScriptedSmtp({ answer: createServer(random) });
  const world = await openScriptedOutbox(server.port, dataPath);
  const items: OutboxItem[] = [];
  for (let n = 0; n < messages; n++) {
    items.push(await world.answer(...kinds.map((kind) => `${kind}${n}@recipient.example`)));
  }
  const beginning = Date.now();
  const start = () =>
    startOutboxChild(import.meta.filename, { dataPath, cloudPath: undefined, beginning, speed });
  let child: ChildProcess | undefined;
  try {
    for (let kill = 0; kill < kills; kill++) {
      child = start();
      const ended = once(child, 'exit');
      await wait(700 + random() * 1_500);
      child.kill('SIGKILL');
      await ended;
    }
    child = start();
    const ended = once(child, 'exit');
    await once(child, 'message');
    while (await isBusy(world)) await wait(200);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    await recount(world, server, items);
  } finally {
    child?.kill('SIGKILL');
    await world[Symbol.asyncDispose]();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each address has its manner; beside that every seventh line or so ends before or behind what it had to say. */
function createServer(random: () => number) {
  const refused = new Map<string, number>();
  return ({ name, line }: ScriptedSmtpCommand): readonly string[] | undefined => {
    const luck = random();
    if (name === '.') {
      if (luck < 0.06) return ['CUT'];
      return luck < 0.12 ? ['CUT', 'CUT'] : undefined;
    }
    if ((name === 'DATA' || name === 'MAIL') && luck < 0.05) return ['CUT'];
    if (name !== 'RCPT') return undefined;
    if (luck < 0.02) return ['CUT'];
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    const times = refused.get(address) ?? 0;
    refused.set(address, times + 1);
    if (address.startsWith('gone')) return ['550 5.1.1 No such user'];
    if (address.startsWith('later') && times < 2) return ['450 4.2.0 Greylisted'];
    return address.startsWith('full') && times < 1 ? ['452 4.2.2 Mailbox full for now'] : undefined;
  };
}

async function isBusy({ tickets }: ScriptedOutbox): Promise<boolean> {
  const rows = await tickets.desk.read.select().from(outbox);
  return rows.some(({ state }) => state === 'queued' || state === 'sending');
}

async function recount(
  world: ScriptedOutbox,
  server: ScriptedSmtp,
  items: readonly OutboxItem[],
): Promise<void> {
  const got = Map.groupBy(
    server.taken.flatMap(({ to }) => to),
    (address) => address,
  );
  const figures = { messages, taken: 0, refused: 0, unknown: 0 };
  for (const { id, envelopeTo } of items) {
    const item = await world.load(id);
    const page = await world.readPage(item);
    for (const address of envelopeTo) {
      const copies = got.get(address)?.length ?? 0;
      const words = `${address}: ${copies} copies, ${item.state} ${JSON.stringify(item.recipients)}`;
      assert.ok(copies <= 1, words);
      assert.ok(page.includes(address), `${words}; not on the page`);
      const fate = item.recipients?.find((each) => each.address === address)?.state;
      if (item.state === 'unknown' && fate !== 'refused' && fate !== 'taken') {
        figures.unknown++;
        continue;
      }
      const isTaken = fate === 'taken' || (fate === undefined && item.state === 'sent');
      assert.equal(copies, isTaken ? 1 : 0, words);
      figures[isTaken ? 'taken' : 'refused']++;
    }
  }
  console.log(`# ${JSON.stringify(figures)}`);
  assert.ok(figures.taken > messages, 'most of them arrive');
}
