import { setTimeout as wait } from 'node:timers/promises';

// What takes long is asked for less often: to ask costs what the others on the machine need.
const shortest = 5;
const longest = 100;
const lengthen = (pause: number) => Math.min(longest, pause * 1.3);

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
  for (let pause = shortest; !(await isSo()); pause = lengthen(pause)) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${milliseconds} ms: ${what}`);
    await wait(pause);
  }
}

/** Reads again and again until what is read is as described. @returns it */
export async function waitUntil<T>(
  read: () => Promise<T> | T,
  isSo: (value: T) => boolean,
  milliseconds = 90_000,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (let pause = shortest; ; pause = lengthen(pause)) {
    const value = await read();
    if (isSo(value)) return value;
    if (performance.now() > deadline)
      throw new Error(`Still ${JSON.stringify(value)} after ${milliseconds} ms: ${isSo}`);
    await wait(pause);
  }
}
