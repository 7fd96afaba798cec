import { CheckLines, CheckPage } from '../../../views/channels/check-page.tsx';
import { t } from '../../../views/words.ts';
import { getChannel } from '../../db/channels.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { glance } from '../glance.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readChannelId } from './channel-setup.tsx';

export function createCheck(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    const { checkId } = await web.desk.as(actorOf(c)).call('startConnectionCheck', { channelId });
    return redirectTo(c, `/channels/${channelId}/checks/${checkId}`);
  };
}

export function showCheck(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readChannelId(c));
    const checkId = c.req.param('check') ?? '';
    const lines = await readLines(web, c, checkId);
    const shown = { channelId: channel.id, name: channel.name, checkId, lines, csrf: c.get('csrf') };
    const page = <CheckPage {...shown} />;
    return renderPage(c, { title: t('Check connection'), active: 'channels' }, page);
  };
}

export function showCheckLines(web: WebContext) {
  return async (c: WebRequest) => {
    const checkId = c.req.param('check') ?? '';
    const lines = await readLines(web, c, checkId);
    return c.html(<CheckLines channelId={readChannelId(c)} checkId={checkId} lines={lines} />);
  };
}

/** @returns undefined while the desk is too busy to say */
async function readLines(web: WebContext, c: WebRequest, checkId: string) {
  return (await glance(web, web.desk.as(actorOf(c)).call('readConnectionCheck', { checkId })))?.known;
}
