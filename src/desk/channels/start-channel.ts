import { addChannelEvent } from '../../db/channel-events.ts';
import { getChannel, updateChannel } from '../../db/channels.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

/** Begins fetching: the admin has seen what it will do. @throws AppError not_found, conflict (started already) */
export async function startChannel(
  desk: Desk,
  input: { channelId: number; messages: number },
): Promise<void> {
  const now = desk.now();
  await desk.write(async (tx) => {
    const channel = await getChannel(tx, input.channelId);
    if (channel.startedAt !== null) throw new AppError('conflict', `${channel.name} was started already.`);
    await updateChannel(tx, channel.id, { startedAt: now, pausedAt: null, state: 'watching', retryAt: now });
    const message = `Started, with ${input.messages} message${input.messages === 1 ? '' : 's'} waiting in the folder.`;
    await addChannelEvent(tx, channel.id, now, { kind: 'settings', message });
  });
  desk.publish({ kind: 'channel', channelId: input.channelId });
  desk.wake(input.channelId);
}
