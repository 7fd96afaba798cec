import { setTimeout as sleep } from 'node:timers/promises';
import { restoredMark } from '../../db/care/hold-outbox.ts';
import {
  type Delivery,
  findNextAttempt,
  listDueDeliveries,
  listInterruptedDeliveries,
  rehearseClaim,
  releaseDeliveries,
  updateOutboxItem,
} from '../../db/outbox.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import type { Desk } from '../desk.ts';
import { onOutboxWake } from '../outbox-signal.ts';
import { deliverMail } from './deliver-mail.ts';
import { giveBackOrphans } from './give-back-orphans.ts';
import { createOwnPauses, type OwnPauses } from './own-pauses.ts';
import { recordDelivery } from './record-delivery.ts';
import { fileStep, isFileFailure } from './record-outcome.ts';
import { seekEvidence } from './seek-evidence.ts';
import { createSendAllowance } from './send-allowance.ts';
import { createSendPace } from './send-pace.ts';

export interface Outbox {
  /** Looks for something to send now; what a fault of that channel has postponed, too. */
  wake(channelId?: number): void;
  /** Starts nothing more and gives what is being sent a few seconds. */
  stop(): Promise<void>;
}

interface OutboxOptions {
  /** Milliseconds of a clock that nobody sets; the process's own by default. */
  readonly elapsed?: () => number;
}

/** How often it looks by itself: a channel may have been resumed, a limit have passed. */
const longestSleep = 15_000;
const shortestSleep = 250;
const stopMilliseconds = 6000;
/** Of each channel. */
const batch = 100;

