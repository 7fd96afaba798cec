import * as z from 'zod';
import { getChannel } from '../../db/channels.ts';
import { putRightFolder } from '../../db/stray-mail.ts';
import { isInbox } from '../../domain/channel.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/**
 * An admin: confirms that the fetched folder is the right one, so that pages stop warning of mail in the inbox until
 * another folder is chosen. @throws AppError not_found, conflict where the inbox itself is fetched
 */
export const acceptFolder = defineCommand({
  name: 'acceptFolder',
  input: z.strictObject({ channelId: id }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, { channelId }) {
    const { folder, name } = await getChannel(act.tx, channelId);
    const isCounted = !isInbox(folder) && (await putRightFolder(act.tx, channelId, folder));
    if (!isCounted) throw new AppError('conflict', `${name} has no inbox beside the folder that it fetches.`);
    act.record({ kind: 'channel.folder_accepted', channelId, data: { folder } });
  },
});
