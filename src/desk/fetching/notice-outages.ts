import {
  deleteOutage,
  insertDueAlert,
  insertOutage,
  listOutages,
  loadAlertSettings,
  markOutageTold,
} from '../../db/alerts.ts';
import type { Tx } from '../../db/care/open.ts';
import { type Channel, listChannels, updateChannel } from '../../db/channels.ts';
import type { AlertNews } from '../../domain/alert-news.ts';
import type { Owner } from '../../domain/diagnosis/diagnosis.ts';
import type { Desk } from '../desk.ts';

/**
 * Notices which channels fail and which have recovered, and writes down one message for each change: when a channel
 * has failed for longer than the threshold, and when that one works again. Sending them is another chore's.
 */
export async function noticeOutages(desk: Desk): Promise<void> {
  const now = desk.now();
  const channels = await listChannels(desk.read);
  const outages = new Map((await listOutages(desk.read)).map((outage) => [outage.channelId, outage]));
  const { route, minutes } = await loadAlertSettings(desk.read);
  for (const channel of channels) {
    const outage = outages.get(channel.id);
    if (isFailing(channel)) {
      if (outage === undefined) await desk.write((tx) => insertOutage(tx, channel.id, now));
      const since = outage?.since ?? now;
      const isLong = now.getTime() - since.getTime() >= minutes * 60_000;
      // Without a way nobody is told; as soon as there is one, what still fails is.
      if (isLong && outage?.alertId == null && route !== 'none') {
        await desk.write((tx) => tellFailure(tx, desk, channel, since));
      }
    } else if (outage !== undefined) {
      await desk.write((tx) => endOutage(tx, desk, channel));
    }
    await noticeSending(desk, channel, { isTold: route !== 'none', minutes });
  }
}

/** The same of sending, which can fail for days while mail comes in as ever. */
async function noticeSending(
  desk: Desk,
  channel: Channel,
  { isTold, minutes }: { readonly isTold: boolean; readonly minutes: number },
): Promise<void> {
  const { sendingState, sendingSince, sendingAlertId, pausedAt } = channel;
  const isFailing = sendingState === 'failing' && pausedAt === null;
  const age = desk.now().getTime() - (sendingSince ?? desk.now()).getTime();
  if (isFailing && sendingAlertId === null && isTold && age >= minutes * 60_000) {
    await desk.write((tx) => tellSending(tx, desk, channel));
  }
  if (!isFailing && sendingAlertId !== null) {
    await desk.write(async (tx) => {
      await updateChannel(tx, channel.id, { sendingAlertId: null });
      const code = pausedAt === null ? 'sends_again' : 'sending_disabled';
      await tell(tx, desk, channel, 'recovery', { code, ...nameOf(channel) });
    });
  }
}

async function tellSending(tx: Tx, desk: Desk, channel: Channel): Promise<void> {
  const { sendingCode, sendingText, sendingSince } = channel;
  const sendingAlertId = await tell(tx, desk, channel, 'failure', {
    code: 'not_sending',
    ...nameOf(channel),
    since: (sendingSince ?? desk.now()).getTime(),
    diagnosis: sendingCode ?? '',
    said: sendingText ?? '',
    owner: ownerOf(channel),
  });
  await updateChannel(tx, channel.id, { sendingAlertId });
}

/** A channel that somebody has paused is no surprise to anybody. */
function isFailing({ startedAt, pausedAt, failureCode }: Channel): boolean {
  return startedAt !== null && pausedAt === null && failureCode !== null;
}

async function tellFailure(tx: Tx, desk: Desk, channel: Channel, since: Date): Promise<void> {
  const { failureCode, failureText } = channel;
  const alertId = await tell(tx, desk, channel, 'failure', {
    code: 'not_fetched',
    ...nameOf(channel),
    since: since.getTime(),
    diagnosis: failureCode ?? '',
    said: failureText ?? '',
    owner: ownerOf(channel),
  });
  // Together with the message or not at all.
  await markOutageTold(tx, channel.id, alertId);
}

async function endOutage(tx: Tx, desk: Desk, channel: Channel): Promise<void> {
  const outage = await deleteOutage(tx, channel.id);
  if (outage === undefined || outage.alertId === null) return;
  const minutes = Math.max(1, Math.round((desk.now().getTime() - outage.since.getTime()) / 60_000));
  const code = channel.pausedAt === null ? 'fetched_again' : 'fetching_disabled';
  await tell(tx, desk, channel, 'recovery', { code, ...nameOf(channel), minutes });
}

/** @returns the alert's id */
function tell(
  tx: Tx,
  desk: Desk,
  channel: Channel,
  kind: 'failure' | 'recovery',
  news: AlertNews,
): Promise<number> {
  return insertDueAlert(tx, { kind, channelId: channel.id, news, at: desk.now() });
}

function nameOf({ id: channelId, name, address }: Channel) {
  return { channelId, name, address };
}

function ownerOf(channel: Channel): Owner {
  const { address, userName, tenantId, kind, isAppOnly } = channel;
  return { address, userName, tenantId, kind, isAppOnly };
}
