import * as z from 'zod';
import { getGroup } from '../../db/groups.ts';
import {
  deleteWebhook,
  getWebhook,
  insertWebhook,
  queueDeliveriesAgain,
  updateWebhook,
  type Webhook,
} from '../../db/webhooks.ts';
import { changeBy } from '../../domain/change-by.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { webhookOf } from '../../domain/matters.ts';
import {
  createWebhookSecret,
  findNtfyTopic,
  isKindPattern,
  oldSecretMilliseconds,
  webhookShapes,
} from '../../domain/webhook.ts';
import { AppError } from '../../errors.ts';
import { findPrivateAddress } from '../../mail/vet-host.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { findNamed } from '../refuse-fields.ts';
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

const webhookFields = z.strictObject({
  name: z.string().trim().min(1, 'Give it a name.').max(100, 'At most 100 characters.'),
  url,
  kinds,
  /** Null: all groups. */
  groupIds: z.array(id).min(1).nullable(),
  shape: z.enum(webhookShapes),
  allowsPrivate: z.boolean(),
});
type Fields = z.output<typeof webhookFields>;
type Changes = { readonly [Name in keyof Fields]?: Fields[Name] | undefined };

/**
 * Admins: adds a webhook, or changes one, of which what is left out stays as it is at that moment, whoever has changed it. A new
 * one is told of what happens from now on. Into our own network an admin alone opens the way, and no token of his.
 * @returns its id @throws AppError invalid, forbidden, conflict
 */
export const saveWebhook = defineCommand({
  name: 'saveWebhook',
  input: webhookFields.partial().extend({ id: id.optional() }),
  about: ({ id: webhookId }) => (webhookId === undefined ? undefined : webhookOf(webhookId)),
  needs: proven('admin'),
  async work({ write, desk }, { id: webhookId, ...changes }): Promise<{ id: number }> {
    if (webhookId === undefined) {
      const fields = readNew(changes);
      await assertFit(fields);
      return write((act) => add(act, fields));
    }
    const looked = changeBy(toFields(await getWebhook(desk.read, webhookId)), changes);
    await assertFit(looked);
    return write((act) => change(act, webhookId, changes, looked));
  },
});

type Way = Pick<Fields, 'url' | 'shape' | 'allowsPrivate'>;

/** @param looked what the way of it was judged by, before the transaction */
async function change(act: Act, webhookId: number, changes: Changes, looked: Way): Promise<{ id: number }> {
  await assertGroups(act, changes.groupIds);
  const before = await getWebhook(act.tx, webhookId);
  const after = changeBy(toFields(before), changes);
  if (ways.some((field) => after[field] !== looked[field])) {
    throw new AppError(
      'conflict',
      'Somebody has changed where this webhook leads at this moment; try again.',
    );
  }
  assertNoWayInByToken(act, after, before);
  await updateWebhook(act.tx, webhookId, after);
  const listed = listChanges({ ...before }, { ...after }, secretFields);
  act.record({ kind: 'webhook.changed', data: { webhookId, name: after.name, changes: listed } });
  return { id: webhookId };
}

/** @throws AppError invalid, with each field that a new one has to have */
function readNew({ groupIds = null, allowsPrivate = false, shape = 'standard', ...given }: Changes): Fields {
  const { name, url: address, kinds: chosen } = given;
  if (name !== undefined && address !== undefined && chosen !== undefined) {
    return { name, url: address, kinds: chosen, groupIds, shape, allowsPrivate };
  }
  const missing = Object.entries({ name, url: address, kinds: chosen }).filter(
    ([, value]) => value === undefined,
  );
  const fields = Object.fromEntries(missing.map(([field]) => [field, 'A new webhook needs it.']));
  throw new AppError('invalid', 'Nothing was saved; something is missing.', { fields });
}

const ways = ['url', 'shape', 'allowsPrivate'] as const;

function toFields({ name, url, kinds, groupIds, shape, allowsPrivate }: Webhook): Fields {
  return { name, url, kinds: [...kinds], groupIds: groupIds && [...groupIds], shape, allowsPrivate };
}

async function add(act: Act, fields: Fields): Promise<{ id: number }> {
  await assertGroups(act, fields.groupIds);
  assertNoWayInByToken(act, fields, undefined);
  const added = await insertWebhook(act.tx, {
    ...fields,
    secret: createWebhookSecret(),
    cursor: await findStart(act),
    createdAt: act.now,
    oldSecret: null,
    oldSecretUntil: null,
    switchedOffAt: null,
    switchedOffBecause: null,
  });
  act.record({ kind: 'webhook.added', data: { webhookId: added, name: fields.name } });
  return { id: added };
}

