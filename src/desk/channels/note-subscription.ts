import type { Channel } from '../../db/channels.ts';
import { type GraphSubscription, putSubscription } from '../../db/graph-subscriptions.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { recordChannel } from '../record-channel.ts';

/** What heals by itself is tried again soon, the rest once an hour: mail comes in just the same. */
const soon = 5 * 60_000;
const late = 3_600_000;

/** No notification comes although there is a subscription: the code of the diagnosis. */
export const silentCode = 'notifications_silent';

/** Graph tells of new mail from now on. */
export async function noteTold(desk: Desk, channel: Channel, row: GraphSubscription): Promise<void> {
  const at = desk.now();
  const { folderUse } = row;
  await desk.write(async (tx) => {
    await putSubscription(tx, { ...row, since: at, code: null, text: null, retryAt: null });
    const fact = { kind: 'channel.told', channelId: channel.id, data: { folder: folderUse } } as const;
    await recordChannel(tx, fact, { at, by: 'fetch' });
  });
  desk.log.info('Graph tells of new mail', { channel: channel.id, folder: folderUse });
}

/** Graph cannot, or will not, tell: the channel's page says why, and it is tried again later. */
export async function noteNotTold(
  desk: Desk,
  channel: Channel,
  row: GraphSubscription,
  error: unknown,
): Promise<void> {
  const failure = findFailure(error);
  const diagnosis = failure === undefined ? undefined : diagnose(failure, channel);
  const code = diagnosis?.code ?? `postroom_${toAppError(error).code}`;
  const pause = diagnosis?.retry.kind === 'wait' ? diagnosis.retry.milliseconds : undefined;
  const isPersons = diagnosis !== undefined && diagnosis.who !== 'nobody';
  const after = pause ?? (isPersons ? late : soon);
  await storeNotTold(desk, row, { code, text: diagnosis?.text ?? toAppError(error).message, after });
  desk.log.info('Graph does not tell of new mail', { channel: channel.id, code, error });
}

/** Mail has come in again and again that nobody told of. */
export async function noteSilence(desk: Desk, row: GraphSubscription): Promise<void> {
  await storeNotTold(desk, row, { code: silentCode, text: '', after: late });
  desk.log.warn('mail comes in that Graph does not tell of', { channel: row.channelId });
}

async function storeNotTold(
  desk: Desk,
  row: GraphSubscription,
  { code, text, after }: { readonly code: string; readonly text: string; readonly after: number },
): Promise<void> {
  const at = desk.now();
  const { channelId, folderUse } = row;
  const retryAt = new Date(at.getTime() + after);
  const isKnown = row.code === code;
  await desk.write(async (tx) => {
    await putSubscription(tx, { ...row, code, text, retryAt, since: isKnown ? row.since : at });
    if (isKnown) return;
    const fact = { kind: 'channel.not_told', channelId, data: { folder: folderUse, code } } as const;
    await recordChannel(tx, fact, { at, by: 'fetch' });
  });
  // That it goes on for the same cause is not recorded as a fact.
  if (isKnown) desk.publish({ kind: 'channel', channelId });
}
