import { setTimeout as wait } from 'node:timers/promises';
import { clearChannelProgress } from '../../db/channel-progress.ts';
import { findChannel, listChannels } from '../../db/channels.ts';
import { connectionOf } from '../channels/connection-of.ts';
import type { Desk } from '../desk.ts';
import { loadSuspects, type Suspects } from './parse-mail.ts';
import {
  type Watch,
  type WatchDependencies,
  type WatchPause,
  type WatchTurn,
  watchChannel,
} from './watch-channel.ts';
import { defaultWatchOptions, type WatchOptions } from './watch-options.ts';

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
  readonly connectionOf?: WatchDependencies['connectionOf'];
}

/** Fetches every channel that is started, each at its own pace. */
export function watchChannels(desk: Desk, scheduler: JobScheduler, given: WatchingOptions = {}): Watching {
  const options: WatchOptions = { ...defaultWatchOptions, ...given };
  const watches = new Map<number, Watch>();
  const connect: WatchDependencies['connectionOf'] =
    given.connectionOf ?? ((channel, isForced) => connectionOf(desk, channel, isForced));
  const stopping = new AbortController();

  function take(channelId: number, suspects: Suspects): void {
    if (stopping.signal.aborted || watches.has(channelId)) return;
    const watch = watchChannel({ desk, options, suspects, connectionOf: connect }, channelId);
    watches.set(channelId, watch);
    scheduler.add(channelId, (turn) => watch.look(turn));
  }

  const start = async () => {
    await desk.write((tx) => clearChannelProgress(tx));
    const suspects = await loadSuspects(desk);
    for (const { id } of await listChannels(desk.read)) take(id, suspects);
    return suspects;
  };
  const started = untilStarted(start, options.startAgain, stopping.signal, (error) =>
    desk.log.error('fetching did not start, trying again', { error }),
  );

  async function wake(channelId: number): Promise<void> {
    const suspects = await started;
    if (suspects === undefined) return;
    if (!watches.has(channelId) && (await findChannel(desk.read, channelId)) !== undefined) {
      take(channelId, suspects);
    } else {
      scheduler.wake(channelId);
    }
  }

  return {
    wake: (channelId) => {
      wake(channelId).catch((error: unknown) => desk.log.error('channel not woken', { channelId, error }));
    },
    async stop() {
      stopping.abort();
      await started;
      await scheduler.stop();
      await Promise.all([...watches.values()].map((watch) => watch.close()));
    },
  };
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
