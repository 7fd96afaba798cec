import type { Tx } from '../../db/care/open.ts';
import { hasUnindexedCustomers, indexCustomers } from '../../db/customer-index.ts';
import { countUnindexed, findNewestUnindexed, indexArticles } from '../../db/search-index.ts';
import { isAtWork } from '../at-work.ts';
import type { Desk } from '../desk.ts';
import type { WatchPause, WatchTurn } from '../fetching/watch-state.ts';

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
/** The most articles that may wait for the index; beyond that, the import waits for it. */
const mostBehind = 100_000;

/** Brings what has changed into the indexes of messages and of customers, in small steps between other writing. */
export function createIndexing(
  desk: Desk,
  clock: () => number = () => performance.now(),
): (turn: WatchTurn) => Promise<WatchPause> {
  const state: IndexState = { clock, newest: 0, grewAt: Number.NEGATIVE_INFINITY, size: sizes.first };
  return async (turn) => {
    while (!turn.stopping.aborted) {
      turn.beat();
      if (await isImporting(desk, state)) break;
      const hasMore = state.newest > 0 && (await followArticles(desk, state));
      if (!hasMore && !(await followCustomers(desk, state))) break;
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

/** @returns whether there is more: long texts leave a step before it has as many as it may */
async function followArticles(desk: Desk, state: IndexState): Promise<boolean> {
  return (await takeStep(desk, state, indexArticles)) || (await countUnindexed(desk.read, 1)) > 0;
}

/** @returns whether there may be more */
async function followCustomers(desk: Desk, state: IndexState): Promise<boolean> {
  return (await hasUnindexedCustomers(desk.read)) && takeStep(desk, state, indexCustomers);
}

/** @returns whether there may be more */
async function takeStep(
  desk: Desk,
  state: IndexState,
  index: (tx: Tx, most: number) => Promise<number>,
): Promise<boolean> {
  let took = 0;
  const { clock, size } = state;
  const milliseconds = isAtWork(desk) ? stepMilliseconds.short : stepMilliseconds.long;
  const indexed = await desk.write(async (tx) => {
    const began = clock();
    const count = await index(tx, size);
    took = clock() - began;
    return count;
  }, 'idle');
  const isFull = indexed === size;
  if (isFull) {
    const wanted = Math.round((size * milliseconds) / Math.max(1, took));
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
