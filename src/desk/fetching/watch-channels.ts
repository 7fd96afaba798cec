import { setTimeout as wait } from 'node:timers/promises';
import { clearChannelProgress } from '../../db/channel-progress.ts';
import { findChannel, listChannels } from '../../db/channels.ts';
import { openMailbox } from '../channels/open-mailbox.ts';
import type { Desk } from '../desk.ts';
import { loadSuspects, type Suspects } from './parse-mail.ts';
import { type Watch, watchChannel } from './watch-channel.ts';
import { defaultWatchOptions, type WatchOptions } from './watch-options.ts';
import type { WatchDependencies, WatchPause, WatchTurn } from './watch-state.ts';

/** What runs jobs by key, again and again; see scheduler.ts. */
export interface JobScheduler {
  add(key: number, job: (turn: WatchTurn) => Promise<WatchPause>): void;
  wake(key: number): void;
  stop(): Promise<void>;
}

export interface Watching {
  /** Looks at the channel now; a channel that is new is taken up. */
  wake(channelId: number): void;
  /** Stores and settles what is under way, then closes the connections. */
  stop(): Promise<void>;
}

export interface WatchingOptions extends Partial<WatchOptions> {
  readonly openMailbox?: WatchDependencies['openMailbox'];
}

/** The state of watching all channels. */
interface State {
  readonly desk: Desk;
  readonly scheduler: JobScheduler;
  readonly options: WatchOptions;
  readonly open: WatchDependencies['openMailbox'];
  readonly watches: Map<number, Watch>;
  readonly stopping: AbortController;
}

/** Fetches every channel that is started, each at its own pace. */
export function watchChannels(desk: Desk, scheduler: JobScheduler, given: WatchingOptions = {}): Watching {
  const state: State = {
    desk,
    scheduler,
    watches: new Map(),
    stopping: new AbortController(),
    options: { ...defaultWatchOptions, ...given },
    open: given.openMailbox ?? ((channel, options) => openMailbox(desk, channel, options)),
  };
  const { signal } = state.stopping;
  const started = untilStarted(
    () => start(state),
    state.options.startAgain,
    signal,
    (error) => desk.log.error('fetching did not start, trying again', { error }),
  );
  return {
    wake(channelId) {
      const woken = started.then((suspects) => wake(state, channelId, suspects));
      woken.catch((error: unknown) => desk.log.error('channel not woken', { channelId, error }));
    },
    async stop() {
      state.stopping.abort();
      await started;
      await scheduler.stop();
      await Promise.all([...state.watches.values()].map((watch) => watch.close()));
    },
  };
}

async function start(state: State): Promise<Suspects> {
  const { desk } = state;
  await desk.write((tx) => clearChannelProgress(tx));
  const suspects = await loadSuspects(desk);
  for (const { id } of await listChannels(desk.read)) take(state, id, suspects);
  return suspects;
}

function take(
  { desk, options, open, watches, stopping, scheduler }: State,
  channelId: number,
  suspects: Suspects,
) {
  if (stopping.signal.aborted || watches.has(channelId)) return;
  const watch = watchChannel({ desk, options, suspects, openMailbox: open }, channelId);
  watches.set(channelId, watch);
  scheduler.add(channelId, (turn) => watch.look(turn));
}

async function wake(state: State, channelId: number, suspects: Suspects | undefined): Promise<void> {
  if (suspects === undefined) return;
  const isNew = !state.watches.has(channelId);
  if (isNew && (await findChannel(state.desk.read, channelId)) !== undefined)
    take(state, channelId, suspects);
  else state.scheduler.wake(channelId);
}

/** Tries again and again: the disk may be full at the start, and there may be room later. @returns undefined when stopped */
async function untilStarted<T>(
  start: () => Promise<T>,
  pause: number,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await start();
    } catch (error) {
      onError(error);
      await wait(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  return undefined;
}