/** The state of the running outbox. */
interface State {
  readonly desk: Desk;
  readonly pace: ReturnType<typeof createSendPace>;
  readonly pauses: OwnPauses;
  readonly running: Map<number, Promise<void>>;
  /** Of these the data file may say that they are being sent; nothing of them went out. */
  readonly unclaimed: Set<number>;
  readonly stopping: AbortController;
  isLooking: boolean;
  /** Something was queued while it was looking. */
  isAskedAgain: boolean;
  /** Fulfilled when the look under way has ended. */
  looking: Promise<void>;
  seeking: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Sends what is queued, within the limits of each channel, and never the same thing twice unasked. */
export function startOutbox(desk: Desk, { elapsed = () => performance.now() }: OutboxOptions = {}): Outbox {
  const state: State = {
    desk,
    pace: createSendPace(elapsed),
    pauses: createOwnPauses(elapsed),
    running: new Map(),
    unclaimed: new Set(),
    stopping: new AbortController(),
    isLooking: false,
    isAskedAgain: false,
    looking: Promise.resolve(),
    seeking: undefined,
    timer: undefined,
  };
  onOutboxWake(desk, () => wake(state));
  wake(state);
  return {
    wake(channelId) {
      if (channelId === undefined) wake(state);
      else void release(desk, channelId).then(() => wake(state));
    },
    stop: () => stop(state),
  };
}

function wake(state: State): void {
  state.isAskedAgain = true;
  if (!state.isLooking && !state.stopping.signal.aborted) state.looking = look(state);
}

/** Looks until nobody has asked again meanwhile, and sets the time of the next look. */
async function look(state: State): Promise<void> {
  const { signal } = state.stopping;
  state.isLooking = true;
  clearTimeout(state.timer);
  do {
    state.isAskedAgain = false;
    await lookOnce(state);
  } while (state.isAskedAgain && !signal.aborted);
  state.isLooking = false;
  if (!signal.aborted) seek(state);
  if (!signal.aborted) state.timer = setTimeout(wake, await sleepTime(state), state).unref();
}

/** Beside the sending: a look into Sent Items may take long. */
function seek(state: State): void {
  const { desk, stopping } = state;
  state.seeking ??= seekEvidence(desk, stopping.signal)
    .catch((error: unknown) => desk.log.error('evidence cannot be sought', { error }))
    .finally(() => {
      state.seeking = undefined;
    });
}

async function stop(state: State): Promise<void> {
  state.stopping.abort();
  clearTimeout(state.timer);
  await state.looking;
  const ending = Promise.all([...state.running.values(), state.seeking]);
  await Promise.race([ending, sleep(stopMilliseconds, undefined, { ref: false })]);
}

/** Repairs what an earlier end of the program has left, then starts what is due. It never rejects: what fails is tried again after a pause. */
async function lookOnce(state: State): Promise<void> {
  const { desk, pauses, stopping } = state;
  if (stopping.signal.aborted || pauses.isPaused(fileStep)) return;
  try {
    await repairInterrupted(state);
    await giveBackOrphans(desk);
    await startDue(state);
  } catch (error) {
    desk.log.error('outbox cannot be worked on', { pause: pauses.fail(fileStep), error });
  }
}

async function startDue(state: State): Promise<void> {
  const { desk, pace, pauses, running, stopping } = state;
  const settings = await loadSendingSettings(desk.read);
  const allowance = createSendAllowance(desk, settings.recipientsPerDay);
  const due = await listDueDeliveries(desk.read, desk.now(), batch);
  // After a write has failed, another is tried before any server is asked. Then one message goes alone.
  const isDoubtful = pauses.isDoubtful(fileStep);
  const [first] = due;
  if (isDoubtful && first !== undefined) await desk.write((tx) => rehearseClaim(tx, first.id, desk.now()));
  for (const delivery of due) {
    if (stopping.signal.aborted || (isDoubtful && running.size > 0)) return;
    const isWaiting = running.has(delivery.id) || pauses.isPaused(String(delivery.id));
    if (isWaiting || !pace.enter(delivery.channelId, settings)) continue;
    if (await allowance.take(delivery)) start(state, delivery);
    else pace.leave(delivery.channelId);
  }
}

function start(state: State, delivery: Delivery): void {
  const { running, pace } = state;
  const sending = attempt(state, delivery).finally(() => {
    running.delete(delivery.id);
    pace.leave(delivery.channelId);
    wake(state);
  });
  running.set(delivery.id, sending);
}

async function attempt({ desk, pauses, stopping, unclaimed }: State, delivery: Delivery): Promise<void> {
  const { id } = delivery;
  try {
    const tried = await deliverMail(desk, delivery, { pauses, stopping: stopping.signal });
    if (tried.kind === 'done') return pauses.succeed(String(id));
    unclaimed.add(id);
    throw tried.cause;
  } catch (error) {
    const pause = pauses.fail(isFileFailure(error) ? fileStep : String(id));
    desk.log.error('outbox failed', { outbox: id, pause, error });
  }
}

/** A person has mended something: what the channel's fault has postponed is tried now. */
function release(desk: Desk, channelId: number): Promise<void> {
  return desk
    .write((tx) => releaseDeliveries(tx, channelId))
    .catch((error: unknown) => desk.log.error('outbox cannot be hastened', { channel: channelId, error }));
}

/** What was being handed over when the program ended, or when its end could not be recorded, is never sent again unasked. */
async function repairInterrupted({ desk, running, unclaimed }: State): Promise<void> {
  const listed = await listInterruptedDeliveries(desk.read);
  const interrupted = listed.filter(({ id }) => !running.has(id));
  if (interrupted.length === 0) return unclaimed.clear();
  await desk.write(async (tx) => {
    for (const delivery of interrupted) {
      const { id } = delivery;
      if (unclaimed.has(id)) {
        await updateOutboxItem(tx, id, { state: 'queued' });
        continue;
      }
      const because = delivery.failureCode === restoredMark ? 'restored' : 'program_ended';
      const failureCode = because === 'restored' ? null : delivery.failureCode;
      await updateOutboxItem(tx, id, { state: 'unknown', nextAttemptAt: null, evidence: null, failureCode });
      await recordDelivery(tx, delivery, desk.now(), { kind: 'delivery.unknown', data: { because } });
    }
  });
  unclaimed.clear();
}

async function sleepTime({ desk, pauses }: State): Promise<number> {
  const next = await findNextAttempt(desk.read, desk.now()).catch(() => undefined);
  const until = next === undefined ? longestSleep : next.getTime() - desk.now().getTime();
  return Math.max(shortestSleep, Math.min(until, pauses.next(), longestSleep));
}
