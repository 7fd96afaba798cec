import { setTimeout as wait } from 'node:timers/promises';
import type { Desk } from './desk.ts';

/** So long after the last request somebody is taken to be at work. */
const workMilliseconds = 60_000;

/** Whether people would wait behind a long transaction. */
export function isAtWork({ memory }: Desk): boolean {
  return performance.now() - memory.asked.at < workMilliseconds;
}

/** A command may take minutes: what can be done at any time waits so long for it, and goes on. */
const patienceMilliseconds = 100;
const lookMilliseconds = 3;

/**
 * Waits until nothing is under way that somebody has asked for. An answer is several transactions, and each would stand behind
 * one more step of what can be done at any time.
 */
export async function letPeopleFinish({ memory }: Desk, clock: () => number): Promise<void> {
  const end = clock() + patienceMilliseconds;
  while (memory.asked.underWay > 0 && clock() < end) await wait(lookMilliseconds);
}
