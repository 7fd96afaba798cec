import type { Sharer } from '../domain/fair-shares.ts';
import type { ParserChild } from './parser-child.ts';

/** What a batch is to the process that reads it. */
export interface Load extends Sharer {
  /** Larger batches have their process to themselves, as its memory is limited. */
  readonly isSmall: boolean;
}

/** One process, and the batches that it has been given. */
export interface Slot {
  readonly child: ParserChild;
  /** The one that it reads, and the next. */
  readonly held: Load[];
  /** The last mail of the cheap kind that it was given. */
  quick: { readonly source: string; readonly at: number } | undefined;
  /** When it answered last; undefined before the first time. */
  answeredAt: number | undefined;
}

interface Slots {
  readonly slots: ReadonlySet<Slot>;
  /** The most processes at once. */
  readonly size: number;
  /** How long a process may read one batch before a further one is started for those that wait. */
  readonly patience: number;
}

/** What one process is given at once: the batch it reads, and the next. */
const heldAtOnce = 2;
/** So long after its last mail a source is taken to send more. */
const recentMilliseconds = 5_000;

/**
 * One process keeps pace with the desk, and each takes memory: a further one gets work only while those before it are
 * held up by mail that is slow to read, or that another source sends and that costs much. Of a single source a large batch
 * has the memory of both. Room is also behind the batch that one is reading, so that it never waits.
 * @returns where a batch can be read now; 'new' for a process that is to be started; 'next' for the first that has read all it
 * was given, as no process of its own can be had; undefined when it has to wait
 */
export function findPlace(pool: Slots, load: Load): Slot | 'new' | 'next' | undefined {
  const alive = [...pool.slots].filter(({ child }) => child.isAlive());
  const brisk = alive.filter(({ child }) => child.busyFor() <= pool.patience);
  if (!load.isSmall && alive.some(({ held }) => held.some(({ isSmall }) => !isSmall))) return undefined;
  if (load.isCostly && brisk.some((slot) => isCostlyForAnother(slot, load))) return undefined;
  const fitting = brisk.filter((slot) => !isCostlyForAnother(slot, load) && !isKeptFrom(slot, load));
  const roomy = fitting.find(({ held }) => hasRoom(held, load));
  if (roomy !== undefined || fitting.length > 0) return roomy;
  const isMemoryFree = alive.every(({ held }) =>
    held.every(({ isSmall, source }) => isSmall || source !== load.source),
  );
  if (pool.slots.size < pool.size && isMemoryFree) return 'new';
  return load.isCostly ? (brisk.find(({ held }) => held.length === 0) ?? 'next') : undefined;
}

/** @param slot has a place for it */
export function take(slot: Slot, load: Load): Slot {
  slot.held.push(load);
  if (!load.isCostly) slot.quick = { source: load.source, at: performance.now() };
  return slot;
}

function hasRoom(held: readonly Load[], load: Load): boolean {
  return (
    held.length === 0 || (load.isSmall && held.every(({ isSmall }) => isSmall) && held.length < heldAtOnce)
  );
}

/** One source's mail does not stand behind what is costly of another. */
function isCostlyForAnother({ held }: Slot, { source }: Load): boolean {
  return held.some((each) => each.isCostly && each.source !== source);
}

/** What is costly leaves the process to another source whose mail is quick to read. */
function isKeptFrom({ quick }: Slot, { source, isCostly }: Load): boolean {
  if (!isCostly || quick === undefined || quick.source === source) return false;
  return performance.now() - quick.at < recentMilliseconds;
}
