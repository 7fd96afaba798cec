import type { Reader, Tx } from '../../db/care/open.ts';
import {
  endTrouble,
  listToldChannels,
  listTroubles,
  putTrouble,
  tellAdmins,
} from '../../db/channel-troubles.ts';
import { listChannels } from '../../db/channels.ts';
import { listSendingChannels } from '../../db/email-addresses.ts';
import { listStrays } from '../../db/stray-mail.ts';
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
  /** Channels that seem to fetch the wrong folder, of which nobody was told yet, and those that do no more. */
  readonly misled: readonly number[];
  readonly settled: readonly number[];
}

/** Compares how the channels are with what people are shown of it. */
async function compareHealth(db: Reader, now: Date): Promise<Compared> {
  const known = new Map((await listTroubles(db)).map((each) => [keyOf(each), each]));
  const sending = await listSendingChannels(db);
  // What is still being set up is looked at by who sets it up, and nobody waits for it.
  const used = (await listChannels(db)).filter(({ id, startedAt }) => startedAt !== null || sending.has(id));
  const current = used.flatMap((channel) => findTroubles(channel, now));
  const standing = new Set(current.map(keyOf));
  return {
    changed: current.filter((each) => known.get(keyOf(each))?.code !== each.code),
    over: [...known.values()].filter((each) => !standing.has(keyOf(each))),
    known,
    ...(await compareFolders(db, current)),
  };
}

const everybody = { userId: 0, isAdmin: true };

/** That mail comes into a folder which nobody fetches is told as that no mail comes in, unless that is told already. */
async function compareFolders(
  db: Reader,
  current: readonly ChannelTrouble[],
): Promise<Pick<Compared, 'misled' | 'settled'>> {
  const receiving = new Set(
    current.filter(({ way }) => way === 'receiving').map(({ channelId }) => channelId),
  );
  const told = (await listToldChannels(db)).filter((id) => !receiving.has(id));
  const inboxes = (await listStrays(db, everybody)).filter(({ use }) => use === 'inbox');
  const wrong = inboxes.map(({ channelId }) => channelId).filter((id) => !receiving.has(id));
  return {
    misled: wrong.filter((id) => !told.includes(id)),
    settled: told.filter((id) => !wrong.includes(id)),
  };
}

function isUnchanged({ changed, over, misled, settled }: Compared): boolean {
  return changed.length + over.length + misled.length + settled.length === 0;
}

/**
 * Admins are told of each new trouble, and of none that is over. Every page shows it: to admins all of it, to agents what
 * is about their groups.
 */
async function showHealth(tx: Tx, now: Date): Promise<DeskEvent[]> {
  const compared = await compareHealth(tx, now);
  if (isUnchanged(compared)) return [];
  const { changed, over, known, misled, settled } = compared;
  const told: number[] = [];
  for (const trouble of changed) {
    await putTrouble(tx, trouble);
    // Another cause of the same standstill is no news in the bell; the page says it.
    if (known.has(keyOf(trouble))) continue;
    told.push(...(await tellAdmins(tx, trouble.channelId, trouble.way, now)));
  }
  for (const { channelId, way } of over) told.push(...(await endTrouble(tx, channelId, way)));
  for (const channelId of misled) told.push(...(await tellAdmins(tx, channelId, 'receiving', now)));
  for (const channelId of settled) told.push(...(await endTrouble(tx, channelId, 'receiving')));
  const bells = [...new Set(told)].map((userId) => ({ kind: 'notification', userId }) as const);
  return [{ kind: 'health' }, ...bells];
}

function keyOf({ channelId, way }: ChannelTrouble): string {
  return `${channelId}/${way}`;
}