/** Admins: switches a webhook on again. It is told of what happens from now on, and what was queued or given up still goes out. */
export const switchWebhook = defineCommand({
  name: 'switchWebhook',
  input: z.strictObject({ webhookId: id, isOn: z.boolean() }),
  about: ({ webhookId }) => webhookOf(webhookId),
  needs: 'admin',
  async run(act, { webhookId, isOn }): Promise<void> {
    const webhook = await getWebhook(act.tx, webhookId);
    if (isOn === (webhook.switchedOffAt === null)) return;
    if (!isOn) return switchOff(act, webhook, 'by_hand');
    const cursor = await findStart(act);
    await updateWebhook(act.tx, webhookId, { switchedOffAt: null, switchedOffBecause: null, cursor });
    await queueDeliveriesAgain(act.tx, webhookId, act.now);
    act.record({ kind: 'webhook.switched_on', data: { webhookId, name: webhook.name } });
  },
});

/** Admins: makes a new secret; the old one signs beside it for a day. @returns the new one, once */
export const renewWebhookSecret = defineCommand({
  name: 'renewWebhookSecret',
  input: z.strictObject({ webhookId: id }),
  about: ({ webhookId }) => webhookOf(webhookId),
  needs: proven('admin'),
  async run(act, { webhookId }): Promise<{ secret: string; oldUntil: Date }> {
    const { name, secret: oldSecret } = await getWebhook(act.tx, webhookId);
    const secret = createWebhookSecret();
    const oldUntil = new Date(act.now.getTime() + oldSecretMilliseconds);
    await updateWebhook(act.tx, webhookId, { secret, oldSecret, oldSecretUntil: oldUntil });
    const changes = [{ field: 'secret', isSecret: true }] as const;
    act.record({ kind: 'webhook.changed', data: { webhookId, name, changes } });
    return { secret, oldUntil };
  },
});

/** Admins: removes a webhook with its log. */
export const removeWebhook = defineCommand({
  name: 'removeWebhook',
  input: z.strictObject({ webhookId: id }),
  about: ({ webhookId }) => webhookOf(webhookId),
  needs: 'admin',
  async run(act, { webhookId }): Promise<void> {
    const { name } = await getWebhook(act.tx, webhookId);
    await deleteWebhook(act.tx, webhookId);
    act.record({ kind: 'webhook.removed', data: { webhookId, name } });
  },
});

/** The address of a webhook is often all that it takes to use it. */
const secretFields = ['url'];

/** A form must not lead Postroom to servers that only it can reach; each try looks again. @throws AppError invalid (fields) */
async function assertFit({ url: given, shape, allowsPrivate }: Way): Promise<void> {
  if (shape === 'ntfy' && findNtfyTopic(given) === undefined) {
    throw invalidUrl('Expected the address of a topic, as https://ntfy.sh/TOPIC.');
  }
  const address = allowsPrivate ? undefined : await findPrivateAddress(new URL(given).hostname);
  if (address === undefined) return;
  throw invalidUrl(
    `This leads to ${address}, on this machine or in its network. Where that is meant, an admin ticks “Allow addresses of this machine and its network”.`,
  );
}

/** Who has got hold of a token with `settings` must not reach our own network by it. @throws AppError forbidden */
function assertNoWayInByToken(
  { actor }: Act,
  given: Pick<Way, 'url' | 'allowsPrivate'>,
  before: Pick<Way, 'url' | 'allowsPrivate'> | undefined,
): void {
  if (actor.kind !== 'token' || !given.allowsPrivate) return;
  // What an admin has allowed holds for the address that he has seen.
  if (before?.allowsPrivate === true && before.url === given.url) return;
  const text =
    'An API token leads no webhook to this machine and its network; an admin allows that on the page of the webhook.';
  throw new AppError('forbidden', text);
}

/** @throws AppError invalid (groupIds) */
async function assertGroups({ tx }: Act, groupIds: Fields['groupIds'] | undefined): Promise<void> {
  for (const groupId of groupIds ?? []) await findNamed('groupIds', getGroup(tx, groupId));
}

function invalidUrl(message: string): AppError {
  return new AppError('invalid', `Nothing was saved. url: ${message}`, { fields: { url: message } });
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
