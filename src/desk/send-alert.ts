import { randomUUID } from 'node:crypto';
import { findChannel } from '../db/channels.ts';
import { listEmailAddresses } from '../db/email-addresses.ts';
import type { AlertSettings } from '../domain/alert-settings.ts';
import { diagnose } from '../domain/diagnosis.ts';
import { findFailure } from '../domain/failure.ts';
import { toAppError } from '../errors.ts';
import { composeMail } from '../mail/compose.ts';
import { postJson } from '../mail/post-json.ts';
import { openSmtp, type SmtpOptions } from '../mail/smtp.ts';
import { sendingOf } from './connection-of.ts';
import type { Desk } from './desk.ts';
import { findAuthority } from './mail-account-connection.ts';

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
    if (settings.route === 'smtp') return await mailByServer(desk, settings, message);
    if (settings.route === 'channel') return await mailByChannel(desk, settings, message);
    return { kind: 'failed', route: 'none', reason: 'No way is set.' };
  } catch (error) {
    const failure = findFailure(error);
    const reason =
      failure === undefined ? toAppError(error).message : `${diagnose(failure).title}: ${failure.text}`;
    return { kind: 'failed', route: settings.route, reason };
  }
}

async function post({ url, allowsPrivate }: AlertSettings, message: AlertMessage): Promise<AlertOutcome> {
  const body = { ...message, at: message.at.toISOString() };
  const outcome = await postJson(url, body, { allowsPrivate });
  const route = `webhook at ${new URL(url).host}`;
  return { kind: outcome.kind, route, reason: outcome.kind === 'sent' ? undefined : outcome.reason };
}

async function mailByServer(
  desk: Desk,
  { smtp, to }: AlertSettings,
  message: AlertMessage,
): Promise<AlertOutcome> {
  if (smtp === null) return { kind: 'failed', route: 'SMTP', reason: 'No server is set.' };
  const { server, userName, password, from } = smtp;
  const base = { server, ca: await findAuthority(desk, server), hostName: new URL(desk.publicUrl).hostname };
  const options: SmtpOptions =
    userName === '' ? { ...base, userName: undefined } : { ...base, userName, password };
  return mail(options, `mail through ${server.host}`, { from, to, message });
}

async function mailByChannel(
  desk: Desk,
  { channelId, to }: AlertSettings,
  message: AlertMessage,
): Promise<AlertOutcome> {
  const channel = channelId === null ? undefined : await findChannel(desk.read, channelId);
  if (channel === undefined) return { kind: 'failed', route: 'channel', reason: 'The channel is gone.' };
  const [primary] = await listEmailAddresses(desk.read, channel.id);
  const from = primary?.address ?? channel.address;
  return mail(await sendingOf(desk, channel), `mail from the channel ${channel.name}`, { from, to, message });
}

async function mail(
  options: SmtpOptions,
  route: string,
  { from, to, message }: { from: string; to: readonly string[]; message: AlertMessage },
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
