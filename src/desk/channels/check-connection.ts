import { randomUUID } from 'node:crypto';
import { type Channel, getChannel, updateChannel } from '../../db/channels.ts';
import {
  type CheckFinding,
  type CheckLine,
  type CheckStep,
  checkSteps,
} from '../../domain/diagnosis/connection-check.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { getAccessToken } from '../microsoft/get-access-token.ts';
import { isToTryAgain, retryNow } from '../microsoft/retry-channels.ts';
import { failLine, startLine } from './check-line.ts';
import { checkSentCopy, isDelegated } from './check-sent-copy.ts';
import { compareClock } from './compare-clock.ts';
import { countElsewhere } from './count-elsewhere.ts';
import { openMailbox, shortStep } from './open-mailbox.ts';
import { trySending } from './try-sending.ts';

const kept = 20;
const ofMicrosoft: ReadonlySet<CheckStep> = new Set(['clock', 'token']);

/** Begins to try everything that a channel needs, and answers at once; a failing one that passes goes on. @throws AppError not_found */
export async function startConnectionCheck(
  desk: Desk,
  input: { channelId: number },
): Promise<{ checkId: string }> {
  const channel = await getChannel(desk.read, input.channelId);
  const checkId = randomUUID();
  const isUsed = (step: CheckStep) =>
    step === 'copy' ? isDelegated(channel) : !ofMicrosoft.has(step) || channel.kind === 'microsoft365';
  const steps = checkSteps.filter(({ step }) => isUsed(step));
  const lines = steps.map(({ step }) => startLine(step, 'waiting'));
  const checks = desk.memory.connectionChecks;
  checks.set(checkId, lines);
  for (const old of [...checks.keys()].slice(0, -kept)) checks.delete(old);
  run(desk, channel, lines, () => {
    desk.publish({ kind: 'channel_check', channelId: channel.id, checkId });
  }).catch((error: unknown) => desk.log.error('connection check failed', { error }));
  return { checkId };
}

/** @throws AppError not_found when it is long past */
export async function readConnectionCheck(desk: Desk, input: { checkId: string }): Promise<CheckLine[]> {
  const lines = desk.memory.connectionChecks.get(input.checkId);
  if (lines !== undefined) return lines;
  throw new AppError('not_found', 'This check is not kept any more; start another one.');
}

async function run(desk: Desk, channel: Channel, lines: CheckLine[], tell: () => void): Promise<void> {
  const attempt = createAttempt(channel, lines, tell);
  const isPassword = channel.kind === 'email';
  // A clock that is off explains the rest, and stops nothing by itself.
  if (!isPassword) await attempt('clock', () => compareClock(desk, channel));
  const hasToken =
    isPassword ||
    (await attempt('token', async () => {
      const { userName } = await getAccessToken(desk, channel.id, { isForced: true });
      return channel.isAppOnly ? { code: 'app_signed_in' } : { code: 'signed_in', userName };
    }));
  if (hasToken) {
    await checkMailbox(desk, channel, attempt);
    await attempt('send', () => checkSending(desk, channel));
    if (isDelegated(channel)) await attempt('copy', () => checkSentCopy(desk, channel));
  }
  lines.forEach(({ step, state }, index) => {
    if (state === 'waiting') lines[index] = startLine(step, 'skipped');
  });
  await goOn(desk, channel.id, lines);
  tell();
}

/** A failing channel whose mailbox opens again does not wait for its next try, which may be an hour away. */
async function goOn(desk: Desk, channelId: number, lines: readonly CheckLine[]): Promise<void> {
  const isRead = lines.some(({ step, state }) => step === 'read' && state === 'passed');
  if (!isRead) return;
  const goesOn = await desk.write(async (tx) => {
    const now = desk.now();
    const channel = await getChannel(tx, channelId);
    if (channel.startedAt === null || !isToTryAgain(channel, now)) return false;
    await updateChannel(tx, channelId, retryNow(channel, now));
    return true;
  });
  if (goesOn) desk.wake(channelId);
}

type Attempt = (step: CheckStep, work: () => Promise<CheckFinding>) => Promise<boolean>;

function createAttempt(channel: Channel, lines: CheckLine[], tell: () => void): Attempt {
  const put = (changed: CheckLine) => {
    lines[lines.findIndex(({ step }) => step === changed.step)] = changed;
    tell();
  };
  return async (step, work) => {
    const begun = performance.now();
    put(startLine(step, 'running'));
    const milliseconds = () => Math.round(performance.now() - begun);
    try {
      const finding = await work();
      put({ ...startLine(step, 'passed'), finding, milliseconds: milliseconds() });
      return true;
    } catch (error) {
      put(failLine(step, error, channel, milliseconds()));
      return false;
    }
  };
}

async function checkMailbox(desk: Desk, channel: Channel, attempt: Attempt): Promise<void> {
  let mailbox: MailReader | undefined;
  try {
    const isOpen = await attempt('mailbox', async () => {
      mailbox = await openMailbox(desk, channel, { stepMilliseconds: shortStep });
      return { code: 'mailbox_open', address: channel.address };
    });
    if (!isOpen || mailbox === undefined) return;
    const opened: MailReader = mailbox;
    const hasFolder = await attempt('folder', async () => {
      const { path, messages } = await opened.openFolder(channel.folder);
      return { code: 'folder_open', folder: path, messages };
    });
    if (!hasFolder) return;
    await attempt('elsewhere', () => findElsewhere(desk, channel, opened));
    await attempt('read', () => readOne(opened, channel.folder));
    await attempt('settle', () => judgeSettling(opened, channel));
  } finally {
    await mailbox?.close();
  }
}

/** The same counts as the channel's page shows. */
async function findElsewhere(desk: Desk, channel: Channel, mailbox: MailReader): Promise<CheckFinding> {
  const counted = await countElsewhere(desk, channel, mailbox);
  if (counted.length === 0) return { code: 'nothing_elsewhere' };
  const folders = counted.map(({ folder, messages, unread }) => ({ folder, messages, unread }));
  return { code: 'elsewhere', folders };
}

async function readOne(mailbox: MailReader, folder: string): Promise<CheckFinding> {
  // Other folders have been looked at meanwhile.
  await mailbox.openFolder(folder);
  const newest = (await mailbox.list({ cursor: '', isComplete: true })).places.at(-1);
  if (newest === undefined) return { code: 'empty_folder' };
  const header = await mailbox.fetchHeader(newest);
  return header === undefined ? { code: 'message_withheld' } : { code: 'header_read', bytes: header.length };
}

/** What can be told without touching a message. */
async function judgeSettling(
  mailbox: MailReader,
  { afterImport, moveTo: folder }: Channel,
): Promise<CheckFinding> {
  if (afterImport === 'mark_read') return { code: 'marks_read' };
  if (afterImport === 'delete') {
    return { code: mailbox.deletesSingly ? 'deletes_singly' : 'marks_deleted' };
  }
  return { code: (await mailbox.hasFolder(folder)) ? 'folder_there' : 'folder_to_make', folder };
}

async function checkSending(desk: Desk, channel: Channel): Promise<CheckFinding> {
  const { host, user } = await trySending(desk, channel);
  return { code: 'takes_mail', host, userName: user, address: channel.address };
}
