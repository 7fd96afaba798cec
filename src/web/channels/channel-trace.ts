import { t } from '../../../views/words.ts';
import { contentDisposition } from '../../domain/content-disposition.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readChannelId } from './channel-setup.tsx';

export function createTrace(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    await web.desk.as(actorOf(c)).call('startTrace', { channelId });
    return redirectTo(c, `/channels/${channelId}`, { notice: t('The trace is on for an hour.') });
  };
}

export function deleteTrace(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    await web.desk.as(actorOf(c)).call('endTrace', { channelId });
    return redirectTo(c, `/channels/${channelId}`, { notice: t('The trace is erased.') });
  };
}

/** A text file with a line for each line that was said. */
export function sendTrace(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    const text = await web.desk.as(actorOf(c)).call('readTrace', { channelId });
    return c.body(text, 200, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': contentDisposition('attachment', `channel-${channelId}-trace.txt`),
    });
  };
}
