import { Console } from 'node:console';
import { Worker } from 'node:worker_threads';
import { toAppError } from './errors.ts';
import { parseMessage } from './mail/parse.ts';
import {
  encodeFrame,
  memoryNote,
  type ParserRequest,
  type ParserResult,
  type ParserSetup,
  readFrames,
} from './mail/parser-protocol.ts';

/** How many messages of a batch are in work at once: the streams inside wait for one another otherwise. */
const concurrency = 8;

/**
 * The parser process: a setup frame, then requests on standard input, answers on standard output, nothing else there.
 * It ends with its input; resolves with the exit code. Mail is hostile, so this process holds no key, no file and no connection.
 */
export async function runParser(): Promise<number> {
  globalThis.console = new Console(process.stderr);
  let setup: ParserSetup | undefined;
  for await (const frame of readFrames(process.stdin)) {
    if (setup === undefined) {
      setup = frame as ParserSetup;
      startWatchdog(setup.memoryLimitMb);
      continue;
    }
    const { id, raw } = frame as ParserRequest;
    await writeAnswer(encodeFrame({ id, results: await parseBatch(raw, setup) }));
  }
  return 0;
}

async function parseBatch(raws: readonly Uint8Array[], { limits }: ParserSetup): Promise<ParserResult[]> {
  const results: ParserResult[] = new Array(raws.length);
  const pending = raws.entries();
  const work = async () => {
    for (const [index, raw] of pending) results[index] = await parseOne(raw, limits);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

async function parseOne(raw: Uint8Array, limits: ParserSetup['limits']): Promise<ParserResult> {
  try {
    return { ok: await parseMessage(raw, limits) };
  } catch (error) {
    const known = toAppError(error);
    if (known.code === 'internal') console.error(error);
    return { error: { code: known.code, message: known.message } };
  }
}

async function writeAnswer(chunks: Buffer[]): Promise<void> {
  process.stdout.cork();
  let isRoomy = true;
  for (const chunk of chunks) isRoomy = process.stdout.write(chunk);
  process.stdout.uncork();
  if (!isRoomy) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

// A thread of its own, because the main one may be stuck in the very message that eats the memory. It looks at the
// resident size, which counts Buffers too.
function startWatchdog(memoryLimitMb: number): void {
  const source = `
    const { writeSync } = require('node:fs');
    const limit = ${Math.floor(memoryLimitMb)} * 1024 * 1024;
    setInterval(() => {
      if (process.memoryUsage.rss() < limit) return;
      writeSync(2, ${JSON.stringify(`${memoryNote}\n`)});
      process.kill(process.pid, 'SIGKILL');
    }, 50);`;
  new Worker(source, { eval: true, execArgv: [], stdout: true }).unref();
}
