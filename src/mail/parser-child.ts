import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { ParseLimits } from './limits.ts';
import {
  encodeFrame,
  memoryNote,
  type ParserAnswer,
  type ParserResult,
  readFrames,
  resultsAtOnce,
} from './parser-protocol.ts';
import type { ParserTask } from './parser-task.ts';

/** Why a parser process ended before it answered. */
type Death = 'time' | 'memory' | 'crash';

interface ParserChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly memoryLimitMb: number;
  readonly idleMilliseconds: number;
}

export type Reply =
  | { kind: 'answered' }
  /** `isFirst`: the process had answered nothing before. */
  | { kind: 'died'; isFirst: boolean; reason: Death; detail: string }
  /** The process died of a batch before this one. */
  | { kind: 'not tried' };

export type OnResults = (results: readonly ParserResult[]) => void;

/** What a batch may cost. */
export interface ParseRules {
  readonly limits: ParseLimits;
  /** For the batch, and again for each message of a batch that failed. */
  readonly timeoutMilliseconds: number;
}

/** One parser process. It reads one batch at a time; what is asked meanwhile waits inside it. */
export interface ParserChild {
  /**
   * @param onResults gets results as they come, in order; all of them by the time it resolves, unless the process has died
   * @throws AppError `unavailable` when the process could not be started at all
   */
  ask(tasks: readonly ParserTask[], rules: ParseRules, onResults: OnResults): Promise<Reply>;
  isAlive(): boolean;
  /** For how many milliseconds it has been reading its batch; negative when it has none. */
  busyFor(): number;
  kill(): Promise<void>;
  readonly ended: Promise<void>;
}

export function startParserChild(options: ParserChildOptions): ParserChild {
  const child = spawn(options.command, options.args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // Nothing of our own environment, which may hold the data file's key.
    env: {},
  });
  if (!hasPipes(child)) return failToStart(child);
  const state = beginState();
  const restart = () => restartTimer(child, state, options.idleMilliseconds);
  const ended = watchEnd(child, state, restart);
  void ended.then(() => {
    clearTimeout(state.timer);
    answerLeft(child, state);
  });
  restart();
  write(child.stdin, { memoryLimitMb: options.memoryLimitMb });
  return {
    ended,
    ask(tasks, rules, onResults) {
      const reply = ask(child, state, tasks, { rules, onResults });
      // The first in line is read at once.
      if (state.asked.length === 1) restart();
      return reply;
    },
    isAlive: () => state.isAlive,
    busyFor: () => (state.asked.length === 0 ? -1 : performance.now() - state.since),
    async kill() {
      end(child, state, undefined);
      await ended;
    },
  };
}

/** Where no file descriptor is left (EMFILE, ENFILE), Node makes none, and tells the reason by an event in the next turn. */
function hasPipes(child: Partial<Child>): boolean {
  return child.stdin != null;
}

/** Whatever is asked of it is told why there is no process. */
function failToStart(child: ChildProcess): ParserChild {
  const failure = once(child, 'error').then(([error]) => error as Error);
  const ended = failure.then(() => undefined);
  return {
    ended,
    ask: async () => {
      throw startFailure(await failure);
    },
    isAlive: () => false,
    busyFor: () => -1,
    kill: () => ended,
  };
}

async function ask(
  child: Child,
  state: State,
  tasks: readonly ParserTask[],
  { rules, onResults }: Pick<Asked, 'rules' | 'onResults'>,
): Promise<Reply> {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const id = state.answered + state.asked.length + 1;
  const asked: Asked = { id, count: tasks.length, come: 0, onResults, resolve, rules };
  state.asked.push(asked);
  write(child.stdin, { id, tasks, ...rules });
  if (state.hasEnded) answerLeft(child, state);
  const reply = await promise;
  if (state.startError !== undefined) throw startFailure(state.startError);
  return reply;
}

/** A process lives for as long as there is mail: nothing that it has answered may hang on its end. */
function answerLeft(child: Child, state: State): void {
  const death = state.hasEnded ? undefined : describeDeath(child.exitCode, child.signalCode, state);
  state.hasEnded = true;
  for (const [place, asked] of state.asked.splice(0).entries())
    asked.resolve(place === 0 && death !== undefined ? death : { kind: 'not tried' });
}

