import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '../src/log.ts';
import { createScheduler, type Pause, type Turn } from '../src/scheduler.ts';
import { waitFor } from './support/wait-for.ts';

const forever: Pause = { after: Number.POSITIVE_INFINITY };

function open(options = {}) {
  const lines: string[] = [];
  const log = createLog('debug', (line) => lines.push(line));
  return { lines, scheduler: createScheduler({ log, drainMilliseconds: 50, ...options }) };
}

/** Ends when `signal` does. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

test('a job runs at once, again after its pause, and when it is woken', async () => {
  const { scheduler } = open();
  let turns = 0;
  scheduler.add(1, async () => {
    turns += 1;
    return turns < 3 ? { after: 1 } : forever;
  });
  await waitFor(() => turns === 3);
  scheduler.wake(1);
  await waitFor(() => turns === 4);
  await scheduler.stop();
  assert.equal(turns, 4);
});

test('a wake during a turn brings another turn, and turns of one job never overlap', async () => {
  const { scheduler } = open();
  let turns = 0;
  let running = 0;
  let most = 0;
  const gate = Promise.withResolvers<void>();
  scheduler.add(1, async () => {
    turns += 1;
    running += 1;
    most = Math.max(most, running);
    if (turns === 1) await gate.promise;
    running -= 1;
    return forever;
  });
  scheduler.add(1, async () => assert.fail('a second job under the same key'));
  scheduler.wake(1);
  scheduler.wake(1);
  gate.resolve();
  await waitFor(() => turns === 2);
  await scheduler.stop();
  assert.deepEqual([turns, most], [2, 1]);
});

test('what a pause waits for ends it, and is itself ended by a wake', async () => {
  const { scheduler } = open();
  let turns = 0;
  let ended = 0;
  scheduler.add(1, async () => {
    turns += 1;
    if (turns === 1) return { after: Number.POSITIVE_INFINITY, until: async () => 'mail came' };
    return { after: Number.POSITIVE_INFINITY, until: (signal) => untilAborted(signal).then(() => ended++) };
  });
  await waitFor(() => turns === 2);
  scheduler.wake(1);
  await waitFor(() => turns === 3);
  await scheduler.stop();
  assert.equal(ended, 2);
});

test('a turn without progress is cut, one with progress is not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { scheduler, lines } = open({ watchdogMilliseconds: 40 });
  const turns: Turn[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const job = async (turn: Turn) => {
    turns.push(turn);
    await Promise.race([over, untilAborted(turn.cut)]);
    return forever;
  };
  scheduler.add(1, job);
  scheduler.add(2, job);
  const [steady, stuck] = turns;
  for (let beats = 0; beats < 12; beats++) {
    t.mock.timers.tick(10);
    steady?.beat();
    await new Promise(setImmediate);
  }
  assert.deepEqual([steady?.cut.aborted, stuck?.cut.aborted], [false, true]);
  end();
  await scheduler.stop();
  assert.equal(lines.filter((line) => line.includes('no progress')).length, 1);
});

test('a turn that outlives its cut is told of again and again', async () => {
  const { scheduler, lines } = open({ watchdogMilliseconds: 10 });
  const end = Promise.withResolvers<void>();
  scheduler.add(1, async () => {
    await end.promise;
    return forever;
  });
  const told = () => lines.filter((line) => line.includes('still under way after it was cut off')).length;
  await waitFor(() => told() >= 2);
  end.resolve();
  await scheduler.stop();
});

test('a job that throws is logged and tried again, the others go on', async () => {
  const { scheduler, lines } = open({ rescueMilliseconds: 1 });
  let turns = 0;
  scheduler.add(1, async () => {
    turns += 1;
    if (turns === 1) throw new Error('broken');
    return forever;
  });
  await waitFor(() => turns === 2);
  await scheduler.stop();
  assert.ok(lines.some((line) => line.includes('broken')));
});

test('stop waits for what is under way, then cuts it', async () => {
  const { scheduler } = open();
  const seen: string[] = [];
  scheduler.add(1, async ({ stopping }) => {
    await untilAborted(stopping);
    seen.push('finished');
    return forever;
  });
  scheduler.add(2, async ({ cut }) => {
    await untilAborted(cut);
    seen.push('cut');
    return forever;
  });
  await scheduler.stop();
  assert.deepEqual(seen, ['finished', 'cut']);
});

test('a turn that minds no cut does not keep the program from ending', async () => {
  const { scheduler, lines } = open({ drainMilliseconds: 10, graceMilliseconds: 10 });
  const end = Promise.withResolvers<void>();
  let isCut = false;
  scheduler.add(1, async ({ cut }) => {
    await untilAborted(cut);
    isCut = true;
    await end.promise;
    return forever;
  });
  await scheduler.stop();
  end.resolve();
  assert.ok(isCut);
  assert.ok(lines.some((line) => line.includes('still under way, leaving it')));
});

test('with the usual patience a stop is over in less than eight seconds, whatever a turn waits for', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const scheduler = createScheduler({ log: createLog('debug', () => undefined) });
  const end = Promise.withResolvers<void>();
  scheduler.add(1, () => end.promise.then(() => forever));
  let isOver = false;
  const stopped = scheduler.stop().then(() => {
    isOver = true;
  });
  t.mock.timers.tick(5900);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, false);
  t.mock.timers.tick(2000);
  await stopped;
  end.resolve();
});
