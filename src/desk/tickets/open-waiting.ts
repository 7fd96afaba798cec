import { deleteOldNotifications } from '../../db/notifications.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { findNextWait, listDueWaits } from '../../db/ticket-waits.ts';
import type { Desk } from '../desk.ts';
import { type AppliedChange, applyChange, publishChanges } from './apply-change.ts';

export interface WaitClock {
  stop(): Promise<void>;
}

/** How often it looks by itself: dates are set at any time. */
const longestSleep = 15_000;
const keptMilliseconds = 30 * 86_400_000;
const sweepMilliseconds = 3_600_000;
const batch = 200;

/** Opens waiting tickets when their date has come, and forgets what people were told a month ago. */
export function startWaitClock(desk: Desk): WaitClock {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let sweptAt = 0;
  const turn = async () => {
    try {
      await openWaiting(desk);
      if (desk.now().getTime() - sweptAt >= sweepMilliseconds) {
        sweptAt = desk.now().getTime();
        await desk.write((tx) => deleteOldNotifications(tx, new Date(sweptAt - keptMilliseconds)));
      }
    } catch (error) {
      desk.log.error('waiting tickets cannot be looked at', { error });
    }
    const pause = await sleepTime(desk);
    if (!isStopped) timer = setTimeout(begin, pause).unref();
  };
  let running: Promise<void> = Promise.resolve();
  const begin = () => {
    running = turn();
  };
  begin();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** @returns how many tickets were opened */
export async function openWaiting(desk: Desk): Promise<number> {
  const applied = await desk.write(async (tx) => {
    const done: AppliedChange[] = [];
    for (const ticketId of await listDueWaits(tx, desk.now(), batch)) {
      const ticket = await getTicketById(tx, ticketId);
      const message = 'state waiting → open: the date it waited for has come';
      const planned = { kind: 'state', changes: { state: 'open' }, message, until: null } as const;
      done.push(await applyChange(tx, desk.now(), { ticket, userId: null }, planned));
    }
    return done;
  });
  publishChanges(desk, applied);
  return applied.length;
}

async function sleepTime(desk: Desk): Promise<number> {
  const next = await findNextWait(desk.read, desk.now()).catch(() => undefined);
  const until = next === undefined ? longestSleep : next.getTime() - desk.now().getTime();
  return Math.max(250, Math.min(until, longestSleep));
}
