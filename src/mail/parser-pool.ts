import type { KilledReason, UnreadableReason } from '../domain/facts/quarantine-reason.ts';
import { createFairShares, type FairShares, isCostlyMail } from '../domain/fair-shares.ts';
import type { ParsedMessage } from '../domain/message.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { defaultLimits } from './limits.ts';
import { type OnResults, type ParseRules, type Reply, startParserChild } from './parser-child.ts';
import type { ParserResult } from './parser-protocol.ts';
import { findPlace, type Load, type Slot, take } from './parser-slots.ts';
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

interface RunOptions<Outcome> {
  readonly rules?: ParseRules;
  /** Who sends it: what one source sends that is slow to read does not hold up another's. All that gives none is of one. */
  readonly source?: string;
  /** Gets outcomes as they are there, in order and each once, the last before all of them are given. */
  readonly onOutcomes?: (outcomes: readonly Outcome[]) => void;
}

export type ParseOptions = RunOptions<ParseOutcome>;

export interface ParserPool {
  /** Starts a process where none is, so that it is there when the first batch has come. */
  prepare(): void;
  /** @returns one outcome for each message, in order. @throws AppError `unavailable` when no process can start. */
  parse(raws: readonly Uint8Array[], options?: ParseOptions): Promise<ParseOutcome[]>;
  /** The same for anything else that is read in these processes. */
  run<Kind extends TaskKind>(
    tasks: readonly TaskOf<Kind>[],
    options?: RunOptions<TaskOutcome<Kind>>,
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
    shares: createFairShares(),
    waiting: [],
    slow: new Set(),
    looking: undefined,
    isClosed: false,
  };
  return {
    prepare() {
      if (!pool.isClosed && pool.slots.size === 0) start(pool);
    },
    async parse(raws, { onOutcomes, ...asked } = {}) {
      const tasks = raws.map((raw) => ({ kind: 'parse' as const, raw }));
      const parsed: ParseOutcome[] = [];
      await run(pool, tasks, {
        ...asked,
        onOutcomes(outcomes) {
          const more = outcomes.map(toParseOutcome);
          parsed.push(...more);
          onOutcomes?.(more);
        },
      });
      return parsed;
    },
    run: (tasks, asked) => run(pool, tasks, asked),
    close: () => close(pool),
  };
}

export const defaultRules: ParseRules = { limits: defaultLimits, timeoutMilliseconds: 30_000 };

/** Of what a person may wait for. */
export const renderRules: ParseRules = { ...defaultRules, timeoutMilliseconds: 10_000 };

/** Larger batches have their process to themselves, as its memory is limited. */
const sharedBytes = 6 * 1024 * 1024;
/** So long for each message on average, whatever its size: what comes next of that source will be like it. */
const slowMilliseconds = 20;

/** The processes of a pool, and the batches that wait for one. */
interface Pool extends ParserPoolOptions {
  readonly rules: ParseRules;
  readonly patience: number;
  readonly idleMilliseconds: number;
  readonly slots: Set<Slot>;
  readonly shares: FairShares;
  readonly waiting: Waiting[];
  /** Sources whose last batch was slow to read for its size. */
  readonly slow: Set<string>;
  /** While something waits: nothing tells when a process begins to be slow. */
  looking: NodeJS.Timeout | undefined;
  isClosed: boolean;
}

interface Waiting {
  readonly load: Load;
  resolve(slot: Slot): void;
  reject(error: unknown): void;
}

/** A batch on its way. */
interface Work {
  readonly tasks: readonly ParserTask[];
  readonly rules: ParseRules;
  readonly load: Load;
  readonly onResults: OnResults;
}

type Attempt = Exclude<Reply, { kind: 'not tried' }>;

function start(pool: Pool): Slot {
  const slot: Slot = { child: startParserChild(pool), held: [], quick: undefined, answeredAt: undefined };
  pool.slots.add(slot);
  void slot.child.ended.then(() => {
    pool.slots.delete(slot);
    serveWaiting(pool);
  });
  return slot;
}

function acquire(pool: Pool, load: Load): Promise<Slot> {
  if (pool.isClosed) return Promise.reject(closedError());
  const { promise, resolve, reject } = Promise.withResolvers<Slot>();
  pool.waiting.push({ load, resolve, reject });
  serveWaiting(pool);
  if (pool.waiting.length > 0) {
    pool.looking ??= setInterval(() => serveWaiting(pool), Math.max(50, pool.patience / 4));
  }
  return promise;
}

/**
 * Of each source the first alone: its batches begin in the order in which they came. Where it is the turn of what needs a
 * process that is empty, none gets more until one is.
 */
