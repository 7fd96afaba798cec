import type { KilledReason, UnreadableReason } from '../domain/facts/quarantine-reason.ts';
import type { ParsedMessage } from '../domain/message.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { defaultLimits } from './limits.ts';
import { type ParseRules, type ParserChild, type Reply, startParserChild } from './parser-child.ts';
import type { ParserResult } from './parser-protocol.ts';
import { type ParserTask, type ParserValues, sizeOf, type TaskKind, type TaskOf } from './parser-task.ts';

interface ParserPoolOptions {
  /** The command line that starts a parser process. */
  readonly command: string;
  readonly args: readonly string[];
  /** The most processes at once; none is started before there is work, a further one only where a batch has to wait. */
  readonly size: number;
  /** How long a process may read one batch before a further one is started for those that wait; 2 seconds by default. */
  readonly patienceMilliseconds?: number;
  /** Of the whole process, with its Buffers. */
  readonly memoryLimitMb: number;
  /** For batches that come without their own. */
  readonly rules?: ParseRules;
  /** A process without work ends after this time; 30 seconds by default. */
  readonly idleMilliseconds?: number;
  readonly log?: Log;
}

export type ParseOutcome =
  | { readonly kind: 'parsed'; readonly message: ParsedMessage }
  /** Beyond a limit, or unreadable. Trying again gives the same. */
  | { readonly kind: 'rejected'; readonly reason: UnreadableReason }
  /** The process that read it, alone and fresh, did not survive. */
  | { readonly kind: 'killed'; readonly reason: KilledReason };

type TaskOutcome<Kind extends TaskKind> =
  | { readonly kind: 'done'; readonly value: ParserValues[Kind] }
  | Exclude<ParseOutcome, { kind: 'parsed' }>;

export interface ParserPool {
  /** Starts a process where none is, so that it is there when the first batch has come. */
  prepare(): void;
  /** @returns one outcome for each message, in order. @throws AppError `unavailable` when no process can start. */
  parse(raws: readonly Uint8Array[], rules?: ParseRules): Promise<ParseOutcome[]>;
  /** The same for anything else that is read in these processes. */
  run<Kind extends TaskKind>(
    tasks: readonly TaskOf<Kind>[],
    rules?: ParseRules,
  ): Promise<TaskOutcome<Kind>[]>;
  /** Ends every process; batches under way fail with `unavailable`. */
  close(): Promise<void>;
}

export function createParserPool(options: ParserPoolOptions): ParserPool {
  const pool: Pool = {
    ...options,
    rules: options.rules ?? defaultRules,
    patience: options.patienceMilliseconds ?? 2000,
    idleMilliseconds: options.idleMilliseconds ?? 30_000,
    slots: new Set(),
    waiting: [],
    looking: undefined,
    isClosed: false,
  };
  return {
    prepare() {
      if (!pool.isClosed && pool.slots.size === 0) start(pool);
    },
    async parse(raws, rules) {
      const tasks = raws.map((raw) => ({ kind: 'parse' as const, raw }));
      const outcomes = await run(pool, tasks, rules);
      return outcomes.map((each) => (each.kind === 'done' ? { kind: 'parsed', message: each.value } : each));
    },
    run: (tasks, rules) => run(pool, tasks, rules),
    close: () => close(pool),
  };
}

export const defaultRules: ParseRules = { limits: defaultLimits, timeoutMilliseconds: 30_000 };

/** What one process is given at once: the batch it reads, and the next. */
const heldAtOnce = 2;
/** Larger batches have their process to themselves, as its memory is limited. */
const sharedBytes = 6 * 1024 * 1024;

/** The processes of a pool, and the batches that wait for one. */
interface Pool extends ParserPoolOptions {
  readonly rules: ParseRules;
  readonly patience: number;
  readonly idleMilliseconds: number;
  readonly slots: Set<Slot>;
  readonly waiting: { isSmall: boolean; resolve(slot: Slot): void; reject(error: unknown): void }[];
  /** While something waits: nothing tells when a process begins to be slow. */
  looking: NodeJS.Timeout | undefined;
  isClosed: boolean;
}

/** One process, and the batches that it has been given. */
interface Slot {
  readonly child: ParserChild;
  batches: number;
  isShared: boolean;
}

type Attempt = Exclude<Reply, { kind: 'not tried' }>;

function start(pool: Pool): Slot {
  const slot = { child: startParserChild(pool), batches: 0, isShared: true };
  pool.slots.add(slot);
  void slot.child.ended.then(() => {
    pool.slots.delete(slot);
    serveWaiting(pool);
  });
  return slot;
}

/**
 * One process keeps pace with the desk, and each takes memory: a further one gets work only while those before it are
 * held up by small mail that is slow to read; a large one has the memory of both. Room is also behind the batch that
 * one is reading, so that it never waits.
 */
