import { randomUUID } from 'node:crypto';
import type { AlertSettings } from '../../domain/alert-settings.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import { postJson } from '../../mail/post-json.ts';
import type { Desk } from '../desk.ts';
import { findAlertWay, handOver, type MailWay } from './mail-way.ts';

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
    if (way !== undefined) return await mail(desk, way, settings.to, message);
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

async function mail(
  desk: Desk,
  way: MailWay,
  to: readonly string[],
  message: AlertMessage,
): Promise<AlertOutcome> {
  const raw = await composeMail({
    from: { name: 'Postroom', address: way.from },
    to: to.map((address) => ({ name: '', address })),
    cc: [],
    subject: `[Postroom] ${message.subject}`,
    topic: `[Postroom] ${message.subject}`,
    messageId: `${randomUUID()}@${new URL(desk.publicUrl).hostname}`,
    inReplyTo: undefined,
    references: [],
    date: message.at,
    text: message.text,
    isAutomatic: true,
    isUnasked: true,
  });
  const outcome = await handOver(way, to, raw);
  const { route } = way;
  if (outcome.kind === 'sent') return { kind: 'sent', route, reason: undefined };
  const reason = `${diagnose(outcome.failure).title}: ${outcome.failure.text}`;
  return { kind: outcome.kind === 'unknown' ? 'unknown' : 'failed', route, reason };
}
