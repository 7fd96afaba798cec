import type { KilledReason, UnreadableReason } from '../domain/facts/quarantine-reason.ts';
import type { ParsedMessage } from '../domain/message.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { defaultLimits } from './limits.ts';
import { type ParseRules, type ParserChild, type Reply, startParserChild } from './parser-child.ts';
import type { ParserResult } from './parser-protocol.ts';
import { type ParserTask, type ParserValues, sizeOf, type TaskKind, type TaskOf } from './parser-task.ts';

export interface ParserPoolOptions {
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

export type TaskOutcome<Kind extends TaskKind> =
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
  const slots = new Set<Slot>();
  const patience = options.patienceMilliseconds ?? 2000;
  const waiting: { isSmall: boolean; resolve(slot: Slot): void; reject(error: unknown): void }[] = [];
  /** While something waits: nothing tells when a process begins to be slow. */
  let looking: NodeJS.Timeout | undefined;
  let isClosed = false;

  function start(): Slot {
    const child = startParserChild({ ...options, idleMilliseconds: options.idleMilliseconds ?? 30_000 });
    const slot = { child, batches: 0, isShared: true };
    slots.add(slot);
    void child.ended.then(() => {
      slots.delete(slot);
      serveWaiting();
    });
    return slot;
  }

  /**
   * One process keeps pace with the desk, and each takes memory: a further one gets work only while those before it are
   * held up by small mail that is slow to read; a large one has the memory of both. Room is also behind the batch that
   * one is reading, so that it never waits.
   */
  function findSlot(isSmall: boolean): Slot | undefined {
    const brisk = [...slots].find(({ child }) => child.isAlive() && child.busyFor() <= patience);
    if (brisk === undefined) {
      const mayStart = slots.size < options.size && [...slots].every(({ isShared }) => isShared);
      return mayStart ? start() : undefined;
    }
    const hasRoom = brisk.batches === 0 || (isSmall && brisk.isShared && brisk.batches < heldAtOnce);
    return hasRoom ? brisk : undefined;
  }

  function take(slot: Slot, isSmall: boolean): Slot {
    slot.batches++;
    slot.isShared = isSmall;
    return slot;
  }

  async function acquire(isSmall: boolean): Promise<Slot> {
    if (isClosed) throw closedError();
    const slot = waiting.length === 0 ? findSlot(isSmall) : undefined;
    if (slot !== undefined) return take(slot, isSmall);
    looking ??= setInterval(serveWaiting, Math.max(50, patience / 4));
    return new Promise((resolve, reject) => waiting.push({ isSmall, resolve, reject }));
  }

  function serveWaiting(): void {
    for (let next = waiting[0]; next !== undefined && !isClosed; next = waiting[0]) {
      const slot = findSlot(next.isSmall);
      if (slot === undefined) return;
      waiting.shift();
      next.resolve(take(slot, next.isSmall));
    }
    clearInterval(looking);
    looking = undefined;
  }

  async function attempt(
    tasks: readonly ParserTask[],
    rules: ParseRules,
    isSmall: boolean,
  ): Promise<Attempt> {
    return attemptIn(await acquire(isSmall), tasks, rules, isSmall);
  }

  async function attemptIn(
    slot: Slot,
    tasks: readonly ParserTask[],
    rules: ParseRules,
    isSmall: boolean,
  ): Promise<Attempt> {
    const reply = await slot.child.ask(tasks, rules);
    slot.batches--;
    serveWaiting();
    if (isClosed) throw closedError();
    if (reply.kind === 'answered') return reply;
    if (reply.kind === 'not tried') return attempt(tasks, rules, isSmall);
    const { reason, detail } = reply;
    options.log?.warn('parser process ended', { reason, detail, messages: tasks.length });
    return reply;
  }

  async function run<Kind extends TaskKind>(
    tasks: readonly TaskOf<Kind>[],
    rules: ParseRules = options.rules ?? defaultRules,
  ): Promise<TaskOutcome<Kind>[]> {
    if (tasks.length === 0) return [];
    const first = await attempt(tasks, rules, countBytes(tasks) <= sharedBytes);
    if (first.kind === 'answered') return first.results.map(toOutcome<Kind>);
    if (tasks.length > 1) {
      const outcomes: TaskOutcome<Kind>[] = [];
      for (const task of tasks) outcomes.push(...(await run<Kind>([task], rules)));
      return outcomes;
    }
    // What died in a process that had read other mail before may have died of that: it gets a process of its own.
    const last = first.isFirst ? first : await attemptIn(take(start(), false), tasks, rules, false);
    if (last.kind === 'answered') return last.results.map(toOutcome<Kind>);
    return [
      {
        kind: 'killed',
        reason: explain(last, { ...rules, memoryLimitMb: options.memoryLimitMb }),
      },
    ];
  }

  async function parse(raws: readonly Uint8Array[], rules?: ParseRules): Promise<ParseOutcome[]> {
    const outcomes = await run(
      raws.map((raw) => ({ kind: 'parse' as const, raw })),
      rules,
    );
    return outcomes.map((each) => (each.kind === 'done' ? { kind: 'parsed', message: each.value } : each));
  }

  function prepare(): void {
    if (!isClosed && slots.size === 0) start();
  }

  async function close(): Promise<void> {
    isClosed = true;
    clearInterval(looking);
    for (const { reject } of waiting.splice(0)) reject(closedError());
    await Promise.all([...slots].map(({ child }) => child.kill()));
  }

  return { prepare, parse, run, close };
}

export const defaultRules: ParseRules = { limits: defaultLimits, timeoutMilliseconds: 30_000 };

/** What one process is given at once: the batch it reads, and the next. */
const heldAtOnce = 2;
/** Larger batches have their process to themselves, as its memory is limited. */
const sharedBytes = 6 * 1024 * 1024;

interface Slot {
  readonly child: ParserChild;
  batches: number;
  isShared: boolean;
}

type Attempt = Exclude<Reply, { kind: 'not tried' }>;

/** What went beyond; the log has what the process said. */
function explain(
  { reason, detail }: Attempt & { kind: 'died' },
  rules: ParseRules & { readonly memoryLimitMb: number },
): KilledReason {
  switch (reason) {
    case 'time':
      return { code: 'killed_by_time', seconds: rules.timeoutMilliseconds / 1000 };
    case 'memory':
      return { code: 'killed_by_memory', megabytes: rules.memoryLimitMb };
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