function findSlot(pool: Pool, isSmall: boolean): Slot | undefined {
  const { slots, patience, size } = pool;
  const brisk = [...slots].find(({ child }) => child.isAlive() && child.busyFor() <= patience);
  if (brisk === undefined) {
    const mayStart = slots.size < size && [...slots].every(({ isShared }) => isShared);
    return mayStart ? start(pool) : undefined;
  }
  const hasRoom = brisk.batches === 0 || (isSmall && brisk.isShared && brisk.batches < heldAtOnce);
  return hasRoom ? brisk : undefined;
}

function take(slot: Slot, isSmall: boolean): Slot {
  slot.batches++;
  slot.isShared = isSmall;
  return slot;
}

async function acquire(pool: Pool, isSmall: boolean): Promise<Slot> {
  if (pool.isClosed) throw closedError();
  const slot = pool.waiting.length === 0 ? findSlot(pool, isSmall) : undefined;
  if (slot !== undefined) return take(slot, isSmall);
  pool.looking ??= setInterval(() => serveWaiting(pool), Math.max(50, pool.patience / 4));
  return new Promise((resolve, reject) => pool.waiting.push({ isSmall, resolve, reject }));
}

function serveWaiting(pool: Pool): void {
  const { waiting } = pool;
  for (let next = waiting[0]; next !== undefined && !pool.isClosed; next = waiting[0]) {
    const slot = findSlot(pool, next.isSmall);
    if (slot === undefined) return;
    waiting.shift();
    next.resolve(take(slot, next.isSmall));
  }
  clearInterval(pool.looking);
  pool.looking = undefined;
}

async function run<Kind extends TaskKind>(
  pool: Pool,
  tasks: readonly TaskOf<Kind>[],
  rules: ParseRules = pool.rules,
): Promise<TaskOutcome<Kind>[]> {
  if (tasks.length === 0) return [];
  const isSmall = countBytes(tasks) <= sharedBytes;
  const first = await attemptIn(pool, await acquire(pool, isSmall), tasks, rules);
  if (first.kind === 'answered') return first.results.map(toOutcome<Kind>);
  if (tasks.length > 1) {
    const outcomes: TaskOutcome<Kind>[] = [];
    for (const task of tasks) outcomes.push(...(await run<Kind>(pool, [task], rules)));
    return outcomes;
  }
  // What died in a process that had read other mail before may have died of that: it gets a process of its own.
  const last = first.isFirst ? first : await attemptIn(pool, take(start(pool), false), tasks, rules);
  if (last.kind === 'answered') return last.results.map(toOutcome<Kind>);
  return [{ kind: 'killed', reason: explain(last, rules, pool.memoryLimitMb) }];
}

/** @param slot taken for these tasks */
async function attemptIn(
  pool: Pool,
  slot: Slot,
  tasks: readonly ParserTask[],
  rules: ParseRules,
): Promise<Attempt> {
  const isSmall = slot.isShared;
  const reply = await slot.child.ask(tasks, rules);
  slot.batches--;
  serveWaiting(pool);
  if (pool.isClosed) throw closedError();
  if (reply.kind === 'answered') return reply;
  if (reply.kind === 'not tried') return attemptIn(pool, await acquire(pool, isSmall), tasks, rules);
  const { reason, detail } = reply;
  pool.log?.warn('parser process ended', { reason, detail, messages: tasks.length });
  return reply;
}

async function close(pool: Pool): Promise<void> {
  pool.isClosed = true;
  clearInterval(pool.looking);
  for (const { reject } of pool.waiting.splice(0)) reject(closedError());
  await Promise.all([...pool.slots].map(({ child }) => child.kill()));
}

/** What went beyond; the log has what the process said. */
function explain(
  { reason, detail }: Attempt & { kind: 'died' },
  rules: ParseRules,
  memoryLimitMb: number,
): KilledReason {
  switch (reason) {
    case 'time':
      return { code: 'killed_by_time', seconds: rules.timeoutMilliseconds / 1000 };
    case 'memory':
      return { code: 'killed_by_memory', megabytes: memoryLimitMb };
    case 'crash':
      return { code: 'killed_by_crash', detail };
  }
}

function countBytes(tasks: readonly ParserTask[]): number {
  return tasks.reduce((sum, task) => sum + sizeOf(task), 0);
}

function toOutcome<Kind extends TaskKind>(result: ParserResult): TaskOutcome<Kind> {
  return 'ok' in result
    ? { kind: 'done', value: result.ok as ParserValues[Kind] }
    : { kind: 'rejected', reason: result.error };
}

function closedError(): AppError {
  return new AppError('unavailable', 'The mail parser is shutting down.');
}
