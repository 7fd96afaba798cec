import type { AlertNews, AlertProblem, AlertRoute } from '../../domain/alert-news.ts';
import type { AlertSettings } from '../../domain/alert-settings.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { signWebhook } from '../../domain/webhook.ts';
import { toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { findCommonReader } from './letter-reader.ts';
import { listMailWays } from './mail-way.ts';
import { postJson } from './post-json.ts';
import { sendToPeople, type WayRefusal } from './send-to-people.ts';

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
    return post(desk, settings, message, route).catch((error: unknown) => {
      const problem = { code: 'said', text: toAppError(error).message } as const;
      return { kind: 'failed', route, problem };
    });
  }
  return mail(desk, settings, message);
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
  // The words are in the language of whoever reads the alerts: a program goes by the code.
  const body = JSON.stringify({ id, kind, code: news.code, channelId, ...words, at: at.toISOString() });
  const timestamp = Math.floor(desk.now().getTime() / 1000);
  const headers = secret === '' ? {} : signWebhook([secret], { id, timestamp, body });
  const outcome = await postJson(url, body, { headers, allowsPrivate });
  return { kind: outcome.kind, route, problem: outcome.kind === 'sent' ? undefined : outcome.problem };
}

async function mail(desk: Desk, settings: AlertSettings, message: AlertMessage): Promise<AlertOutcome> {
  const { to } = settings;
  const { id, news, at } = message;
  const { subject, text } = desk.letters.alert(await findCommonReader(desk, to), news, desk.publicUrl);
  const words = { subject: `[Postroom] ${subject}`, text };
  const ways = await listMailWays(desk, settings);
  const outcome = await sendToPeople(desk, id, ways, { to, ...words, date: at });
  if (outcome.kind === 'sent') return { kind: 'sent', route: outcome.route, problem: undefined };
  if (outcome.kind === 'unknown') {
    return { kind: 'unknown', route: outcome.route, problem: problemOf(outcome) };
  }
  const [first] = outcome.refusals;
  if (first !== undefined) return { kind: 'failed', route: first.route, problem: problemOf(first) };
  const code = settings.route === 'smtp' ? 'no_server' : 'channel_gone';
  return { kind: 'failed', route: { way: 'nowhere' }, problem: { code } };
}

function problemOf({ failure, text }: WayRefusal): AlertProblem {
  if (failure === undefined) return { code: 'said', text };
  return { code: 'mail_failed', diagnosis: diagnose(failure).code, said: failure.text };
}
