import type { Reader, Tx } from '../../db/care/open.ts';
import { endTrouble, listTroubles, putTrouble, tellAdmins } from '../../db/channel-troubles.ts';
import { listChannels } from '../../db/channels.ts';
import { type ChannelTrouble, findTroubles } from '../../domain/channel-trouble.ts';
import type { DeskEvent } from '../../domain/events.ts';
import { passingChannelKinds } from '../../domain/facts/channel-facts.ts';
import type { NewFact } from '../../domain/facts/fact.ts';
import type { Desk } from '../desk.ts';

/** How long a channel fails is said by no fact: the desk looks now and then whether that has become a trouble. */
export async function noticeHealth(desk: Desk): Promise<void> {
  const now = desk.now();
  // Nothing is written where nothing has changed.
  if (isUnchanged(await compareHealth(desk.read, now))) return;
  for (const event of await desk.write((tx) => showHealth(tx, now))) desk.publish(event);
}

/** The same when something was recorded of a channel: what was mended, or has failed, is shown at once. */
export async function noticeChannels(tx: Tx, facts: readonly NewFact[]): Promise<DeskEvent[]> {
  const passing: readonly string[] = passingChannelKinds;
  const found = facts.find(({ fact: { kind } }) => kind.startsWith('channel.') && !passing.includes(kind));
  return found === undefined ? [] : showHealth(tx, found.at);
}

interface Compared {
  /** New ones, and those with another cause. */
  readonly changed: readonly ChannelTrouble[];
  readonly over: readonly ChannelTrouble[];
  readonly known: ReadonlyMap<string, ChannelTrouble>;
}

/** Compares how the channels are with what people are shown of it. */
async function compareHealth(db: Reader, now: Date): Promise<Compared> {
  const known = new Map((await listTroubles(db)).map((each) => [keyOf(each), each]));
  const current = (await listChannels(db)).flatMap((channel) => findTroubles(channel, now));
  const standing = new Set(current.map(keyOf));
  return {
    changed: current.filter((each) => known.get(keyOf(each))?.code !== each.code),
    over: [...known.values()].filter((each) => !standing.has(keyOf(each))),
    known,
  };
}

function isUnchanged({ changed, over }: Compared): boolean {
  return changed.length + over.length === 0;
}

/**
 * Admins are told of each new trouble, and of none that is over. Every page shows it: to admins all of it, to agents what
 * is about their groups.
 */
async function showHealth(tx: Tx, now: Date): Promise<DeskEvent[]> {
  const compared = await compareHealth(tx, now);
  if (isUnchanged(compared)) return [];
  const { changed, over, known } = compared;
  const told: number[] = [];
  for (const trouble of changed) {
    await putTrouble(tx, trouble);
    // Another cause of the same standstill is no news in the bell; the page says it.
    if (known.has(keyOf(trouble))) continue;
    told.push(...(await tellAdmins(tx, trouble.channelId, trouble.way, now)));
  }
  for (const { channelId, way } of over) told.push(...(await endTrouble(tx, channelId, way)));
  const bells = [...new Set(told)].map((userId) => ({ kind: 'notification', userId }) as const);
  return [{ kind: 'health' }, ...bells];
}

function keyOf({ channelId, way }: ChannelTrouble): string {
  return `${channelId}/${way}`;
}
