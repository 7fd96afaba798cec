import {
  type AppAccess,
  findAppAccess,
  listDueAppAccess,
  readFindings,
  updateAppAccess,
} from '../../db/app-access.ts';
import { type Channel, findChannel, getChannel, updateChannel } from '../../db/channels.ts';
import {
  type AppFindings,
  carryOver,
  chooseProbePause,
  isDoubtful,
  judgeAppAccess,
  type RoadFinding,
  type RoadFindings,
} from '../../domain/app-access.ts';
import type { Cloud } from '../../domain/cloud.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { healsByItself } from '../../domain/diagnosis/diagnosis-rule.ts';
import { findFailure } from '../../domain/failure.ts';
import { AppError } from '../../errors.ts';
import { openImapReader } from '../../mail/imap-reader.ts';
import { openSmtp } from '../../mail/smtp.ts';
import type { AppToken } from '../../microsoft/app-token.ts';
import { probeGraphReading, probeGraphSending } from '../../microsoft/probe-graph.ts';
import type { Desk } from '../desk.ts';
import { getAccessToken } from '../microsoft/get-access-token.ts';
import { getAppToken } from '../microsoft/get-app-token.ts';
import { retryNow } from '../microsoft/retry-channels.ts';
import { recordChannel } from '../record-channel.ts';
import { lineTo } from './line-to.ts';
import { triedSoon } from './note-sending.ts';

/** For somebody who waits in front of a page. */
const stepMilliseconds = 15_000;

const afterFault = 5 * 60_000;

/**
 * Finds out what the app may do: with the channel's mailbox, and with the one that it must not open. Nothing is read, changed
 * or sent. What has been granted meanwhile lets the channel go on at once.
 * @throws AppError not_found, conflict where somebody signs in for the channel
 */
export async function probeAppAccess(desk: Desk, channelId: number): Promise<AppFindings> {
  const channel = await getChannel(desk.read, channelId);
  const access = await findAppAccess(desk.read, channelId);
  if (!channel.isAppOnly || access === undefined) {
    throw new AppError('conflict', `${channel.name} is opened by somebody who signed in, not by the app.`);
  }
  const found = await probe(desk, channel, access.outsider);
  return keep(desk, channel, access, found);
}

/** Looks at what is due; a grant takes up to two hours to count, and one that is too wide may come at any time. */
export async function watchAppAccess(
  desk: Desk,
  turn: { readonly stopping: AbortSignal; beat(): void },
): Promise<void> {
  for (const channelId of await listDueAppAccess(desk.read, desk.now())) {
    if (turn.stopping.aborted) return;
    turn.beat();
    const channel = await findChannel(desk.read, channelId);
    if (channel?.isAppOnly) {
      await probeAppAccess(desk, channelId).catch((error: unknown) => postpone(desk, channelId, error));
    } else await desk.write((tx) => updateAppAccess(tx, channelId, { nextProbeAt: null }));
  }
}

/** The others have their turn all the same. */
async function postpone(desk: Desk, channelId: number, error: unknown): Promise<void> {
  desk.log.warn('access of the app was not looked at', { channel: channelId, error });
  const nextProbeAt = new Date(desk.now().getTime() + afterFault);
  await desk.write((tx) => updateAppAccess(tx, channelId, { nextProbeAt }));
}

/** @returns what is known now */
async function keep(
  desk: Desk,
  channel: Channel,
  access: AppAccess,
  found: AppFindings,
): Promise<AppFindings> {
  const now = desk.now();
  const before = readFindings(access);
  const findings = carryOver(found, before);
  const judgement = judgeAppAccess(findings);
  const usual = chooseProbePause(judgement, now.getTime() - access.watchedSince.getTime());
  const pause = isDoubtful(found) ? Math.min(usual, afterFault) : usual;
  await desk.write(async (tx) => {
    const text = JSON.stringify(findings);
    const nextProbeAt = new Date(now.getTime() + pause);
    await updateAppAccess(tx, channel.id, { probedAt: now, nextProbeAt, findings: text });
    if (before !== undefined && judgeAppAccess(before) === judgement) return;
    const fact = { kind: 'channel.app_access', channelId: channel.id, data: { judgement } } as const;
    await recordChannel(tx, fact, { at: now, by: 'sign_in' });
    const current = await getChannel(tx, channel.id);
    await updateChannel(tx, channel.id, { ...retryNow(current, now), ...triedSoon(now) });
  });
  desk.wake(channel.id);
  // When it was looked at is not recorded as a fact, unless something else was found.
  desk.publish({ kind: 'channel', channelId: channel.id });
  return findings;
}

