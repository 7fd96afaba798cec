import type { Tx } from '../../db/care/open.ts';
import { hasUnindexedCustomers, indexCustomers } from '../../db/customer-index.ts';
import type { TextIndex } from '../../db/merge-text-index.ts';
import { countUnindexed, findNewestUnindexed, indexArticles } from '../../db/search-index.ts';
import { isAtWork } from '../at-work.ts';
import type { Desk } from '../desk.ts';
import type { WatchPause, WatchTurn } from '../fetching/watch-state.ts';
import { runIdleStep } from './idle-step.ts';
import { mergeStep } from './merge-indexes.ts';

/** How long after its commit a message may wait for the index. */
const lookMilliseconds = 250;
/**
 * So long may other writing wait for a step. Each step is a piece of the index, which is merged with others again and again:
 * the larger they are, the less often.
 */
const stepMilliseconds = { short: 25, long: 250 };
const sizes = { first: 20, least: 5, most: 4000 };
/** More than so many within a look are an import; the index waits until there has been none for a while. */
const fewAtOnce = 20;
const quietMilliseconds = 1000;
/** So many steps of merging follow one of indexing at most while more waits: as much as keeps the pieces few. */
const mergesBetween = 8;
/** The most articles that may wait for the index; beyond that, the import waits for it. */
const mostBehind = 100_000;

/** Brings what has changed into the indexes of messages and of customers, in small steps between other writing. */
export function createIndexing(
  desk: Desk,
  clock: () => number = () => performance.now(),
): (turn: WatchTurn) => Promise<WatchPause> {
  const size = sizes.first;
  const state: IndexState = { clock, newest: 0, grewAt: Number.NEGATIVE_INFINITY, size };
  return async (turn) => {
    while (!turn.stopping.aborted) {
      turn.beat();
      if (await isImporting(desk, state)) break;
      const hasMore = await follow(desk, state);
      await merge(desk, state, hasMore ? mergesBetween : 1);
      if (!hasMore) break;
    }
    while (!turn.stopping.aborted && (await hasTimeToMerge(desk))) {
      turn.beat();
      await merge(desk, state, 1);
    }
    return { after: lookMilliseconds };
  };
}

interface IndexState {
  /** Milliseconds. */
  readonly clock: () => number;
  /** The newest article that is not in the index; 0 where all are. */
  newest: number;
  /** When many had come at once. */
  grewAt: number;
  /** How many articles or customers the next step takes. */
  size: number;
}

/** Takes a step of what waits. @returns whether there may be more */
async function follow(desk: Desk, state: IndexState): Promise<boolean> {
  const hasArticles = state.newest > 0 && (await followArticles(desk, state));
  return hasArticles || followCustomers(desk, state);
}

async function merge(desk: Desk, { clock }: IndexState, steps: number): Promise<void> {
  const milliseconds = stepOf(desk);
  const { left } = desk.memory.merging;
  for (let step = 0; step < steps && left.size > 0; step++) await mergeStep(desk, { clock, milliseconds });
}

/** Pages want the processor too: while somebody is at work, one step for each look is enough for what comes. */
async function hasTimeToMerge(desk: Desk): Promise<boolean> {
  const { left } = desk.memory.merging;
  return left.size > 0 && !isAtWork(desk) && (await findNewestUnindexed(desk.read)) === 0;
}

function stepOf(desk: Desk): number {
  return isAtWork(desk) ? stepMilliseconds.short : stepMilliseconds.long;
}

/** @returns whether there is more: long texts leave a step before it has as many as it may */
async function followArticles(desk: Desk, state: IndexState): Promise<boolean> {
  return (
    (await takeStep(desk, state, 'search_index', indexArticles)) || (await countUnindexed(desk.read, 1)) > 0
  );
}

/** @returns whether there may be more */
async function followCustomers(desk: Desk, state: IndexState): Promise<boolean> {
  return (await hasUnindexedCustomers(desk.read)) && takeStep(desk, state, 'customer_index', indexCustomers);
}

/** @returns whether there may be more */
async function takeStep(
  desk: Desk,
  state: IndexState,
  name: TextIndex,
  index: (tx: Tx, most: number) => Promise<number>,
): Promise<boolean> {
  const { clock, size } = state;
  const { output: indexed, took } = await runIdleStep(desk, clock, (tx) => index(tx, size));
  if (indexed > 0) desk.memory.merging.left.add(name);
  const isFull = indexed === size;
  if (isFull) {
    const wanted = Math.round((size * stepOf(desk)) / Math.max(1, took));
    // What follows may be longer than what was indexed.
    state.size = Math.min(sizes.most, size * 4, Math.max(sizes.least, wanted));
  }
  return isFull;
}

async function isImporting({ read }: Desk, state: IndexState): Promise<boolean> {
  const before = state.newest;
  state.newest = await findNewestUnindexed(read);
  if (before > 0 && state.newest - before > fewAtOnce) state.grewAt = state.clock();
  if (state.clock() - state.grewAt > quietMilliseconds) return false;
  return (await countUnindexed(read, mostBehind)) < mostBehind;
}
