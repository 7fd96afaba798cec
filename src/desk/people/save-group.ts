import * as z from 'zod';
import type { Tx } from '../../db/care/open.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { type Group, getGroup, insertGroup, listGroups, updateGroup } from '../../db/groups.ts';
import { findGroupSignature, findSignaturePicture } from '../../db/signatures.ts';
import { changeBy } from '../../domain/change-by.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { type GroupInput, type GroupSettings, readGroupSettings } from '../../domain/group-settings.ts';
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

/**
 * Admins: adds a group or changes one, of which what is left out stays as it is at that moment, whoever has changed it.
 * @returns its id. @throws AppError invalid (with fields), not_found, conflict for the last active group
 */
export const saveGroup = defineCommand({
  name: 'saveGroup',
  input: z.strictObject({
    /** Left out for a new group. */
    groupId: id.optional(),
    name: z.string().optional(),
    isActive: z.boolean().optional(),
    emailAddressId: z.string().optional(),
    signature: signatureInput.text.optional(),
    signatureHtml: signatureInput.html,
    signaturePicture: signatureInput.picture,
    dropsPicture: signatureInput.dropsPicture,
    followUp: z.string().optional(),
    onBounce: z.string().optional(),
    language: z.string().optional(),
    timeZone: z.string().optional(),
    nameFormat: z.string().optional(),
    autoReply: z.string().optional(),
    autoReplySubject: z.string().optional(),
    autoReplyText: z.string().optional(),
    /** By user. Users who are not named keep what they have. */
    access: accessChoices,
  }),
  about: ({ groupId }) => (groupId === undefined ? undefined : groupOf(groupId)),
  needs: 'admin',
  async work(work, input) {
    const { groupId } = input;
    const looked = groupId === undefined ? undefined : await getGroup(work.desk.read, groupId);
    const { signature, fields } = await readGroupSignature(work.desk, input, looked);
    readSettings(input, looked, fields);
    return work.write(async (act) => {
      const before = groupId === undefined ? undefined : await getGroup(act.tx, groupId);
      const settings = {
        ...readSettings(input, before),
        ...(signature && { signature: signature.text, signatureHtml: signature.html }),
      };
      await check(act.tx, groupId, settings);
      const group = before ?? (await insertGroup(act.tx, settings.name));
      await updateGroup(act.tx, group.id, settings);
      if (signature !== undefined) await storePicture(act, { groupId: group.id }, signature.picture);
      noteGroup(act, group.id, before, settings);
      const { isActive = group.isActive } = input;
      if (isActive !== group.isActive) await setActive(act, { ...group, ...settings }, isActive);
      await giveAccess(act, { groupId: group.id, byUser: input.access });
      act.after(() => act.desk.log.info('group saved', { group: group.id }));
      return { id: group.id };
    });
  },
});

type Given = { readonly [Name in keyof GroupInput]?: GroupInput[Name] | undefined };

/**
 * @param before the group as it is, whose settings stay where none is given. @param wrong what else is wrong
 * @throws AppError invalid, with each field
 */
function readSettings(
  given: Given,
  before: Group | undefined,
  wrong: Readonly<Record<string, string>> = {},
): GroupSettings {
  const read = readGroupSettings(
    changeBy<GroupInput>(before === undefined ? newGroup : toInput(before), given),
  );
  const fields = { ...('fields' in read ? read.fields : {}), ...wrong };
  if ('fields' in read || Object.keys(fields).length > 0) throw refuse(fields);
  return read.settings;
}

const newGroup: Required<GroupInput> = {
  name: '',
  emailAddressId: '',
  followUp: '',
  onBounce: '',
  language: '',
  timeZone: '',
  nameFormat: '',
  autoReply: '',
  autoReplySubject: '',
  autoReplyText: '',
};

function toInput({ emailAddressId, autoReply, ...group }: Group): Required<GroupInput> {
  const { name, followUp, onBounce, language, timeZone, nameFormat, autoReplySubject, autoReplyText } = group;
  const texts = { name, followUp, onBounce, language, timeZone, nameFormat, autoReplySubject, autoReplyText };
  return {
    ...texts,
    emailAddressId: emailAddressId === null ? '' : String(emailAddressId),
    autoReply: autoReply ? 'on' : 'off',
  };
}

interface SignatureFields {
  readonly groupId?: number | undefined;
  readonly signature?: string | undefined;
  readonly signatureHtml?: string | undefined;
  readonly signaturePicture?: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  readonly dropsPicture?: boolean | undefined;
}

/**
 * @returns the signature, nothing where none is given, or what is wrong with its fields: the rest of the form is looked at all
 * the same
 */
async function readGroupSignature(
  desk: Desk,
  {
    groupId,
    signature: words,
    signatureHtml: html,
    signaturePicture: picture,
    dropsPicture,
  }: SignatureFields,
  group: Group | undefined,
): Promise<{ readonly signature?: ReadSignature; readonly fields?: Readonly<Record<string, string>> }> {
  if ([words, html, picture, dropsPicture].every((given) => given === undefined)) return {};
  // Looks that were set count before the text that there was.
  const text = words ?? (html === undefined ? group?.signature : undefined) ?? '';
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
    await setActive(act, await getGroup(act.tx, groupId), isActive);
  },
});

async function setActive(act: Act, group: Group, isActive: boolean): Promise<void> {
  const others = (await listGroups(act.tx)).filter((other) => other.isActive && other.id !== group.id);
  if (!isActive && others.length === 0) {
    throw new AppError('conflict', `${group.name} is the last active group; add another one first.`);
  }
  await updateGroup(act.tx, group.id, { isActive });
  noteGroup(act, group.id, group, { name: group.name, isActive });
  act.after(() => act.desk.log.info('group saved', { group: group.id, isActive }));
}

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
