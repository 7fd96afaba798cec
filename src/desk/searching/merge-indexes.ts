import { mergeTextIndex } from '../../db/merge-text-index.ts';
import type { Desk } from '../desk.ts';
import { runIdleStep } from './idle-step.ts';

/** What a step may have. */
const pages = { least: 10, most: 4000 };

/**
 * Merges for about so long in one transaction. All that is merged is as much as what came, a few times over; SQLite would do it
 * within the statement that brings the next piece, for seconds in a file of a million messages.
 */
export async function mergeStep(
  desk: Desk,
  { clock, milliseconds }: { readonly clock: () => number; readonly milliseconds: number },
): Promise<void> {
  const { merging: state } = desk.memory;
  const [index] = state.left;
  if (index === undefined) return;
  const { output: merged, took } = await runIdleStep(desk, clock, (tx) =>
    mergeTextIndex(tx, index, state.pages),
  );
  // Each in its turn: a large merge of the one would let pieces of the other pile up.
  state.left.delete(index);
  if (merged > 0) state.left.add(index);
  // A step that had little to merge says nothing about how long one takes that has more.
  if (took <= milliseconds && merged < state.pages / 2) return;
  const wanted = Math.round((state.pages * milliseconds) / Math.max(1, took));
  state.pages = Math.min(pages.most, state.pages * 2, Math.max(pages.least, wanted));
}
