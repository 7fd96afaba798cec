import * as z from 'zod';
import { getGroup } from '../../db/groups.ts';
import { deleteWebhook, getWebhook, insertWebhook, updateWebhook } from '../../db/webhooks.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { createWebhookSecret, isKindPattern, webhookShapes } from '../../domain/webhook.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { proven } from '../rights.ts';
import { switchOff } from './deliver-webhooks.ts';
import { findStart } from './queue-webhooks.ts';

const url = z
  .string()
  .trim()
  .max(2000, 'At most 2000 characters.')
  .refine(isHttp, 'Expected an address like https://example.com/hook.');

const kinds = z
  .array(z.string().trim().refine(isKindPattern, 'Expected kinds like ticket.opened or ticket.*'))
  .min(1, 'Choose at least one kind.')
  .max(100);

/** Admins: adds a webhook, or changes one. A new one is told of what happens from now on. @returns its id */
export const saveWebhook = defineCommand({
  name: 'saveWebhook',
  input: z.strictObject({
    id: id.optional(),
    name: z.string().trim().min(1, 'Give it a name.').max(100, 'At most 100 characters.'),
    url,
    kinds,
    groupIds: z.array(id).min(1).optional(),
    shape: z.enum(webhookShapes),
    allowsPrivate: z.boolean(),
  }),
  needs: proven('admin'),
  async run(act, { id: webhookId, groupIds = null, ...given }): Promise<{ id: number }> {
    for (const groupId of groupIds ?? []) await getGroup(act.tx, groupId);
    const changes = { ...given, groupIds };
    const { name } = given;
    act.after(() => act.desk.publish({ kind: 'settings' }));
    if (webhookId !== undefined) {
      const before = await getWebhook(act.tx, webhookId);
      await updateWebhook(act.tx, webhookId, changes);
      const listed = listChanges({ ...before }, changes);
      act.record({ kind: 'webhook.changed', data: { webhookId, name, changes: listed } });
      return { id: webhookId };
    }
    const added = await insertWebhook(act.tx, {
      ...changes,
      ...{ secret: createWebhookSecret(), cursor: await findStart(act), createdAt: act.now },
      ...{ switchedOffAt: null, switchedOffBecause: null },
    });
    act.record({ kind: 'webhook.added', data: { webhookId: added, name } });
    return { id: added };
  },
});

/** Admins: on again, it is told of what happens from now on, and what was queued still goes out. */
export const switchWebhook = defineCommand({
  name: 'switchWebhook',
  input: z.strictObject({ webhookId: id, isOn: z.boolean() }),
  needs: 'admin',
  async run(act, { webhookId, isOn }): Promise<void> {
    const webhook = await getWebhook(act.tx, webhookId);
    if (isOn === (webhook.switchedOffAt === null)) return;
    if (!isOn) return switchOff(act, webhook, 'by_hand');
    const cursor = await findStart(act);
    await updateWebhook(act.tx, webhookId, { switchedOffAt: null, switchedOffBecause: null, cursor });
    act.record({ kind: 'webhook.switched_on', data: { webhookId, name: webhook.name } });
    act.after(() => act.desk.publish({ kind: 'settings' }));
  },
});

/** Admins: makes a new secret; the old one signs nothing more. */
export const renewWebhookSecret = defineCommand({
  name: 'renewWebhookSecret',
  input: z.strictObject({ webhookId: id }),
  needs: proven('admin'),
  async run(act, { webhookId }): Promise<void> {
    const { name } = await getWebhook(act.tx, webhookId);
    await updateWebhook(act.tx, webhookId, { secret: createWebhookSecret() });
    const changes = [{ field: 'secret', isSecret: true }] as const;
    act.record({ kind: 'webhook.changed', data: { webhookId, name, changes } });
  },
});

/** Admins: removes a webhook with its log. */
export const removeWebhook = defineCommand({
  name: 'removeWebhook',
  input: z.strictObject({ webhookId: id }),
  needs: 'admin',
  async run(act, { webhookId }): Promise<void> {
    const { name } = await getWebhook(act.tx, webhookId);
    await deleteWebhook(act.tx, webhookId);
    act.record({ kind: 'webhook.removed', data: { webhookId, name } });
    act.after(() => act.desk.publish({ kind: 'settings' }));
  },
});

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
