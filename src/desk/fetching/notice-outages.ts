import {
  deleteOutage,
  insertAlert,
  insertOutage,
  listOutages,
  loadAlertSettings,
  markOutageTold,
} from '../../db/alerts.ts';
import type { Tx } from '../../db/care/open.ts';
import { type Channel, listChannels } from '../../db/channels.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import type { Desk } from '../desk.ts';

/**
 * Notices which channels fail and which have recovered, and writes down one message for each change: when a channel
 * has failed for longer than the threshold, and when that one works again. Sending is another chore's.
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
  }
}

/** A channel that somebody has paused is no surprise to anybody. */
function isFailing({ startedAt, pausedAt, failureCode }: Channel): boolean {
  return startedAt !== null && pausedAt === null && failureCode !== null;
}

async function tellFailure(tx: Tx, desk: Desk, channel: Channel, since: Date): Promise<void> {
  const { failureCode, failureText, address, name } = channel;
  const { title, cause, step, powershell, text } = recallDiagnosis(
    failureCode ?? '',
    failureText ?? '',
    channel,
  );
  const lines = [
    `The channel ${name} (${address}) has not been fetched since ${inUtc(since)}.`,
    '',
    `${title}. ${cause}`,
    `What to do: ${step}`,
    ...(powershell === undefined ? [] : [`PowerShell: ${powershell}`]),
    `The answer was: ${text}`,
    '',
    `${desk.publicUrl}/channels/${channel.id}`,
    'You get one more message when it works again.',
  ];
  const subject = `${name} fails: ${title}`;
  const alertId = await insertAlert(tx, describe(desk, channel, 'failure', subject, lines));
  // Together with the message or not at all.
  await markOutageTold(tx, channel.id, alertId);
}

async function endOutage(tx: Tx, desk: Desk, channel: Channel): Promise<void> {
  const outage = await deleteOutage(tx, channel.id);
  if (outage === undefined || outage.alertId === null) return;
  const now = desk.now();
  const minutes = Math.max(1, Math.round((now.getTime() - outage.since.getTime()) / 60_000));
  const isPaused = channel.pausedAt !== null;
  const lines = [
    isPaused
      ? `The channel ${channel.name} (${channel.address}) failed for ${minutes} minutes and was disabled by somebody.`
      : `The channel ${channel.name} (${channel.address}) works again, after ${minutes} minutes.`,
    '',
    `${desk.publicUrl}/channels/${channel.id}`,
  ];
  const subject = isPaused ? `${channel.name} was disabled` : `${channel.name} works again`;
  await insertAlert(tx, describe(desk, channel, 'recovery', subject, lines));
}

function describe(
  desk: Desk,
  channel: Channel,
  kind: 'failure' | 'recovery',
  subject: string,
  lines: readonly string[],
) {
  const now = desk.now();
  return {
    kind,
    channelId: channel.id,
    subject,
    text: lines.join('\n'),
    state: 'due' as const,
    attempts: 0,
    nextAttemptAt: now,
    route: null,
    failure: null,
    createdAt: now,
    endedAt: null,
  };
}

function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
