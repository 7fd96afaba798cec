import type { Tx } from '../../db/care/open.ts';
import { addChannelEvent } from '../../db/channel-events.ts';
import { type Channel, getChannel, updateChannel } from '../../db/channels.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

/** Stops fetching and sending; what is under way is finished. @throws AppError not_found, conflict */
export async function pauseChannel(desk: Desk, input: { channelId: number }): Promise<void> {
  await change(desk, input.channelId, 'Disabled.', async (tx, channel, now) => {
    if (channel.pausedAt !== null) return;
    await updateChannel(tx, channel.id, { pausedAt: now, state: 'paused' });
  });
}

/** @throws AppError not_found, conflict when it never was started */
export async function resumeChannel(desk: Desk, input: { channelId: number }): Promise<void> {
  await change(desk, input.channelId, 'Enabled.', async (tx, channel, now) => {
    if (channel.startedAt === null)
      throw new AppError('conflict', `${channel.name} has not been started yet.`);
    await updateChannel(tx, channel.id, { pausedAt: null, state: 'watching', retryAt: now });
  });
}

/** Asks for a fetch without waiting for the next poll; answers before it is done. @throws AppError not_found, conflict */
export async function fetchNow(desk: Desk, input: { channelId: number }): Promise<void> {
  await change(desk, input.channelId, 'Fetch asked for.', async (tx, channel, now) => {
    if (channel.startedAt === null)
      throw new AppError('conflict', `${channel.name} has not been started yet.`);
    if (channel.pausedAt !== null)
      throw new AppError('conflict', `${channel.name} is disabled; enable it first.`);
    await updateChannel(tx, channel.id, { retryAt: now });
  });
}

async function change(
  desk: Desk,
  channelId: number,
  message: string,
  act: (tx: Tx, channel: Channel, now: Date) => Promise<void>,
): Promise<void> {
  const now = desk.now();
  await desk.write(async (tx) => {
    await act(tx, await getChannel(tx, channelId), now);
    await addChannelEvent(tx, channelId, now, { kind: 'settings', message });
  });
  desk.publish({ kind: 'channel', channelId });
  desk.wake(channelId);
}
