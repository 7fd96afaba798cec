import { ChannelList, ChannelListPage, type ChannelListProps } from '../../../views/channels/list.tsx';
import { nameApp } from '../../../views/microsoft/app-list.tsx';
import { t } from '../../../views/words.ts';
import { listAppRegistrations } from '../../db/app-registrations.ts';
import { listChannels } from '../../db/channels.ts';
import { listExpiries } from '../../db/expiries.ts';
import { listGroups } from '../../db/groups.ts';
import { countAllReceipts } from '../../db/kept-counts.ts';
import { findSetting } from '../../db/settings.ts';
import { readConsentRequest } from '../../domain/consent-request.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import { findWarnings } from '../../domain/expiry.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';
import { describeSending } from './channel-health.ts';

export function showChannels(web: WebContext) {
  return async (c: WebRequest) => {
    const props = await describe(web, c);
    return renderPage(
      c,
      { title: t('Channels'), active: 'channels', isWide: true },
      <ChannelListPage {...props} />,
    );
  };
}

/** The list alone, for a page that follows events. */
export function showChannelList(web: WebContext) {
  return async (c: WebRequest) => c.html(<ChannelList {...(await describe(web, c))} />);
}

async function describe(web: WebContext, c: WebRequest): Promise<ChannelListProps> {
  const channels = await listChannels(web.read);
  const groups = new Map((await listGroups(web.read)).map(({ id, name }) => [id, name]));
  const receiptsOf = await countAllReceipts(web.read);
  const strays = await c.get('listStrays')();
  const countOf = (id: number, use: string) =>
    strays.find((each) => each.channelId === id && each.use === use)?.count ?? 0;
  const rows = [];
  for (const channel of channels) {
    const { failureCode, failureText, address } = channel;
    rows.push({
      ...channel,
      sendingFailure: describeSending(channel).diagnosis?.title,
      group: groups.get(channel.groupId) ?? '',
      failure:
        failureCode === null ? undefined : recallDiagnosis(failureCode, failureText ?? '', { address }).title,
      unreadInInbox: countOf(channel.id, 'inbox'),
      inJunk: countOf(channel.id, 'junk'),
      imported: receiptsOf(channel.id).imported,
    });
  }
  return {
    rows,
    apps: (await listAppRegistrations(web.read)).map((app) => ({ id: app.id, name: nameApp(app) })),
    warnings: findWarnings(await listExpiries(web.read), new Date()),
    consent: readConsentRequest(await findSetting(web.read, 'pending_consent')),
    csrf: c.get('csrf'),
  };
}
