import { randomInt } from 'node:crypto';

/** @returns numbers from 0 up to 1 that follow from the seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @returns POSTROOM_TEST_SEED, to repeat a run, or a new one. */
export function chooseSeed(): number {
  const given = Number(process.env.POSTROOM_TEST_SEED);
  return Number.isSafeInteger(given) && given > 0 ? given : randomInt(1, 2 ** 31);
}
