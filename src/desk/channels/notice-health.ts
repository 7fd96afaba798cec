import { endTrouble, listTroubles, putTrouble, tellAdmins } from '../../db/channel-troubles.ts';
import { listChannels } from '../../db/channels.ts';
import { type ChannelTrouble, findTroubles } from '../../domain/channel-trouble.ts';
import type { Desk } from '../desk.ts';

/**
 * Compares how the channels are with what people are shown of it: admins are told of each new trouble, and of none that is
 * over. Every page shows it: to admins all of it, to agents what is about their groups.
 */
export async function noticeHealth(desk: Desk): Promise<void> {
  const now = desk.now();
  const known = new Map((await listTroubles(desk.read)).map((each) => [keyOf(each), each]));
  const current = (await listChannels(desk.read)).flatMap((channel) => findTroubles(channel, now));
  const changed = current.filter((each) => known.get(keyOf(each))?.code !== each.code);
  const standing = new Set(current.map(keyOf));
  const over = [...known.values()].filter((each) => !standing.has(keyOf(each)));
  if (changed.length + over.length === 0) return;
  const told = await desk.write(async (tx) => {
    const userIds: number[] = [];
    for (const trouble of changed) {
      await putTrouble(tx, trouble);
      // Another cause of the same standstill is no news in the bell; the page says it.
      if (known.has(keyOf(trouble))) continue;
      userIds.push(...(await tellAdmins(tx, trouble.channelId, trouble.way, now)));
    }
    for (const { channelId, way } of over) userIds.push(...(await endTrouble(tx, channelId, way)));
    return new Set(userIds);
  });
  desk.publish({ kind: 'health' });
  for (const userId of told) desk.publish({ kind: 'notification', userId });
}

function keyOf({ channelId, way }: ChannelTrouble): string {
  return `${channelId}/${way}`;
}
