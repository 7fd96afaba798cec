import { deleteChannelEventsBefore } from '../db/channel-events.ts';
import type { Desk } from './desk.ts';

const day = 86_400_000;
const keptDays = 90;
const lastRuns = new WeakMap<Desk, number>();

/** Once a day: what a channel's log says is kept for 90 days. */
export async function eraseOldActivity(desk: Desk): Promise<void> {
  const now = desk.now().getTime();
  if (now - (lastRuns.get(desk) ?? Number.NEGATIVE_INFINITY) < day) return;
  await desk.write((tx) => deleteChannelEventsBefore(tx, new Date(now - keptDays * day)));
  lastRuns.set(desk, now);
}
