import * as z from 'zod';
import { type Channel, getChannel, updateChannel } from '../../db/channels.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

const channel = z.strictObject({ channelId: id });

/** An admin: stops fetching and sending; what is under way is finished. @throws AppError not_found */
export const pauseChannel = defineCommand({
  name: 'pauseChannel',
  input: channel,
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, { channelId }) {
    const { pausedAt } = await getChannel(act.tx, channelId);
    if (pausedAt !== null) return;
    await updateChannel(act.tx, channelId, { pausedAt: act.now, state: 'paused' });
    act.record({ kind: 'channel.paused', channelId, data: {} });
    act.after(() => act.desk.wake(channelId));
  },
});

/** An admin: lets a channel that was disabled go on. @throws AppError not_found, conflict when it never was started */
export const resumeChannel = defineCommand({
  name: 'resumeChannel',
  input: channel,
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, { channelId }) {
    const { pausedAt } = await getStarted(act, channelId);
    if (pausedAt === null) return;
    await updateChannel(act.tx, channelId, { pausedAt: null, state: 'watching', retryAt: act.now });
    act.record({ kind: 'channel.resumed', channelId, data: {} });
    act.after(() => act.desk.wake(channelId));
  },
});

/** An admin: asks for a fetch without waiting for the next poll; answers before it is done. @throws AppError not_found, conflict */
export const fetchNow = defineCommand({
  name: 'fetchNow',
  input: channel,
  needs: 'admin',
  async run(act, { channelId }) {
    const { name, pausedAt } = await getStarted(act, channelId);
    if (pausedAt !== null) throw new AppError('conflict', `${name} is disabled; enable it first.`);
    await updateChannel(act.tx, channelId, { retryAt: act.now });
    act.record({ kind: 'channel.fetch_asked', channelId, data: {} });
    act.after(() => act.desk.wake(channelId));
  },
});

async function getStarted({ tx }: Act, channelId: number): Promise<Channel> {
  const found = await getChannel(tx, channelId);
  if (found.startedAt !== null) return found;
  throw new AppError('conflict', `${found.name} has not been started yet.`);
}
