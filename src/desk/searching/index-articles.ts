import type { Tx } from '../../db/care/open.ts';
import { hasUnindexedCustomers, indexCustomers } from '../../db/customer-index.ts';
import { countUnindexed, findNewestUnindexed, indexArticles } from '../../db/search-index.ts';
import type { Desk } from '../desk.ts';
import type { WatchPause, WatchTurn } from '../fetching/watch-state.ts';

/** How long after its commit a message may wait for the index. */
const lookMilliseconds = 250;
/** So long may other writing wait for a step. */
const stepMilliseconds = 25;
const sizes = { first: 20, least: 5, most: 500 };
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
      const hasMore = state.newest > 0 ? await takeStep(desk, state, indexArticles) : false;
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
  const indexed = await desk.write(async (tx) => {
    const began = clock();
    const count = await index(tx, size);
    took = clock() - began;
    return count;
  }, 'idle');
  const isFull = indexed === size;
  if (isFull) {
    const wanted = Math.round((size * stepMilliseconds) / Math.max(1, took));
    state.size = Math.min(sizes.most, Math.max(sizes.least, wanted));
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
