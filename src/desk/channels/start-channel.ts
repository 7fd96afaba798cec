import * as z from 'zod';
import { getChannel, updateChannel } from '../../db/channels.ts';
import { sendingAddressChoices } from '../../domain/channel-settings.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { giveSendingAddress } from './give-sending-address.ts';

/** An admin, who has seen what it will do: begins fetching. @throws AppError not_found, conflict (started already) */
export const startChannel = defineCommand({
  name: 'startChannel',
  input: z.strictObject({
    channelId: id,
    messages: z.int().nonnegative(),
    sendingAddress: z.enum(sendingAddressChoices).default('when_missing'),
  }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, { channelId, messages, sendingAddress }) {
    const { tx, now } = act;
    const channel = await getChannel(tx, channelId);
    if (channel.startedAt !== null) throw new AppError('conflict', `${channel.name} was started already.`);
    await updateChannel(tx, channelId, { startedAt: now, pausedAt: null, state: 'watching', retryAt: now });
    await giveSendingAddress(tx, channel.groupId, channelId, sendingAddress);
    act.record({ kind: 'channel.started', channelId, data: { messages } });
    act.after(() => act.desk.wake(channelId));
  },
});
