import { t } from '../../../views/words.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readChannelId } from './channel-setup.tsx';

export function createFetch(web: WebContext) {
  return act(web, 'fetchNow', t('Fetching now.'));
}

export function createPause(web: WebContext) {
  return act(web, 'pauseChannel', t('The channel is disabled.'));
}

export function createResumption(web: WebContext) {
  return act(web, 'resumeChannel', t('The channel is enabled.'));
}

function act(web: WebContext, command: 'fetchNow' | 'pauseChannel' | 'resumeChannel', notice: string) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    await web.desk.as(actorOf(c)).call(command, { channelId });
    return redirectTo(c, `/channels/${channelId}`, { notice });
  };
}
