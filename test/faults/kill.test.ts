import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Channel } from '../../src/db/channels.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { whyNoDovecot } from '../support/dovecot.ts';
import type { SurvivedFault } from '../support/fault-tally.ts';
import { isImportChild, isUp, runImportChild, startImportChild } from '../support/import-child.ts';
import { type MailWorld, type PreparedMailbox, startMailWorld } from '../support/mail-world.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun, look, recount } from '../support/recount.ts';
import { type SettleGate, startSettleGate } from '../support/settle-gate.ts';
import { waitFor } from '../support/wait-for.ts';

// kill -9 of the whole process, again and again, while it imports; a script of its own recounts what is there.
// POSTROOM_TEST_SEED repeats a run.

const day = 86_400_000;

if (isImportChild) {
  await runImportChild();
} else {
  const modes: Partial<Channel>[] = isLongRun
    ? [{ afterImport: 'delete' }, { afterImport: 'mark_read' }, { afterImport: 'move' }]
    : [{ afterImport: 'delete' }];
  const kills = isLongRun ? 110 : 4;
  for (const mode of modes) {
    const name = `${kills} kills during an import (${mode.afterImport}): nothing is lost, doubled or changed`;
    test(name, { skip: whyNoDovecot(), timeout: isLongRun ? 3_000_000 : 600_000 }, () =>
      killAndCount(mode, kills),
    );
  }
}

async function killAndCount(mode: Partial<Channel>, kills: number): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const random = createRandom(seed);
  await using world = await startMailWorld();
  const mail = readCorpusMail(Math.min(6046, kills * 60));
  const mailbox = await world.prepare(mail, mode);
  const gate = await startSettleGate(world.dovecot.port);
  const cloudPath = world.writeCloud(gate.port);
  const children: ChildProcess[] = [];
  const start = () => {
    // Each of them believes in another time, up to three days off.
    const clockOffset = Math.round((random() - 0.5) * 6 * day);
    const child = startImportChild(import.meta.filename, {
      dataPath: mailbox.dataPath,
      cloudPath,
      clockOffset,
    });
    children.push(child);
    return child;
  };
  try {
    const killed = await killRepeatedly({ start, gate, mailbox, kills, random });
    const endedAt = performance.now();
    await finish(start(), mailbox);
    console.log(`# ${JSON.stringify(killed)}`);
    const report = recountAll(world, mailbox, { fault: 'kill -9 during an import', tries: kills, endedAt });
    assert.equal(report.receipts, mail.length);
    assert.equal(killed.beforeSettling, killed.held);
    assert.ok(killed.held >= Math.min(5, kills / 4), `only ${killed.held} kills between commit and settling`);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await gate.stop();
  }
}

function recountAll(world: MailWorld, mailbox: PreparedMailbox, survived: SurvivedFault) {
  const report = recount(world, mailbox, survived);
  assert.equal(report.quarantined, 0);
  assert.equal(report.articles + report.duplicates, mailbox.messages);
  return report;
}

interface Killing {
  readonly start: () => ChildProcess;
  readonly gate: SettleGate;
  readonly mailbox: { readonly dataPath: string; readonly messages: number };
  readonly kills: number;
  readonly random: () => number;
}

/** Kills each process a random way into its work; every other one in the moment between commit and settling. */
async function killRepeatedly({ start, gate, mailbox, kills, random }: Killing) {
  const { dataPath, messages } = mailbox;
  const share = Math.floor((messages * 0.8) / kills);
  let held = 0;
  let beforeSettling = 0;
  let done = 0;
  const isPast = (goal: number) => (look(dataPath)?.receipts ?? 0) >= Math.min(goal, messages);
  for (let kill = 0; kill < kills; kill++) {
    const child = start();
    const ended = once(child, 'exit');
    const goal = done + Math.floor(random() * share);
    const kind = kill % 4;
    let isHeld = false;
    if (kind === 3) {
      await wait(random() * 900);
    } else {
      await waitFor(() => isPast(goal), 120_000);
      if (kind === 1) await wait(random() * 40);
      else isHeld = await holdOrEnd(gate, mailbox);
    }
    child.kill('SIGKILL');
    await ended;
    gate.open();
    const after = look(dataPath);
    done = after?.receipts ?? done;
    if (isHeld) held += 1;
    if (isHeld && (after?.unsettled ?? 0) > 0) beforeSettling += 1;
  }
  return { kills, held, beforeSettling, importedWhileKilled: done };
}

/** @returns false when everything was settled before anything could be withheld */
async function holdOrEnd(gate: SettleGate, { dataPath, messages }: Killing['mailbox']): Promise<boolean> {
  let isHeld = false;
  void gate.holdNext().then(() => {
    isHeld = true;
  });
  await waitFor(() => {
    const now = look(dataPath);
    return isHeld || (now?.receipts === messages && now.unsettled === 0);
  }, 120_000);
  return isHeld;
}

async function finish(child: ChildProcess, mailbox: { dataPath: string; messages: number }): Promise<void> {
  await waitFor(() => {
    const now = look(mailbox.dataPath);
    return now?.receipts === mailbox.messages && now.unsettled === 0 && isUp(child, mailbox.dataPath);
  }, 120_000);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
}
