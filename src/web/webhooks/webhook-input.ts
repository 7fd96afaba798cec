import type { WebhookValues } from '../../../views/webhooks/webhook-form.tsx';
import { kindChoices } from '../../../views/webhooks/webhook-words.ts';
import type { Webhook } from '../../db/webhooks.ts';
import { webhookShapes } from '../../domain/webhook.ts';
import type { WebRequest } from '../context.ts';
import { readForm } from '../form-fields.ts';

export const emptyWebhook: WebhookValues = {
  name: '',
  url: '',
  shape: 'standard',
  kinds: ['ticket.*'],
  otherKinds: '',
  groupIds: [],
  allowsPrivate: false,
};

/** As a form shows it: what has a box of its own, and the rest as it is typed. */
export function toValues({ name, url, shape, kinds, groupIds, allowsPrivate }: Webhook): WebhookValues {
  const boxes = kindChoices().filter(({ value }) => value.split(' ').every((kind) => kinds.includes(kind)));
  const ticked = new Set(boxes.flatMap(({ value }) => value.split(' ')));
  const otherKinds = kinds.filter((kind) => !ticked.has(kind)).join(', ');
  return {
    name,
    url,
    shape,
    allowsPrivate,
    otherKinds,
    kinds: boxes.map(({ value }) => value),
    groupIds: (groupIds ?? []).map(String),
  };
}

export async function readValues(c: WebRequest): Promise<WebhookValues> {
  const form = await readForm(c);
  const text = (name: string) => String(form.get(name) ?? '');
  return {
    name: text('name'),
    url: text('url'),
    otherKinds: text('otherKinds'),
    shape: webhookShapes.find((shape) => shape === text('shape')) ?? 'standard',
    kinds: form.getAll('kinds').map(String),
    groupIds: form.getAll('groups').map(String),
    allowsPrivate: text('allowsPrivate') === 'on',
  };
}

/** @returns the kinds of facts, each once */
export function listKinds({ kinds, otherKinds }: WebhookValues): string[] {
  const all = [...kinds.flatMap((value) => value.split(' ')), ...otherKinds.split(/[\s,;]+/)];
  return [...new Set(all.filter((kind) => kind !== ''))];
}
