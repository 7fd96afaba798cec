import { mergeTextIndex, type TextIndex, textIndexes } from '../../db/merge-text-index.ts';
import { letPeopleFinish } from '../at-work.ts';
import type { Desk } from '../desk.ts';

/** What a step begins with, and may have. */
const pages = { first: 50, least: 10, most: 4000 };

/** The full-text indexes that have pieces to be merged, perhaps. */
export interface IndexMerging {
  readonly left: Set<TextIndex>;
  /** How many pages the next step takes. */
  pages: number;
}

/** @returns with all indexes in it: what was begun before the program's last end goes on */
export function createMerging(): IndexMerging {
  return { left: new Set(textIndexes), pages: pages.first };
}

/**
 * Merges for about so long in one transaction. All that is merged is as much as what came, a few times over; SQLite would do it
 * within the statement that brings the next piece, for seconds in a file of a million messages.
 */
export async function mergeStep(
  desk: Desk,
  state: IndexMerging,
  { clock, milliseconds }: { readonly clock: () => number; readonly milliseconds: number },
): Promise<void> {
  const [index] = state.left;
  if (index === undefined) return;
  await letPeopleFinish(desk, clock);
  let began = 0;
  const merged = await desk.write((tx) => {
    began = clock();
    return mergeTextIndex(tx, index, state.pages);
  }, 'idle');
  const took = clock() - began;
  // Each in its turn: a large merge of the one would let pieces of the other pile up.
  state.left.delete(index);
  if (merged > 0) state.left.add(index);
  // A step that had little to merge says nothing about how long one takes that has more.
  if (took <= milliseconds && merged < state.pages / 2) return;
  const wanted = Math.round((state.pages * milliseconds) / Math.max(1, took));
  state.pages = Math.min(pages.most, state.pages * 2, Math.max(pages.least, wanted));
}
