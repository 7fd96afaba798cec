import * as z from 'zod';
import { deleteOldNotifications } from '../../db/notifications.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { findNextWait, listDueWaits } from '../../db/ticket-waits.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { createDoor } from '../door.ts';
import { nothing } from '../input-fields.ts';
import { applyChange } from './apply-change.ts';

interface WaitClock {
  stop(): Promise<void>;
}

/** How often it looks by itself: dates are set at any time. */
const longestSleep = 15_000;
const keptMilliseconds = 30 * 86_400_000;
const sweepMilliseconds = 3_600_000;
const batch = 200;

/** Opens waiting tickets when their date has come, and deletes notifications that are a month old. */
export function startWaitClock(desk: Desk): WaitClock {
  const clock = createDoor(desk).as({ kind: 'desk', duty: 'clock' });
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let sweptAt = 0;
  const turn = async () => {
    try {
      await clock.call(openWaiting, {});
      if (desk.now().getTime() - sweptAt >= sweepMilliseconds) {
        sweptAt = desk.now().getTime();
        let after: number | undefined = 0;
        while (after !== undefined && !isStopped) after = await clock.call(forgetOldNotifications, { after });
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

/** The desk itself: opens waiting tickets whose date has come. @returns how many */
export const openWaiting = defineCommand({
  name: 'openWaiting',
  input: nothing,
  needs: 'operator',
  async run(act) {
    const due = await listDueWaits(act.tx, act.now, batch);
    for (const ticketId of due) {
      const ticket = await getTicketById(act.tx, ticketId);
      const data = { from: ticket.state, to: 'open', because: 'wait_ended' } as const;
      const fact = { kind: 'ticket.state_changed', data } as const;
      await applyChange(act, ticket, { changes: { state: 'open' }, fact, until: null });
    }
    return due.length;
  },
});

/**
 * The desk itself: deletes notifications that are a month old, a few at a time: with a hundred agents there are millions.
 * @returns what the next call begins after; undefined when all are gone
 */
export const forgetOldNotifications = defineCommand({
  name: 'forgetOldNotifications',
  input: z.strictObject({ after: z.int().nonnegative() }),
  needs: 'operator',
  run: ({ tx, now }, { after }) =>
    deleteOldNotifications(tx, new Date(now.getTime() - keptMilliseconds), after),
});

async function sleepTime(desk: Desk): Promise<number> {
  const next = await findNextWait(desk.read, desk.now()).catch(() => undefined);
  const until = next === undefined ? longestSleep : next.getTime() - desk.now().getTime();
  return Math.max(250, Math.min(until, longestSleep));
}
