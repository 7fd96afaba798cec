import type { Tx } from '../../db/care/open.ts';
import { letPeopleFinish } from '../at-work.ts';
import type { Desk } from '../desk.ts';

/**
 * Writes what can be written at any time, when nobody waits.
 * @param clock milliseconds
 * @returns what the work gave, and for how many milliseconds it kept others from writing
 */
export async function runIdleStep<T>(
  desk: Desk,
  clock: () => number,
  work: (tx: Tx) => Promise<T>,
): Promise<{ output: T; took: number }> {
  await letPeopleFinish(desk, clock);
  let began = 0;
  const output = await desk.write((tx) => {
    began = clock();
    return work(tx);
  }, 'idle');
  // With the commit: others wait for the disk too.
  return { output, took: clock() - began };
}
