import { uptime } from 'node:os';
import { shiftDueTimes } from '../db/due-times.ts';
import { findNewestFact, listFactsAfter } from '../db/facts.ts';
import { findSetting, putSetting } from '../db/settings.ts';
import { findGap } from '../domain/clock-state.ts';
import type { Desk } from './desk.ts';
import { wakeOutbox } from './outbox-signal.ts';

/** Clocks are corrected by seconds all the time. */
const smallest = 30_000;
/** The fact that lay ahead when due times were pulled back last. */
const pulledBackSetting = 'clock_pulled_back';

/**
 * Notices that the system clock was set, by comparing it with a monotonic clock that also runs while the machine sleeps. What waits for a
 * time is laid anew, so that an answer neither waits for days nor is given up for its age.
 * @param steady milliseconds since some moment
 */
export async function followClock(desk: Desk, steady: () => number = () => uptime() * 1000): Promise<void> {
  const offset = desk.now().getTime() - steady();
  const before = desk.memory.clockOffset;
  desk.memory.clockOffset ??= offset;
  if (before === undefined) return pullBack(desk);
  if (Math.abs(offset - before) < smallest) return;
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

/**
 * Where the newest fact lies ahead, the clock was put back while the program did not run: what waits behind that would wait as
 * long as the clock was ahead, which may be months.
 */
async function pullBack(desk: Desk): Promise<void> {
  const now = desk.now();
  const [newest] = await listFactsAfter(desk.read, (await findNewestFact(desk.read)) - 1, 1);
  const ahead = (newest?.at ?? now).getTime() - now.getTime();
  if (newest === undefined || ahead < smallest) return;
  // Until another fact is there, the next start finds this one again.
  if ((await findSetting(desk.read, pulledBackSetting)) === newest.id) return;
  await desk.write(async (tx) => {
    await shiftDueTimes(tx, -ahead, now);
    await putSetting(tx, pulledBackSetting, newest.id);
  });
  desk.memory.clock = { ...desk.memory.clock, jump: { by: -ahead, at: now.getTime() } };
  desk.log.warn('the clock was put back before the start, due times are laid anew', { milliseconds: -ahead });
  wakeOutbox(desk);
}
