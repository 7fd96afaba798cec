import type { Desk } from './desk.ts';

/** So long after the last request somebody is taken to be at work. */
const workMilliseconds = 60_000;

/** Whether people would wait behind a long transaction. */
export function isAtWork({ memory }: Desk): boolean {
  return performance.now() - memory.askedAt < workMilliseconds;
}
