import { type ChannelRoad, findChannelRoad, noTurn, putChannelRoad } from '../../db/channel-roads.ts';
import type { Channel } from '../../db/channels.ts';
import { type Diagnosis, diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { type Direction, otherRoad, type Road } from '../../domain/mail-road.ts';
import type { Desk } from '../desk.ts';
import { recordChannel } from '../record-channel.ts';

/** So often the preferred road is tried again while the other one is taken. */
const triedAgain = 3_600_000;

/** What a road has failed at, where another road could do it. */
export interface RoadFailure {
  readonly road: Road;
  readonly diagnosis: Diagnosis;
}

/**
 * Judges whether the other road is worth a try.
 * @param isLasting it has failed before, and not just now
 * @returns undefined where it is not: the channel keeps to one road, the server asks to wait, or it is no fault of the road
 */
export async function judgeRoad(
  desk: Desk,
  channel: Channel,
  {
    direction,
    road,
    error,
    isLasting,
  }: {
    readonly direction: Direction;
    readonly road: Road;
    readonly error: unknown;
    readonly isLasting: boolean;
  },
): Promise<RoadFailure | undefined> {
  const failure = findFailure(error);
  if (failure === undefined || channel.kind !== 'microsoft365') return undefined;
  const { choice } = await findChannelRoad(desk.read, channel.id, direction);
  const diagnosis = diagnose(failure, channel);
  const isOfRoad = diagnosis.retry.kind !== 'wait' && !isOfFolder(failure.code);
  // What heals by itself is given the chance to; what waits for a person is not waited for.
  const isWorthIt = isLasting || diagnosis.who !== 'nobody';
  return choice === 'either' && isOfRoad && isWorthIt ? { road, diagnosis } : undefined;
}

/** The mailbox has no such folder by any road. */
function isOfFolder(code = ''): boolean {
  return code === 'NONEXISTENT' || code === 'SAME_FOLDER' || code === 'NOT_DONE';
}

/** The other road works: it is taken until the preferred one does, and the channel's page says why and since when. */
export async function noteTurn(
  desk: Desk,
  channel: Channel,
  direction: Direction,
  { road: from, diagnosis }: RoadFailure,
): Promise<void> {
  const at = desk.now();
  const to = otherRoad(from);
  const { code, text } = diagnosis;
  await desk.write(async (tx) => {
    const known = await findChannelRoad(tx, channel.id, direction);
    const isNew = known.road !== to;
    const retryAt = new Date(at.getTime() + triedAgain);
    const since = isNew || known.since === null ? at : known.since;
    await putChannelRoad(tx, { ...known, taken: to, road: to, since, code, text, retryAt, hindrance: null });
    // Once for each cause, not once for each try.
    if (!isNew && known.code === code) return;
    const fact = {
      kind: 'channel.road_turned',
      channelId: channel.id,
      data: { direction, to, code },
    } as const;
    await recordChannel(tx, fact, { at, by: direction === 'in' ? 'fetch' : 'deliver' });
  });
  desk.log.warn('another road is taken', { channel: channel.id, direction, to, code });
}

/** The other road could not take over: the page says what stands in its way. */
export async function noteHindrance(
  desk: Desk,
  channel: Channel,
  direction: Direction,
  error: unknown,
): Promise<void> {
  const failure = findFailure(error);
  const hindrance = failure === undefined ? null : diagnose(failure, channel).code;
  const known = await findChannelRoad(desk.read, channel.id, direction);
  if (known.hindrance === hindrance) return;
  await desk.write(async (tx) => {
    await putChannelRoad(tx, { ...(await findChannelRoad(tx, channel.id, direction)), hindrance });
  });
}

/** The preferred road works, perhaps again. */
export async function noteStraight(
  desk: Desk,
  channel: Channel,
  direction: Direction,
  road: Road,
): Promise<void> {
  const known = await findChannelRoad(desk.read, channel.id, direction);
  if (isStraight(known) && known.taken === road) return;
  const at = desk.now();
  await desk.write(async (tx) => {
    const before = await findChannelRoad(tx, channel.id, direction);
    await putChannelRoad(tx, { ...before, ...noTurn, taken: road });
    if (before.road === null) return;
    const data = { direction, to: road } as const;
    const fact = { kind: 'channel.road_returned', channelId: channel.id, data } as const;
    await recordChannel(tx, fact, { at, by: direction === 'in' ? 'fetch' : 'deliver' });
  });
}

function isStraight({ road, hindrance }: ChannelRoad): boolean {
  return road === null && hindrance === null;
}
