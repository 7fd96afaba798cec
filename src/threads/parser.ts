import { Console } from 'node:console';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ParseLimits } from '../mail/limits.ts';
import {
  encodeFrame,
  memoryNote,
  type ParserRequest,
  type ParserResult,
  type ParserSetup,
  readFrames,
  resultsAtOnce,
} from '../mail/parser-protocol.ts';
import { type ParserTask, runTask } from '../mail/parser-task.ts';
import { release } from '../mail/release.ts';
import { UnreadableMail } from '../mail/unreadable.ts';

/**
 * The parser process: a setup frame, then requests on standard input, answers on standard output, nothing else there.
 * It ends with its input; resolves with the exit code. Mail is hostile, so this process holds no key, no file and no connection.
 */
export async function runParser(): Promise<number> {
  globalThis.console = new Console(process.stderr);
  let answer: ((request: ParserRequest) => Promise<void>) | undefined;
  let last: Promise<void> = Promise.resolve();
  await readFrames(process.stdin, (frame) => {
    const before = last;
    if (answer === undefined) answer = createAnswering(startWatchdog((frame as ParserSetup).memoryLimitMb));
    // One after another, and what comes next is read meanwhile: whoever asks sends no more than a few ahead.
    else last = answerAfter(before, answer, frame as ParserRequest);
  });
  await last;
  return 0;
}

async function answerAfter(
  before: Promise<void>,
  answer: (request: ParserRequest) => Promise<void>,
  request: ParserRequest,
): Promise<void> {
  await before;
  await answer(request);
}

function createAnswering(overdue: Float64Array) {
  let written: Promise<void> = Promise.resolve();
  return async ({ id, tasks, limits, timeoutMilliseconds }: ParserRequest) => {
    overdue[0] = Number(process.hrtime.bigint() / 1_000_000n) + timeoutMilliseconds * 2;
    const before = written;
    const isFrameUsed = await runBatch(tasks, limits, (results) => {
      const chunks = encodeFrame({ id, results });
      written = written.then(() => writeAnswer(chunks));
    });
    overdue[0] = Number.POSITIVE_INFINITY;
    if (!isFrameUsed) dropFrame(tasks);
    // Whoever asked may be busy: the next batch does not wait until this one's answer is read.
    await before;
  };
}

/**
 * What is read becomes bytes before more is read: what a whole batch holds would be copied by V8 from one part of its memory
 * to another again and again.
 * @param answer gets results as they are there, in order
 * @returns whether a file in them is a view of the frame that the messages are views of
 */
async function runBatch(
  tasks: readonly ParserTask[],
  limits: ParseLimits,
  answer: (results: readonly ParserResult[]) => void,
): Promise<boolean> {
  let isFrameUsed = false;
  for (let at = 0; at < tasks.length; at += resultsAtOnce) {
    const results: ParserResult[] = [];
    for (const task of tasks.slice(at, at + resultsAtOnce)) {
      results.push(await runOne(task, limits));
      // Pipes hold little, so that a batch and the answer before it pass through them only in many turns.
      if (process.stdout.writableLength > 0) await setImmediate();
    }
    isFrameUsed ||= usesFrame(results, tasks[0]);
    answer(results);
    await takeIn();
  }
  return isFrameUsed;
}

/**
 * Whoever asks need not wait with the next batch until this one is read. A pipe holds little and is filled again at once, so
 * that what comes is taken in for as long as more does: a batch of megabytes would else come through it only while nothing is read.
 */
async function takeIn(): Promise<void> {
  for (let empty = 0; empty < emptyTurns; ) {
    const before = process.stdin.bytesRead;
    await setImmediate();
    empty = process.stdin.bytesRead === before ? empty + 1 : 0;
  }
}

/** So many in which nothing has come: whoever fills the pipe has to be woken for it. */
const emptyTurns = 3;

function usesFrame(results: readonly ParserResult[], first: ParserTask | undefined): boolean {
  if (first === undefined || !('raw' in first)) return false;
  const frame = first.raw.buffer;
  return results.some(
    (result) =>
      'ok' in result &&
      'attachments' in result.ok &&
      result.ok.attachments.some(({ content }) => content.buffer === frame),
  );
}

/** The frame that the messages are views of may be large. */
function dropFrame([first]: readonly ParserTask[]): void {
  if (first !== undefined && 'raw' in first) release(Buffer.from(first.raw.buffer));
}

async function runOne(task: ParserTask, limits: ParseLimits): Promise<ParserResult> {
  try {
    return { ok: await runTask(task, limits) };
  } catch (error) {
    if (error instanceof UnreadableMail) return { error: error.reason };
    console.error(error);
    return { error: { code: 'broken' } };
  }
}

async function writeAnswer(chunks: readonly Uint8Array[]): Promise<void> {
  process.stdout.cork();
  let isRoomy = true;
  for (const chunk of chunks) isRoomy = process.stdout.write(chunk);
  process.stdout.uncork();
  if (!isRoomy) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/**
 * A thread of its own, because the main one may be busy with the message that takes the memory. It looks at the
 * resident size, which counts Buffers too, and ends a batch that is long overdue: whoever asked ends it sooner, unless
 * he is gone himself.
 * @returns where to say by when the batch under way has to be done: in milliseconds of the time that all threads share and
 * that nobody sets
 */
function startWatchdog(memoryLimitMb: number): Float64Array {
  const overdue = new Float64Array(new SharedArrayBuffer(8)).fill(Number.POSITIVE_INFINITY);
  const source = `
    const { writeSync } = require('node:fs');
    const overdue = require('node:worker_threads').workerData;
    const limit = ${Math.floor(memoryLimitMb)} * 1024 * 1024;
    setInterval(() => {
      const isTooLarge = process.memoryUsage.rss() >= limit;
      if (isTooLarge) writeSync(2, ${JSON.stringify(`${memoryNote}\n`)});
      if (isTooLarge || Number(process.hrtime.bigint() / 1_000_000n) > overdue[0]) process.kill(process.pid, 'SIGKILL');
    }, 50);`;
  new Worker(source, { eval: true, execArgv: [], stdout: true, workerData: overdue }).unref();
  return overdue;
}
