import { randomUUID } from 'node:crypto';
import { findChannel } from '../../db/channels.ts';
import { listEmailAddresses } from '../../db/email-addresses.ts';
import type { AlertSettings } from '../../domain/alert-settings.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import { postJson } from '../../mail/post-json.ts';
import { openSmtp, type SmtpOptions } from '../../mail/smtp.ts';
import { sendingOf } from '../channels/connection-of.ts';
import { findAuthority } from '../channels/mail-account-connection.ts';
import type { Desk } from '../desk.ts';

/** What is told; the fields of the webhook's JSON, beside `text`. */
export interface AlertMessage {
  readonly id: string;
  readonly kind: 'failure' | 'recovery' | 'expiry' | 'test';
  readonly channelId: number | null;
  readonly subject: string;
  readonly text: string;
  readonly at: Date;
}

/** `unknown`: handed over, and no answer came. */
export interface AlertOutcome {
  readonly kind: 'sent' | 'failed' | 'unknown';
  /** In words: which way it went. */
  readonly route: string;
  readonly reason: string | undefined;
}

/** Tells people once, the way that the settings name. Never throws. */
export async function sendAlert(
  desk: Desk,
  settings: AlertSettings,
  message: AlertMessage,
): Promise<AlertOutcome> {
  try {
    if (settings.route === 'webhook') return await post(settings, message);
    const way = await findAlertWay(desk, settings);
    if (way !== undefined) return await mail(way, settings.to, message);
    const missing = { none: 'No way is set.', smtp: 'No server is set.', channel: 'The channel is gone.' };
    return { kind: 'failed', route: settings.route, reason: missing[settings.route] };
  } catch (error) {
    const failure = findFailure(error);
    const reason =
      failure === undefined ? toAppError(error).message : `${diagnose(failure).title}: ${failure.text}`;
    return { kind: 'failed', route: settings.route, reason };
  }
}

async function post({ url, allowsPrivate }: AlertSettings, message: AlertMessage): Promise<AlertOutcome> {
  const body = JSON.stringify({ ...message, at: message.at.toISOString() });
  const outcome = await postJson(url, body, { allowsPrivate });
  const route = `webhook at ${new URL(url).host}`;
  return { kind: outcome.kind, route, reason: outcome.kind === 'sent' ? undefined : outcome.reason };
}

/** A server that takes our mail. */
export interface MailWay {
  readonly options: SmtpOptions;
  readonly from: string;
  /** In words. */
  readonly route: string;
}

/** @returns how the settings have mail sent; undefined where they name no such way */
export async function findAlertWay(
  desk: Desk,
  { route, smtp, channelId }: AlertSettings,
): Promise<MailWay | undefined> {
  if (route === 'smtp' && smtp !== null) {
    const { server, userName, password, from } = smtp;
    const hostName = new URL(desk.publicUrl).hostname;
    const base = { server, ca: await findAuthority(desk, server), hostName };
    const options = userName === '' ? { ...base, userName: undefined } : { ...base, userName, password };
    return { options, from, route: `mail through ${server.host}` };
  }
  const channel =
    route === 'channel' && channelId !== null ? await findChannel(desk.read, channelId) : undefined;
  if (channel === undefined) return undefined;
  const [primary] = await listEmailAddresses(desk.read, channel.id);
  const from = primary?.address ?? channel.address;
  return { options: await sendingOf(desk, channel), from, route: `mail from the channel ${channel.name}` };
}

async function mail(
  { options, from, route }: MailWay,
  to: readonly string[],
  message: AlertMessage,
): Promise<AlertOutcome> {
  const raw = await composeMail({
    from: { name: 'Postroom', address: from },
    to: to.map((address) => ({ name: '', address })),
    cc: [],
    subject: `[Postroom] ${message.subject}`,
    topic: `[Postroom] ${message.subject}`,
    messageId: `${randomUUID()}@${options.hostName}`,
    inReplyTo: undefined,
    references: [],
    date: message.at,
    text: message.text,
    isAutomatic: true,
    isUnasked: true,
  });
  const session = await openSmtp(options);
  try {
    const outcome = await session.send({ from, to }, raw);
    if (outcome.kind === 'sent') return { kind: 'sent', route, reason: undefined };
    const reason = `${diagnose(outcome.failure).title}: ${outcome.failure.text}`;
    return { kind: outcome.kind === 'unknown' ? 'unknown' : 'failed', route, reason };
  } finally {
    session.close();
  }
}
