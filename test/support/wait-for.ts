import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks again and again until the answer is true. @throws when that takes longer than `milliseconds`: long enough
 * for a machine with other things to do, since it is waited for only where something is broken
 */
export async function waitFor(
  isSo: () => Promise<boolean> | boolean,
  milliseconds = 90_000,
  what = isSo.toString(),
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${milliseconds} ms: ${what}`);
    await wait(10);
  }
}
