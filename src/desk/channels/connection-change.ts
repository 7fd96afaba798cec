import type { Desk } from '../desk.ts';

/** Says that a channel signs in otherwise from now on: a line that is open must not be used any more. */
export function announceNewSignIn({ memory }: Desk, channelId: number): void {
  memory.newSignIns.set(channelId, (memory.newSignIns.get(channelId) ?? 0) + 1);
}

/** @returns a number that is another one after each announcement */
export function countNewSignIns({ memory }: Desk, channelId: number): number {
  return memory.newSignIns.get(channelId) ?? 0;
}
