import {
  type Delivery,
  findNextAttempt,
  hastenDeliveries,
  listDueDeliveries,
  listInterruptedDeliveries,
  updateOutboxItem,
} from '../../db/outbox.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { insertTicketEvents } from '../../db/tickets.ts';
import type { Desk } from '../desk.ts';
import { onOutboxWake, publishDelivery } from '../outbox-signal.ts';
import { deliverMail } from './deliver-mail.ts';
import { seekEvidence } from './seek-evidence.ts';
import { createSendAllowance } from './send-allowance.ts';
import { createSendPace } from './send-pace.ts';

export interface Outbox {
  /** Looks for something to send now; what a fault of that channel has postponed, too. */
  wake(channelId?: number): void;
  /** Starts nothing more and gives what is being sent a few seconds. */
  stop(): Promise<void>;
}

/** How often it looks by itself: a channel may have been resumed, a limit have passed. */
const longestSleep = 15_000;
const shortestSleep = 250;
const stopMilliseconds = 6000;
/** Of each channel. */
const batch = 100;

/** Sends what is queued, within the limits of each channel, and never the same thing twice unasked. */
export function startOutbox(desk: Desk): Outbox {
  const pace = createSendPace(() => desk.now().getTime());
  const running = new Map<number, Promise<void>>();
  const stopping = new AbortController();
  let isLooking = false;
  let isAskedAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let seeking: Promise<void> | undefined;

  const start = (delivery: Delivery) => {
    const sending = deliverMail(desk, delivery, stopping.signal)
      .catch((error: unknown) => desk.log.error('outbox failed', { outbox: delivery.id, error }))
      .finally(() => {
        running.delete(delivery.id);
        pace.leave(delivery.channelId);
        wake();
      });
    running.set(delivery.id, sending);
  };
  const startDue = async () => {
    const settings = await loadSendingSettings(desk.read);
    const allowance = createSendAllowance(desk, settings.recipientsPerDay);
    for (const delivery of await listDueDeliveries(desk.read, desk.now(), batch)) {
      if (stopping.signal.aborted) return;
      if (running.has(delivery.id) || !pace.enter(delivery.channelId, settings)) continue;
      if (await allowance.take(delivery)) start(delivery);
      else pace.leave(delivery.channelId);
    }
  };
  const seek = () => {
    seeking ??= seekEvidence(desk, stopping.signal)
      .catch((error: unknown) => desk.log.error('evidence cannot be sought', { error }))
      .finally(() => {
        seeking = undefined;
      });
  };
  const look = async () => {
    isLooking = true;
    clearTimeout(timer);
    try {
      do {
        isAskedAgain = false;
        await startDue();
      } while (isAskedAgain && !stopping.signal.aborted);
    } catch (error) {
      desk.log.error('outbox cannot be read', { error });
    }
    isLooking = false;
    if (!stopping.signal.aborted) seek();
    if (!stopping.signal.aborted) timer = setTimeout(wake, await sleepTime(desk)).unref();
  };
  const wake = () => {
    isAskedAgain = true;
    if (!isLooking && !stopping.signal.aborted) void look();
  };

  onOutboxWake(desk, wake);
  const ready = markInterrupted(desk)
    .catch((error: unknown) => desk.log.error('outbox cannot be repaired', { error }))
    .then(wake);
  return {
    wake(channelId) {
      if (channelId === undefined) return wake();
      desk
        .write((tx) => hastenDeliveries(tx, channelId))
        .catch((error: unknown) => desk.log.error('outbox cannot be hastened', { channel: channelId, error }))
        .then(wake);
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await ready;
      await Promise.race([Promise.all([...running.values(), seeking]), sleep(stopMilliseconds)]);
    },
  };
}

/** What was being handed over when the program ended is never sent again unasked. */
async function markInterrupted(desk: Desk): Promise<void> {
  const interrupted = await listInterruptedDeliveries(desk.read);
  if (interrupted.length === 0) return;
  const message = 'the program ended while it was being sent: it is not known whether it was';
  await desk.write(async (tx) => {
    for (const { id, ticketId } of interrupted) {
      await updateOutboxItem(tx, id, { state: 'unknown', nextAttemptAt: null, evidence: null });
      await insertTicketEvents(tx, [{ ticketId, userId: null, at: desk.now(), kind: 'delivery', message }]);
    }
  });
  for (const delivery of interrupted) publishDelivery(desk, delivery);
}

async function sleepTime(desk: Desk): Promise<number> {
  const next = await findNextAttempt(desk.read, desk.now()).catch(() => undefined);
  const until = next === undefined ? longestSleep : next.getTime() - desk.now().getTime();
  return Math.max(shortestSleep, Math.min(until, longestSleep));
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
