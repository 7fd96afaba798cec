import { createHmac, randomBytes } from 'node:crypto';
import type { FactKind, StoredFact } from './facts/fact.ts';

// What programs are told of, in the shape of Standard Webhooks 1.0 (standardwebhooks.com).

export const webhookShapes = ['standard', 'slack', 'teams', 'mattermost', 'ntfy'] as const;
export type WebhookShape = (typeof webhookShapes)[number];

export type SwitchOffReason = 'by_hand' | 'gone' | 'gave_up';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** After each failed try; the last one again and again, until three days are over. */
export const webhookPauses: readonly number[] = [
  ...[5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute],
  ...[hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour],
];
export const giveUpAfterMilliseconds = 72 * hour;

const secretPrefix = 'whsec_';

/** @returns 24 random bytes, as Standard Webhooks writes a secret */
export function createWebhookSecret(): string {
  return secretPrefix + randomBytes(24).toString('base64');
}

/** The same for each try of a delivery, so that a receiver knows one that comes twice. */
export function webhookMessageId(webhookId: number, factId: number): string {
  return `msg_${webhookId}_${factId}`;
}

/** @param timestamp seconds since 1970 @returns the headers that say who sent it and that nothing was changed */
export function signWebhook(
  secret: string,
  message: { readonly id: string; readonly timestamp: number; readonly body: string },
): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  const { id, timestamp, body } = message;
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
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
export interface WebhookTicket {
  readonly number: number;
  readonly subject: string;
}

/** @param publicUrl without a slash at its end @returns the body of the request, JSON */
export function writeWebhook(
  shape: WebhookShape,
  fact: StoredFact,
  ticket: WebhookTicket | undefined,
  publicUrl: string,
): string {
  const url = ticket === undefined ? publicUrl : `${publicUrl}/tickets/${ticket.number}`;
  if (shape === 'standard') return JSON.stringify(describeFact(fact, ticket, url));
  const about = ticket === undefined ? '' : ` #${ticket.number} ${ticket.subject}`;
  const who = fact.actor.name === null ? '' : ` (${fact.actor.name})`;
  const text = `${fact.kind}${about}${who}`;
  // What a stranger wrote in a subject is text, not the program's own markup.
  const plain = text.replace(/[&<>]/g, (character) => entities[character] ?? character);
  switch (shape) {
    case 'slack':
      return JSON.stringify({ text: `<${url}|${plain.replaceAll('|', '¦')}>` });
    case 'mattermost':
      return JSON.stringify({ text: `${text.replace(/[[\]()*_`~|\\]/g, '\\$&')}\n${url}` });
    case 'teams':
      return JSON.stringify(adaptiveCard(text, url));
    case 'ntfy':
      return JSON.stringify({ title: 'Postroom', message: text, click: url });
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function describeFact(fact: StoredFact, ticket: WebhookTicket | undefined, url: string) {
  const { id, at, kind, actor, data, ticketId, articleId, channelId, customerId, groupId, userId } = fact;
  return {
    type: kind,
    timestamp: at.toISOString(),
    data: {
      ...{ id, actor, ticketId, articleId, channelId, customerId, groupId, userId },
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
    body: [{ type: 'TextBlock', text, wrap: true }],
    actions: [{ type: 'Action.OpenUrl', title: 'Open', url }],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
