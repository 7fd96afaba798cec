import type { ElsewhereProps } from '../../../views/channels/elsewhere.tsx';
import { t } from '../../../views/words.ts';
import type { Channel } from '../../db/channels.ts';
import { listOtherFolders } from '../../db/stray-mail.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readChannelId } from './channel-setup.tsx';

/** What lies in the channel's mailbox beside the fetched folder, as it was counted last. */
export async function describeElsewhere(
  web: WebContext,
  c: WebRequest,
  channel: Channel,
): Promise<Omit<ElsewhereProps, 'id' | 'csrf'>> {
  const strays = (await c.get('listStrays')()).filter(({ channelId }) => channelId === channel.id);
  return {
    folder: channel.folder === '' ? 'INBOX' : channel.folder,
    folders: await listOtherFolders(web.read, channel.id),
    isWrongFolder: strays.some(({ use }) => use === 'inbox'),
    junk: strays.find(({ use }) => use === 'junk')?.count ?? 0,
  };
}

/** POST /channels/:id/right-folder */
export function acceptFolder(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    await web.desk.as(actorOf(c)).call('acceptFolder', { channelId });
    const notice = t('Noted: mail in the inbox is none of this channel’s business.');
    return redirectTo(c, `/channels/${channelId}`, { notice });
  };
}
