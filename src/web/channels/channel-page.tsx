import { ChannelPanel, type PanelProps } from '../../../views/channels/panel.tsx';
import { ChannelPage } from '../../../views/channels/show-page.tsx';
import { describeFact } from '../../../views/facts/fact-words.ts';
import { findChannelProgress } from '../../db/channel-progress.ts';
import { type Channel, getChannel } from '../../db/channels.ts';
import { listFactsOfChannel } from '../../db/facts.ts';
import { getGroup } from '../../db/groups.ts';
import { countReceipts } from '../../db/kept-counts.ts';
import { countMessagesByHour } from '../../db/message-rates.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import {
  channelFactGroups,
  findChannelFactGroup,
  isChannelFactGroup,
} from '../../domain/facts/channel-facts.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { glance } from '../glance.ts';
import { renderPage } from '../page.tsx';
import { listAddressesWithGroups } from './channel-addresses.tsx';
import { describeElsewhere } from './channel-elsewhere.ts';
import { describeReceiving, describeSending } from './channel-health.ts';
import { describeMigration } from './channel-migration.ts';
import { describeRoads } from './channel-roads.ts';
import { readChannelId } from './channel-setup.tsx';

const activityLines = 100;
const chartHours = 48;

export function showChannel(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readChannelId(c));
    const group = await getGroup(web.read, channel.groupId);
    const asked = web.desk.as(actorOf(c)).call('describeTrace', { channelId: channel.id });
    const trace = await glance(web, asked);
    const page = (
      <ChannelPage
        {...channel}
        group={group.name}
        addresses={await listAddressesWithGroups(web, channel.id)}
        trace={trace === undefined ? 'unknown' : trace.known}
        hasSendingAddress={group.emailAddressId !== null}
        migration={await describeMigration(web, channel)}
        panel={await describePanel(web, c, channel)}
      />
    );
    return renderPage(c, { title: channel.name, active: 'channels' }, page);
  };
}

/** The part that follows events. */
export function showChannelPanel(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readChannelId(c));
    return c.html(<ChannelPanel {...(await describePanel(web, c, channel))} />);
  };
}

async function describePanel(web: WebContext, c: WebRequest, channel: Channel): Promise<PanelProps> {
  const { id, failureCode, failureText } = channel;
  const asked = c.req.query('kind');
  const group = isChannelFactGroup(asked) ? asked : undefined;
  const kinds = group === undefined ? undefined : channelFactGroups[group];
  return {
    ...channel,
    csrf: c.get('csrf'),
    channelKind: channel.kind,
    isStarted: channel.startedAt !== null,
    diagnosis: failureCode === null ? undefined : recallDiagnosis(failureCode, failureText ?? '', channel),
    receiving: describeReceiving(channel),
    sending: describeSending(channel),
    roads: await describeRoads(web, channel),
    elsewhere: await describeElsewhere(web, c, channel),
    counts: await countReceipts(web.read, id),
    progress: await findChannelProgress(web.read, id),
    hours: await countMessagesByHour(web.read, id, { now: new Date(), hours: chartHours }),
    activity: (await listFactsOfChannel(web.read, id, { limit: activityLines, kinds })).map((fact) => ({
      id: fact.id,
      at: fact.at,
      group: findChannelFactGroup(fact.kind),
      words: describeFact(fact),
    })),
    group,
  };
}
