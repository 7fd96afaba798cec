import { randomUUID } from 'node:crypto';
import type { AlertNews, AlertProblem, AlertRoute } from '../../domain/alert-news.ts';
import type { AlertSettings } from '../../domain/alert-settings.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import { signWebhook } from '../../domain/webhook.ts';
import { toAppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import type { Desk } from '../desk.ts';
import { findCommonReader } from './letter-reader.ts';
import { handOver, listMailWays, type MailWay } from './mail-way.ts';
import { postJson } from './post-json.ts';

/** What is told. */
interface AlertMessage {
  readonly id: string;
  readonly kind: 'failure' | 'recovery' | 'expiry' | 'test';
  readonly channelId: number | null;
  readonly news: AlertNews;
  readonly at: Date;
}

/** `unknown`: handed over, and no answer came. */
export interface AlertOutcome {
  readonly kind: 'sent' | 'failed' | 'unknown';
  readonly route: AlertRoute;
  readonly problem: AlertProblem | undefined;
}

/** Tells people once, the way that the settings name; by mail from another channel where that way does not take it. Never throws. */
export async function sendAlert(
  desk: Desk,
  settings: AlertSettings,
  message: AlertMessage,
): Promise<AlertOutcome> {
  if (settings.route === 'none')
    return { kind: 'failed', route: { way: 'nowhere' }, problem: { code: 'no_way' } };
  if (settings.route === 'webhook') {
    const route = { way: 'webhook', host: new URL(settings.url).host } as const;
    return post(desk, settings, message, route).catch((error: unknown) => toOutcome(error, route));
  }
  const failed: AlertOutcome[] = [];
  for (const way of await listMailWays(desk, settings)) {
    const outcome = await mail(desk, way, settings.to, message).catch((error: unknown) =>
      toOutcome(error, way.route),
    );
    if (outcome.kind !== 'failed') return outcome;
    failed.push(outcome);
  }
  const problem = { code: settings.route === 'smtp' ? 'no_server' : 'channel_gone' } as const;
  return failed[0] ?? { kind: 'failed', route: { way: 'nowhere' }, problem };
}

function toOutcome(error: unknown, route: AlertRoute): AlertOutcome {
  const failure = findFailure(error);
  const problem: AlertProblem =
    failure === undefined ? { code: 'said', text: toAppError(error).message } : problemOf(failure);
  return { kind: 'failed', route, problem };
}

function problemOf(failure: Failure): AlertProblem {
  return { code: 'mail_failed', diagnosis: diagnose(failure).code, said: failure.text };
}

/** The body has the words beside the facts; it is signed as Standard Webhooks says. */
async function post(
  desk: Desk,
  { url, secret, allowsPrivate }: AlertSettings,
  message: AlertMessage,
  route: AlertRoute,
): Promise<AlertOutcome> {
  const { id, kind, channelId, news, at } = message;
  const words = desk.letters.alert(await findCommonReader(desk, []), news, desk.publicUrl);
  const body = JSON.stringify({ id, kind, channelId, ...words, at: at.toISOString() });
  const timestamp = Math.floor(desk.now().getTime() / 1000);
  const headers = secret === '' ? {} : signWebhook([secret], { id, timestamp, body });
  const outcome = await postJson(url, body, { headers, allowsPrivate });
  return { kind: outcome.kind, route, problem: outcome.kind === 'sent' ? undefined : outcome.problem };
}

async function mail(
  desk: Desk,
  way: MailWay,
  to: readonly string[],
  message: AlertMessage,
): Promise<AlertOutcome> {
  const { subject, text } = desk.letters.alert(
    await findCommonReader(desk, to),
    message.news,
    desk.publicUrl,
  );
  const raw = await composeMail({
    from: { name: 'Postroom', address: way.from },
    to: to.map((address) => ({ name: '', address })),
    cc: [],
    subject: `[Postroom] ${subject}`,
    topic: `[Postroom] ${subject}`,
    messageId: `${randomUUID()}@${new URL(desk.publicUrl).hostname}`,
    inReplyTo: undefined,
    references: [],
    date: message.at,
    text,
    isAutomatic: true,
    isUnasked: true,
  });
  const outcome = await handOver(way, to, raw);
  const { route } = way;
  if (outcome.kind === 'sent') return { kind: 'sent', route, problem: undefined };
  const kind = outcome.kind === 'unknown' ? 'unknown' : 'failed';
  return { kind, route, problem: problemOf(outcome.failure) };
}