function serveWaiting(pool: Pool): void {
  const { waiting, shares } = pool;
  while (waiting.length > 0 && !pool.isClosed) {
    const firsts = new Map(waiting.toReversed().map((each) => [each.load.source, each]));
    const loads = waiting.flatMap((each) => (firsts.get(each.load.source) === each ? each.load : []));
    const load = shares.choose(loads.filter((each) => findPlace(pool, each) !== undefined));
    const place = load && findPlace(pool, load);
    const next = waiting.findIndex((each) => each.load === load);
    if (load === undefined || place === undefined || place === 'next') return;
    for (const { resolve } of waiting.splice(next, 1))
      resolve(take(place === 'new' ? start(pool) : place, load));
  }
  clearInterval(pool.looking);
  pool.looking = undefined;
}

function weigh(pool: Pool, tasks: readonly ParserTask[], source: string): Load {
  const bytes = tasks.reduce((sum, task) => sum + sizeOf(task), 0);
  const isCostly = isCostlyMail(bytes, tasks.length) || pool.slow.has(source);
  return { source, isCostly, isSmall: bytes <= sharedBytes };
}

async function run<Kind extends TaskKind>(
  pool: Pool,
  tasks: readonly TaskOf<Kind>[],
  asked: RunOptions<TaskOutcome<Kind>> = {},
): Promise<TaskOutcome<Kind>[]> {
  if (tasks.length === 0) return [];
  const { rules = pool.rules, source = '', onOutcomes } = asked;
  const outcomes: TaskOutcome<Kind>[] = [];
  const add = (more: readonly TaskOutcome<Kind>[]) => {
    outcomes.push(...more);
    onOutcomes?.(more);
  };
  const onResults: OnResults = (results) => add(results.map(toOutcome<Kind>));
  const work: Work = { tasks, rules, load: weigh(pool, tasks, source), onResults };
  const first = await attemptIn(pool, await acquire(pool, work.load), work);
  if (first.kind === 'answered') return outcomes;
  if (tasks.length > 1) {
    // What it had answered before it died is not read again.
    for (const task of tasks.slice(outcomes.length)) add(await run<Kind>(pool, [task], { rules, source }));
    return outcomes;
  }
  // What died in a process that had read other mail before may have died of that: it gets a process of its own.
  const alone = { ...work, load: { ...work.load, isSmall: false } };
  const last = first.isFirst ? first : await attemptIn(pool, take(start(pool), alone.load), alone);
  if (last.kind === 'died') add([{ kind: 'killed', reason: explain(last, rules, pool.memoryLimitMb) }]);
  return outcomes;
}

/** @param slot taken for this work */
async function attemptIn(pool: Pool, slot: Slot, work: Work): Promise<Attempt> {
  const { tasks, rules, load, onResults } = work;
  const given = performance.now();
  const reply = await slot.child.ask(tasks, rules, onResults);
  slot.held.splice(slot.held.indexOf(load), 1);
  if (reply.kind !== 'not tried') charge(pool, slot, load, { given, messages: tasks.length });
  serveWaiting(pool);
  if (pool.isClosed) throw closedError();
  if (reply.kind === 'answered') return reply;
  if (reply.kind === 'not tried') return attemptIn(pool, await acquire(pool, load), work);
  const { reason, detail } = reply;
  pool.log?.warn('parser process ended', { reason, detail, messages: tasks.length });
  return reply;
}

/** Of what waited inside the process behind another batch, its own time alone. */
function charge(pool: Pool, slot: Slot, load: Load, batch: { given: number; messages: number }): void {
  const now = performance.now();
  const milliseconds = now - Math.max(batch.given, slot.answeredAt ?? 0);
  pool.shares.charge(load, milliseconds);
  // The first answer of a process comes after its start.
  const isSlow = slot.answeredAt !== undefined && milliseconds > slowMilliseconds * (batch.messages + 5);
  if (isSlow) pool.slow.add(load.source);
  else pool.slow.delete(load.source);
  slot.answeredAt = now;
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

function toOutcome<Kind extends TaskKind>(result: ParserResult): TaskOutcome<Kind> {
  return 'ok' in result
    ? { kind: 'done', value: result.ok as ParserValues[Kind] }
    : { kind: 'rejected', reason: result.error };
}

function toParseOutcome(outcome: TaskOutcome<'parse'>): ParseOutcome {
  return outcome.kind === 'done' ? { kind: 'parsed', message: outcome.value } : outcome;
}

function closedError(): AppError {
  return new AppError('unavailable', 'The mail parser is shutting down.');
}
