import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { ParseLimits } from './limits.ts';
import {
  encodeFrame,
  memoryNote,
  type ParserAnswer,
  type ParserResult,
  readFrames,
} from './parser-protocol.ts';

/** Why a parser process ended before it answered. */
export type Death = 'time' | 'memory' | 'crash';

export interface ParserChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly maxOldSpaceMb: number;
  readonly memoryLimitMb: number;
  readonly idleMilliseconds: number;
}

export type Reply =
  | { kind: 'answered'; results: readonly ParserResult[] }
  | { kind: 'died'; reason: Death; detail: string };

/** What a batch may cost. */
export interface ParseRules {
  readonly limits: ParseLimits;
  /** For the batch, and again for each message of a batch that failed. */
  readonly timeoutMilliseconds: number;
}

/** One parser process, one batch at a time. */
export interface ParserChild {
  /** @throws AppError `unavailable` when the process could not be started at all. */
  ask(raws: readonly Uint8Array[], rules: ParseRules): Promise<Reply>;
  /** True until it has answered a batch. */
  isFresh(): boolean;
  isAlive(): boolean;
  kill(): Promise<void>;
  readonly ended: Promise<void>;
}

export function startParserChild(options: ParserChildOptions): ParserChild {
  const child = spawn(options.command, options.args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // Nothing of our own environment, which may hold the data file's key. An executable takes V8 options from here only;
    // the larger young generation spares a tenth of the time.
    env: { NODE_OPTIONS: `--max-old-space-size=${options.maxOldSpaceMb} --max-semi-space-size=32` },
  });
  const state: State = {
    answer: undefined,
    answered: 0,
    isAlive: true,
    killedFor: undefined,
    errors: '',
    startError: undefined,
  };
  const ended = watchEnd(child, state);
  let idle = startIdle();
  write(child.stdin, { memoryLimitMb: options.memoryLimitMb });

  async function ask(raws: readonly Uint8Array[], rules: ParseRules): Promise<Reply> {
    clearTimeout(idle);
    const { promise, resolve } = Promise.withResolvers<Reply>();
    state.answer = resolve;
    const deadline = setTimeout(() => end('time'), rules.timeoutMilliseconds);
    write(child.stdin, { id: state.answered + 1, raw: raws, ...rules });
    void ended.then(() => resolve(describeDeath(child.exitCode, child.signalCode, state)));
    const reply = await promise;
    clearTimeout(deadline);
    idle = startIdle();
    if (reply.kind === 'died') await ended;
    if (state.startError !== undefined) throw startFailure(state.startError);
    return reply;
  }

  function startIdle(): NodeJS.Timeout {
    return setTimeout(() => {
      state.isAlive = false;
      child.stdin.end();
    }, options.idleMilliseconds).unref();
  }

  function end(reason: Death | undefined): void {
    state.killedFor ??= reason;
    state.isAlive = false;
    child.kill('SIGKILL');
  }

  return {
    ask,
    ended,
    isFresh: () => state.answered === 0,
    isAlive: () => state.isAlive,
    async kill() {
      clearTimeout(idle);
      end(undefined);
      await ended;
    },
  };
}

interface State {
  answer: ((reply: Reply) => void) | undefined;
  answered: number;
  isAlive: boolean;
  killedFor: Death | undefined;
  /** The last of what it wrote to standard error. */
  errors: string;
  startError: Error | undefined;
}
type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function watchEnd(child: Child, state: State): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    state.errors = (state.errors + text).slice(-4_000);
  });
  child.once('error', (error) => {
    state.startError = error;
    state.isAlive = false;
    resolve();
  });
  // A process that died takes its pipe along; `close` says so, with the reason.
  child.stdin.on('error', () => child.kill('SIGKILL'));
  child.once('exit', () => {
    state.isAlive = false;
  });
  child.once('close', () => resolve());
  void readAnswers(child, state);
  return promise;
}

async function readAnswers(child: Child, state: State): Promise<void> {
  try {
    for await (const frame of readFrames(child.stdout)) {
      state.answered++;
      state.answer?.({ kind: 'answered', results: (frame as ParserAnswer).results });
    }
  } catch (error) {
    state.errors += String(error);
    child.kill('SIGKILL');
  }
}

function write(stream: Writable, payload: unknown): void {
  if (!stream.writable) return;
  for (const chunk of encodeFrame(payload)) stream.write(chunk);
}

function describeDeath(code: number | null, signal: string | null, state: State): Reply {
  const isMemory =
    state.errors.includes(memoryNote) ||
    /heap out of memory|Array buffer allocation failed/.test(state.errors);
  const reason = state.killedFor ?? (isMemory ? 'memory' : 'crash');
  return {
    kind: 'died',
    reason,
    detail: `exit code ${code}, signal ${signal}. ${state.errors.slice(0, 1_000)}`.trim(),
  };
}

function startFailure(cause: Error): AppError {
  return new AppError('unavailable', 'The mail parser could not be started.', { cause });
}