/** The time of a batch begins when it is its turn; a process without any ends after a while, and is ended after as long again. */
function restartTimer(child: Child, state: State, idleMilliseconds: number): void {
  clearTimeout(state.timer);
  const [first] = state.asked;
  state.since = performance.now();
  state.timer =
    first === undefined
      ? setTimeout(endIdle, idleMilliseconds, child, state, idleMilliseconds).unref()
      : setTimeout(end, first.rules.timeoutMilliseconds, child, state, 'time');
}

/** What a message has left running in it may keep it from ending, and from hearing that it should. */
function endIdle(child: Child, state: State, patience: number): void {
  state.isAlive = false;
  child.stdin.end();
  state.timer = setTimeout(end, patience, child, state, undefined).unref();
}

function end(child: Child, state: State, reason: Death | undefined): void {
  state.killedFor ??= reason;
  state.isAlive = false;
  child.kill('SIGKILL');
}

/** A batch that it was given. */
interface Asked {
  readonly id: number;
  /** Of messages. */
  readonly count: number;
  /** How many results are there. */
  come: number;
  readonly onResults: OnResults;
  readonly rules: ParseRules;
  resolve(reply: Reply): void;
}

interface State {
  /** In the order they are answered; the first one is being read. */
  asked: Asked[];
  answered: number;
  isAlive: boolean;
  /** And has answered what was left. */
  hasEnded: boolean;
  killedFor: Death | undefined;
  /** The last of what it wrote to standard error. */
  errors: string;
  startError: Error | undefined;
  timer: NodeJS.Timeout | undefined;
  /** When the batch that it reads began. */
  since: number;
}
type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function beginState(): State {
  return {
    asked: [],
    answered: 0,
    isAlive: true,
    hasEnded: false,
    killedFor: undefined,
    errors: '',
    startError: undefined,
    timer: undefined,
    since: 0,
  };
}

function watchEnd(child: Child, state: State, onAnswer: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    state.errors = (state.errors + text).slice(-4_000);
  });
  child.once('error', (error) => {
    state.startError = error;
    state.isAlive = false;
    resolve();
  });
  // When the process ends, its pipe ends with it; the event `close` follows with the reason.
  child.stdin.on('error', () => child.kill('SIGKILL'));
  child.once('exit', () => {
    state.isAlive = false;
  });
  child.once('close', () => resolve());
  void readAnswers(child, state, onAnswer);
  return promise;
}

async function readAnswers(child: Child, state: State, onAnswer: () => void): Promise<void> {
  try {
    await readFrames(child.stdout, (frame) => {
      const asked = takeResults(frame, state.asked[0]);
      if (asked.come < asked.count) return;
      state.answered++;
      state.asked.shift();
      asked.resolve({ kind: 'answered' });
      onAnswer();
    });
  } catch (error) {
    state.errors += String(error);
    child.kill('SIGKILL');
  }
}

/** @throws RangeError for what answers nothing that was asked: the process is not itself any more */
function takeResults(frame: unknown, asked: Asked | undefined): Asked {
  const { id, results } = (frame ?? {}) as Partial<ParserAnswer>;
  if (asked === undefined || id !== asked.id) throw new RangeError('An answer that nobody has asked for.');
  const expected = Math.min(resultsAtOnce, asked.count - asked.come);
  if (!Array.isArray(results) || results.length !== expected || !results.every(isResult)) {
    throw new RangeError(`An answer that is none for ${expected} messages.`);
  }
  asked.come += results.length;
  asked.onResults(results);
  return asked;
}

function isResult(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('ok' in value || 'error' in value);
}

function write(stream: Writable, payload: unknown): void {
  if (!stream.writable) return;
  stream.cork();
  for (const chunk of encodeFrame(payload)) stream.write(chunk);
  stream.uncork();
}

function describeDeath(code: number | null, signal: string | null, state: State): Reply {
  const isMemory =
    state.errors.includes(memoryNote) ||
    /heap out of memory|Array buffer allocation failed/.test(state.errors);
  const reason = state.killedFor ?? (isMemory ? 'memory' : 'crash');
  return {
    kind: 'died',
    isFirst: state.answered === 0,
    reason,
    detail: `exit code ${code}, signal ${signal}. ${state.errors.slice(0, 1_000)}`.trim(),
  };
}

function startFailure(cause: Error): AppError {
  return new AppError('unavailable', 'The mail parser could not be started.', { cause });
}
