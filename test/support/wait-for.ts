import { setTimeout as wait } from 'node:timers/promises';

/** Asks again and again until the answer is true. @throws when that takes longer than `milliseconds` */
export async function waitFor(
  isSo: () => Promise<boolean> | boolean,
  milliseconds = 20_000,
  what = isSo.toString(),
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${milliseconds} ms: ${what}`);
    await wait(10);
  }
}
