import type { Desk } from '../desk.ts';

const counts = new WeakMap<Desk['write'], Map<number, number>>();

/** Says that a channel signs in otherwise from now on: a line that is open must not be used any more. */
export function announceNewSignIn(desk: Desk, channelId: number): void {
  const ofDesk = counts.get(desk.write) ?? new Map<number, number>();
  counts.set(desk.write, ofDesk.set(channelId, countNewSignIns(desk, channelId) + 1));
}

/** @returns a number that is another one after each announcement */
export function countNewSignIns(desk: Desk, channelId: number): number {
  return counts.get(desk.write)?.get(channelId) ?? 0;
}
