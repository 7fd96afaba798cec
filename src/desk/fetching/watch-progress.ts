import { putChannelProgress } from '../../db/channel-progress.ts';
import { findChannel, updateChannel } from '../../db/channels.ts';
import type { Desk } from '../desk.ts';
import type { CollectProgress } from './import-mail.ts';

interface ProgressTracker {
  /** Ends when the program stops or somebody pauses the channel. */
  readonly signal: AbortSignal;
  readonly note: (progress: CollectProgress) => void;
  /** Waits for what is being written. */
  end(): Promise<void>;
}

/**
 * Shows the progress of an import on the channel's page, at most once in `milliseconds`, and heeds Pause meanwhile. How far
 * it has come is not recorded as a fact.
 */
export function trackProgress(
  desk: Desk,
  channelId: number,
  milliseconds: number,
  turn: { readonly stopping: AbortSignal; beat(): void },
): ProgressTracker {
  const paused = new AbortController();
  const startedAt = desk.now();
  let writing: Promise<void> | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;

  async function write({ done, total }: CollectProgress): Promise<void> {
    const updatedAt = desk.now();
    await desk.write(async (tx) => {
      const channel = await findChannel(tx, channelId);
      if (channel === undefined || channel.pausedAt !== null) return paused.abort();
      if (channel.state !== 'fetching') await updateChannel(tx, channelId, { state: 'fetching' });
      await putChannelProgress(tx, { channelId, done, total, startedAt, updatedAt });
    });
    desk.publish({ kind: 'channel', channelId });
  }

  return {
    signal: AbortSignal.any([turn.stopping, paused.signal]),
    note(progress) {
      turn.beat();
      const now = performance.now();
      if (writing !== undefined || now - lastAt < milliseconds) return;
      lastAt = now;
      writing = write(progress)
        .catch((error: unknown) => desk.log.warn('progress not noted', { channelId, error }))
        .finally(() => {
          writing = undefined;
        });
    },
    async end() {
      await writing;
    },
  };
}
