import {
  deleteOutage,
  insertAlert,
  insertOutage,
  listOutages,
  loadAlertSettings,
  markOutageTold,
} from '../../db/alerts.ts';
import type { Tx } from '../../db/care/open.ts';
import { type Channel, listChannels, updateChannel } from '../../db/channels.ts';
import { type Diagnosis, recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
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
      const words = pausedAt === null ? 'sends again' : 'was disabled by somebody';
      const lines = [`The channel ${channel.name} (${channel.address}) ${words}.`, '', linkTo(desk, channel)];
      await insertAlert(tx, describe(desk, channel, 'recovery', `${channel.name} ${words}`, lines));
    });
  }
}

async function tellSending(tx: Tx, desk: Desk, channel: Channel): Promise<void> {
  const { sendingCode, sendingText, sendingSince, address, name } = channel;
  const diagnosis = recallDiagnosis(sendingCode ?? '', sendingText ?? '', channel);
  const lines = [
    `The channel ${name} (${address}) cannot send since ${inUtc(sendingSince ?? desk.now())}; answers wait.`,
    '',
    ...explain(diagnosis),
    '',
    linkTo(desk, channel),
    'You get one more message when it works again.',
  ];
  const subject = `${name} cannot send: ${diagnosis.title}`;
  const sendingAlertId = await insertAlert(tx, describe(desk, channel, 'failure', subject, lines));
  await updateChannel(tx, channel.id, { sendingAlertId });
}

function explain({ title, cause, step, powershell, text }: Diagnosis): string[] {
  return [
    `${title}. ${cause}`,
    `What to do: ${step}`,
    ...(powershell === undefined ? [] : [`PowerShell: ${powershell}`]),
    `The answer was: ${text}`,
  ];
}

function linkTo(desk: Desk, { id }: Channel): string {
  return `${desk.publicUrl}/channels/${id}`;
}

/** A channel that somebody has paused is no surprise to anybody. */
function isFailing({ startedAt, pausedAt, failureCode }: Channel): boolean {
  return startedAt !== null && pausedAt === null && failureCode !== null;
}

async function tellFailure(tx: Tx, desk: Desk, channel: Channel, since: Date): Promise<void> {
  const { failureCode, failureText, address, name } = channel;
  const diagnosis = recallDiagnosis(failureCode ?? '', failureText ?? '', channel);
  const lines = [
    `The channel ${name} (${address}) has not been fetched since ${inUtc(since)}.`,
    '',
    ...explain(diagnosis),
    '',
    linkTo(desk, channel),
    'You get one more message when it works again.',
  ];
  const subject = `${name} fails: ${diagnosis.title}`;
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
    linkTo(desk, channel),
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
