import { uptime } from 'node:os';
import { shiftDueTimes } from '../db/due-times.ts';
import { findGap } from '../domain/clock-state.ts';
import type { Desk } from './desk.ts';
import { wakeOutbox } from './outbox-signal.ts';

/** Clocks are corrected by seconds all the time. */
const smallest = 30_000;

/**
 * Notices that the system clock was set, by comparing it with a monotonic clock that also runs while the machine sleeps. What waits for a
 * time is laid anew, so that an answer neither waits for days nor is given up for its age.
 * @param steady milliseconds since some moment
 */
export async function followClock(desk: Desk, steady: () => number = () => uptime() * 1000): Promise<void> {
  const offset = desk.now().getTime() - steady();
  const before = desk.memory.clockOffset;
  desk.memory.clockOffset ??= offset;
  if (before === undefined || Math.abs(offset - before) < smallest) return;
  const by = Math.round(offset - before);
  await desk.write((tx) => shiftDueTimes(tx, by));
  desk.memory.clockOffset = offset;
  const { clock } = desk.memory;
  // What set it knows the time better, mostly.
  const ahead = clock.ahead === undefined ? undefined : findGap(clock.ahead + by);
  desk.memory.clock = { jump: { by, at: desk.now().getTime() }, ahead };
  desk.log.warn('the clock was set, due times are laid anew', { milliseconds: by });
  wakeOutbox(desk);
}
