import type { RoadProps, RoadsProps } from '../../../views/channels/road-props.ts';
import { t } from '../../../views/words.ts';
import { findChannelRoad } from '../../db/channel-roads.ts';
import type { Channel } from '../../db/channels.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import { type Direction, type RoadChoice, roadChoices } from '../../domain/mail-road.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readChannelId } from './channel-setup.tsx';
import { describeTold } from './channel-told.ts';
import { findCloudOfChannel, offersGraph } from './offers-graph.ts';

/** By which road mail comes in and goes out, and why; undefined where there is only one. */
export async function describeRoads(
  web: WebContext,
  channel: Channel,
): Promise<RoadsProps['roads'] | undefined> {
  if (channel.kind !== 'microsoft365') return undefined;
  const canErase =
    channel.afterImport === 'delete' && (await findCloudOfChannel(web, channel))?.erasesForGood;
  const incoming = await describeRoad(web, channel, 'in');
  const outgoing = await describeRoad(web, channel, 'out');
  return {
    in: incoming,
    told: await describeTold(web, channel, incoming.taken === 'graph'),
    out: outgoing,
    deletesForGood: canErase ? channel.deletesForGood : undefined,
    asksForGraph: needsGraph([incoming, outgoing]) && (await offersGraph(web, channel)),
  };
}

/** One of the ways fails, and the other one is not allowed yet. */
function needsGraph(roads: readonly RoadProps[]): boolean {
  return roads.some(({ hindrance }) => hindrance?.code === 'consent_missing');
}

async function describeRoad(web: WebContext, channel: Channel, direction: Direction): Promise<RoadProps> {
  const found = await findChannelRoad(web.read, channel.id, direction);
  const { choice, taken, road, since, code, text, retryAt, hindrance } = found;
  return {
    choice,
    taken,
    since,
    retryAt,
    because: road === null || code === null ? undefined : recallDiagnosis(code, text ?? '', channel),
    hindrance: hindrance === null ? undefined : recallDiagnosis(hindrance, '', channel),
  };
}

export function saveChannelRoads(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    const form = await c.req.parseBody();
    await web.desk.as(actorOf(c)).call('chooseRoads', {
      channelId,
      in: readChoice(form.in),
      out: readChoice(form.out),
      deletesForGood: form.deletesForGood === 'on',
    });
    return redirectTo(c, `/channels/${channelId}`, {
      notice: t('Saved; it counts from the next mail on.'),
    });
  };
}

/** @throws AppError invalid */
function readChoice(value: unknown): RoadChoice {
  const choice = roadChoices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw new AppError('invalid', `Expected one of ${roadChoices.join(', ')} as the road.`);
}
