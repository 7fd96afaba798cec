import * as z from 'zod';
import type { Tx } from '../../db/care/open.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { type Group, getGroup, insertGroup, listGroups, updateGroup } from '../../db/groups.ts';
import { findGroupSignature, findSignaturePicture } from '../../db/signatures.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { type GroupSettings, readGroupSettings } from '../../domain/group-settings.ts';
import { groupOf } from '../../domain/matters.ts';
import { noSignature } from '../../domain/signature.ts';
import { AppError, toAppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import {
  type ReadSignature,
  readSignature,
  signatureInput,
  storePicture,
} from '../composing/read-signature.ts';
import type { Desk } from '../desk.ts';
import { id } from '../input-fields.ts';
import { accessChoices, giveAccess } from './give-access.ts';

/** Admins: adds a group or changes one. @returns its id. @throws AppError invalid (with fields), not_found */
export const saveGroup = defineCommand({
  name: 'saveGroup',
  input: z.strictObject({
    /** Left out for a new group. */
    groupId: id.optional(),
    name: z.string(),
    emailAddressId: z.string(),
    signature: signatureInput.text,
    signatureHtml: signatureInput.html,
    signaturePicture: signatureInput.picture,
    dropsPicture: signatureInput.dropsPicture,
    followUp: z.string(),
    onBounce: z.string().optional(),
    language: z.string().optional(),
    timeZone: z.string().optional(),
    nameFormat: z.string(),
    autoReply: z.string().optional(),
    autoReplySubject: z.string().optional(),
    autoReplyText: z.string().optional(),
    /** By user. Users who are not named keep what they have. */
    access: accessChoices,
  }),
  about: ({ groupId }) => (groupId === undefined ? undefined : groupOf(groupId)),
  needs: 'admin',
  async work(work, input) {
    const read = readGroupSettings(input);
    const { signature, fields } = await readGroupSignature(work.desk, input);
    const wrong = { ...('fields' in read ? read.fields : {}), ...fields };
    if ('fields' in read || signature === undefined || Object.keys(wrong).length > 0) throw refuse(wrong);
    const settings = { ...read.settings, signature: signature.text, signatureHtml: signature.html };
    return work.write(async (act) => {
      await check(act.tx, input.groupId, settings);
      const before = input.groupId === undefined ? undefined : await getGroup(act.tx, input.groupId);
      const groupId = before?.id ?? (await insertGroup(act.tx, settings.name)).id;
      await updateGroup(act.tx, groupId, settings);
      await storePicture(act, { groupId }, signature.picture);
      noteGroup(act, groupId, before, settings);
      await giveAccess(act, { groupId, byUser: input.access });
      act.after(() => act.desk.log.info('group saved', { group: groupId }));
      return { id: groupId };
    });
  },
});

interface SignatureFields {
  readonly groupId?: number | undefined;
  readonly signature: string;
  readonly signatureHtml?: string | undefined;
  readonly signaturePicture?: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  readonly dropsPicture?: boolean | undefined;
}

/** @returns the signature, or what is wrong with its fields: the rest of the form is looked at all the same */
async function readGroupSignature(
  desk: Desk,
  { groupId, signature: text, signatureHtml: html, signaturePicture: picture, dropsPicture }: SignatureFields,
): Promise<{ readonly signature?: ReadSignature; readonly fields?: Readonly<Record<string, string>> }> {
  const form = { text, html, picture, dropsPicture };
  const [stored, earlier] =
    groupId === undefined
      ? [noSignature, undefined]
      : [await findGroupSignature(desk.read, groupId), await findSignaturePicture(desk.read, { groupId })];
  try {
    return { signature: await readSignature(desk, form, { ...stored, picture: earlier }) };
  } catch (error) {
    const { fields } = toAppError(error);
    if (fields === undefined) throw error;
    return { fields };
  }
}

/**
 * Admins: an inactive group cannot be chosen as a destination any more. Its tickets stay, and channels that point at it
 * go on delivering there.
 * @throws AppError not_found, conflict for the last active group
 */
export const setGroupActive = defineCommand({
  name: 'setGroupActive',
  input: z.strictObject({ groupId: id, isActive: z.boolean() }),
  about: ({ groupId }) => groupOf(groupId),
  needs: 'admin',
  async run(act, { groupId, isActive }) {
    const group = await getGroup(act.tx, groupId);
    const others = (await listGroups(act.tx)).filter((other) => other.isActive && other.id !== group.id);
    if (!isActive && others.length === 0) {
      throw new AppError('conflict', `${group.name} is the last active group; add another one first.`);
    }
    await updateGroup(act.tx, groupId, { isActive });
    noteGroup(act, groupId, group, { name: group.name, isActive });
    act.after(() => act.desk.log.info('group saved', { group: groupId, isActive }));
  },
});

function noteGroup(
  act: Act,
  groupId: number,
  before: Group | undefined,
  after: Partial<Group> & Pick<Group, 'name'>,
): void {
  const { name } = after;
  const changes = before === undefined ? [] : listChanges(before, after, ['signatureHtml']);
  if (before === undefined) act.record({ groupId, kind: 'group.added', data: { name } });
  if (changes.length > 0) act.record({ groupId, kind: 'group.changed', data: { name, changes } });
}

async function check(tx: Tx, groupId: number | undefined, settings: GroupSettings): Promise<void> {
  const same = (await listGroups(tx)).find(
    (other) => other.id !== groupId && other.name.toLowerCase() === settings.name.toLowerCase(),
  );
  if (same !== undefined) throw refuse({ name: 'There is a group of this name already.' });
  const { emailAddressId } = settings;
  if (emailAddressId === null) return;
  const addresses = await listAllEmailAddresses(tx);
  if (!addresses.some(({ id }) => id === emailAddressId)) {
    throw refuse({ emailAddressId: 'This address is gone; choose another one.' });
  }
}

function refuse(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'The group was not saved; see the marked fields.', { fields });
}
