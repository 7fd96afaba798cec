import { createHmac, randomBytes } from 'node:crypto';
import type { FactKind, StoredFact } from './facts/fact.ts';
import { wordTable } from './word-table.ts';

// What programs are told of, in the shape of Standard Webhooks 1.0 (standardwebhooks.com).

export const webhookShapes = ['standard', 'slack', 'teams', 'mattermost', 'ntfy'] as const;
export type WebhookShape = (typeof webhookShapes)[number];

export type SwitchOffReason = 'by_hand' | 'gone' | 'gave_up';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Three days, and then all pauses at least. */
export const webhookPatience = {
  milliseconds: 72 * hour,
  pauses: [
    ...[5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute],
    ...[hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour],
  ],
} as const;

const secretPrefix = 'whsec_';

/** @returns 24 random bytes, as Standard Webhooks writes a secret */
export function createWebhookSecret(): string {
  return secretPrefix + randomBytes(24).toString('base64');
}

/** The same for each try of a delivery, so that a receiver knows one that comes twice. */
export function webhookMessageId(webhookId: number, factId: number): string {
  return `msg_${webhookId}_${factId}`;
}

/** How long a secret that was changed still signs beside the new one: so long a receiver has to learn it. */
export const oldSecretMilliseconds = 24 * hour;

/**
 * @param secrets one, or two while the first one is being changed: a receiver takes what one of them has signed
 * @param timestamp seconds since 1970 @returns the headers that say who sent it and that nothing was changed
 */
export function signWebhook(
  secrets: readonly string[],
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

/** @param patterns kinds, or beginnings with a star: `ticket.*`, `*` */
export function wantsFact(patterns: readonly string[], kind: FactKind): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? kind.startsWith(pattern.slice(0, -1)) : pattern === kind,
  );
}

export function isKindPattern(text: string): boolean {
  return /^(?:[a-z_]+\.)?(?:[a-z_]+|\*)$/.test(text) && text.length <= 60;
}

/** The ticket that a fact is about, as far as people are told. */
interface WebhookTicket {
  readonly number: number;
  readonly subject: string;
}

/** Where, and in which shape, a webhook is told. */
interface WebhookTarget {
  readonly shape: WebhookShape;
  readonly url: string;
}

/** @param publicUrl without a slash at its end @returns the body of the request, JSON */
export function writeWebhook(
  target: WebhookTarget,
  fact: StoredFact,
  ticket: WebhookTicket | undefined,
  publicUrl: string,
): string {
  const url = ticket === undefined ? publicUrl : `${publicUrl}/tickets/${ticket.number}`;
  const about = ticket === undefined ? '' : ` #${ticket.number} ${ticket.subject}`;
  const who = fact.actor.name === null ? '' : ` (${fact.actor.name})`;
  const text = `${fact.kind}${about}${who}`;
  return shapeBody(target, { text, url, whole: () => describeFact(fact, ticket, url) });
}

/** @returns the body of a request that tells of nothing but the webhook itself, in its own shape */
export function writeWebhookTest(
  target: WebhookTarget & { readonly name: string },
  at: Date,
  publicUrl: string,
): string {
  const whole = () => ({ type: 'test', timestamp: at.toISOString(), data: { webhook: target.name } });
  return shapeBody(target, { text: `test (${target.name})`, url: publicUrl, whole });
}

/** @returns the address that is posted to: ntfy takes JSON at its root, with the topic in it */
export function findPostUrl({ shape, url }: WebhookTarget): string {
  return shape === 'ntfy' ? new URL('/', url).href : url;
}

/** @returns the topic in an address of ntfy, as https://ntfy.sh/TOPIC; undefined where there is none */
export function findNtfyTopic(url: string): string | undefined {
  return /^\/([-\w]{1,64})$/.exec(new URL(url).pathname)?.[1];
}

interface Told {
  readonly text: string;
  readonly url: string;
  /** For programs. */
  readonly whole: () => object;
}

/** What a stranger wrote in a subject is text, never markup of the chat, and calls nobody. */
function shapeBody({ shape, url: target }: WebhookTarget, { text, url, whole }: Told): string {
  switch (shape) {
    case 'standard':
      return JSON.stringify(whole());
    case 'slack': {
      const plain = text.replace(/[&<>]/g, (character) => entities[character] ?? character);
      return JSON.stringify({ text: `<${url}|${plain.replaceAll('|', '¦')}>` });
    }
    case 'mattermost': {
      const plain = text.replace(/[[\]()*_`~|\\]/g, '\\$&').replaceAll('@', `@${zeroWidthSpace}`);
      return JSON.stringify({ text: `${plain}\n${url}` });
    }
    case 'teams':
      return JSON.stringify(adaptiveCard(text, url));
    case 'ntfy':
      return JSON.stringify({ topic: findNtfyTopic(target), title: 'Postroom', message: text, click: url });
  }
}

const zeroWidthSpace = '\u200b';

const entities = wordTable({ '&': '&amp;', '<': '&lt;', '>': '&gt;' });

function describeFact(fact: StoredFact, ticket: WebhookTicket | undefined, url: string) {
  const { id, at, kind, actor, data, ticketId, articleId, channelId, customerId, groupId, userId } = fact;
  return {
    type: kind,
    timestamp: at.toISOString(),
    data: {
      id,
      actor,
      ticketId,
      articleId,
      channelId,
      customerId,
      groupId,
      userId,
      ticket: ticket === undefined ? undefined : { ...ticket, url },
      facts: data,
    },
  };
}

/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
function adaptiveCard(text: string, url: string) {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    // A TextBlock would take markup, and links, out of the text.
    body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] }],
    actions: [{ type: 'Action.OpenUrl', title: 'Open', url }],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