async function probe(desk: Desk, channel: Channel, outsider: string): Promise<AppFindings> {
  const { appRegistrationId, tenantId } = channel;
  if (appRegistrationId === null || tenantId === null) {
    throw new AppError('invalid', `The channel ${channel.name} has no app.`);
  }
  const tokens: { mail?: AppToken; graph?: AppToken } = {};
  let token: AppFindings['token'] = null;
  try {
    // A fresh one tells what has been agreed to meanwhile.
    tokens.mail = await getAppToken(desk, appRegistrationId, tenantId, 'mail', true);
    tokens.graph = await getAppToken(desk, appRegistrationId, tenantId, 'graph', true);
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    const { title, step, who, text } = diagnose(failure, channel);
    token = { title, step, who, text };
  }
  const { cloud } = tokens.mail === undefined ? { cloud: undefined } : await getAccessToken(desk, channel.id);
  const find = (mailbox: string) => probeRoads(desk, cloud, tokens, mailbox);
  return {
    objectId: tokens.mail?.objectId ?? '',
    mailRoles: tokens.mail?.roles ?? [],
    graphRoles: tokens.graph?.roles ?? [],
    token,
    own: await find(channel.address),
    outsider: outsider === '' ? null : await find(outsider),
  };
}

async function probeRoads(
  desk: Desk,
  cloud: Cloud | undefined,
  { mail, graph }: { mail?: AppToken; graph?: AppToken },
  mailbox: string,
): Promise<RoadFindings> {
  const [imap, smtp, byGraph, sending] = await Promise.all([
    cloud && mail ? find(() => probeImap(desk, cloud, mailbox, mail.accessToken)) : unasked,
    cloud && mail ? find(() => probeSmtp(desk, cloud, mailbox, mail.accessToken)) : unasked,
    cloud && graph ? find(() => probeGraphReading(cloud, mailbox, graph.accessToken)) : unasked,
    cloud && graph ? find(() => probeGraphSending(cloud, mailbox, graph.accessToken)) : unasked,
  ]);
  return { imap, smtp, graph: byGraph, graph_send: sending };
}

const unasked: RoadFinding = { verdict: 'unknown', text: '' };

/** Only a server that was reached and said no has refused. */
async function find(attempt: () => Promise<void>): Promise<RoadFinding> {
  try {
    await attempt();
    return { verdict: 'open', text: '' };
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    const diagnosis = diagnose(failure);
    // What heals by itself was not said to this app.
    const isPassing = diagnosis.retry.kind === 'wait' || healsByItself(diagnosis);
    const isAnswer = failure.origin !== 'network' && !isPassing;
    return { verdict: isAnswer ? 'refused' : 'unknown', text: failure.text };
  }
}

/** Exchange lets in who has a good token, and refuses the first command of who has no right: so a folder is opened. */
async function probeImap(desk: Desk, cloud: Cloud, user: string, accessToken: string): Promise<void> {
  const mailbox = await openImapReader({
    ...cloud.imap,
    ...lineTo(desk, cloud.imap, cloud.ca),
    user,
    auth: { accessToken },
    stepMilliseconds,
  });
  try {
    await mailbox.openFolder('');
  } finally {
    await mailbox.close();
  }
}

async function probeSmtp(desk: Desk, cloud: Cloud, userName: string, accessToken: string): Promise<void> {
  const hostName = new URL(desk.publicUrl).hostname;
  const session = await openSmtp({
    server: cloud.smtp,
    ...lineTo(desk, cloud.smtp, cloud.ca),
    userName,
    accessToken,
    hostName,
  });
  try {
    await session.trySender(userName);
  } finally {
    session.close();
  }
}
