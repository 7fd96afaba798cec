import { isAddress } from './address.ts';
import { type ArchiveState, archiveStates } from './channel.ts';
import { readDay } from './utc-day.ts';

/** Whether the channel's address becomes what its group sends from: `when_missing` only where the group has none. */
export const sendingAddressChoices = ['change', 'keep', 'when_missing'] as const;
type SendingAddressChoice = (typeof sendingAddressChoices)[number];

/** What the wizard asks for a channel, as the form sends it. */
export interface ChannelSettingsInput {
  readonly name: string;
  /** The mailbox to read; '' keeps the one it is. */
  readonly address: string;
  /** An id, or `new` for a group called `groupName`. */
  readonly groupId: string;
  readonly groupName: string;
  /** '' is the inbox. */
  readonly folder: string;
  readonly afterImport: string;
  readonly moveTo: string;
  readonly onlyUnread: boolean;
  readonly isArchiving: boolean;
  /** YYYY-MM-DD, the first day that is not archived, in UTC. */
  readonly archiveBefore: string;
  readonly archiveState: string;
  /** `change`: the group sends from the channel's address from now on; `keep`: it does not; '': only a group without one. */
  readonly sendingAddress: string;
  readonly trustsHeaders: boolean;
  /** Authserv-ids, blanks or commas between them. */
  readonly trustedServers: string;
  /** What colleagues send from Outlook joins its ticket. */
  readonly importsSent: boolean;
  /** '' looks for the usual names. */
  readonly sentFolder: string;
}

export interface ChannelSettings {
  readonly name: string;
  /** Lower case; '' keeps the one it is. */
  readonly address: string;
  readonly group: { readonly id: number } | { readonly newName: string };
  readonly folder: string;
  readonly afterImport: AfterImport;
  readonly moveTo: string;
  readonly onlyUnread: boolean;
  readonly archiveBefore: Date | null;
  readonly archiveState: ArchiveState;
  readonly sendingAddress: SendingAddressChoice;
  readonly trustsHeaders: boolean;
  /** Lower case. */
  readonly trustedServers: readonly string[];
  readonly importsSent: boolean;
  readonly sentFolder: string;
}

export type AfterImport = 'delete' | 'mark_read' | 'move';
const afterImports: readonly AfterImport[] = ['delete', 'mark_read', 'move'];

/** @returns the settings, or what is wrong with each field */
export function readChannelSettings(
  input: ChannelSettingsInput,
): { readonly settings: ChannelSettings } | { readonly fields: Record<string, string> } {
  const read = readFields(input);
  const { group, afterImport, archiveState, archiveBefore } = read;
  const fields = checkFields(input, read);
  const isComplete =
    group !== undefined &&
    afterImport !== undefined &&
    archiveState !== undefined &&
    archiveBefore !== undefined;
  if (!isComplete || Object.keys(fields).length > 0) return { fields };
  const onlyUnread = afterImport === 'mark_read' && input.onlyUnread;
  return { settings: { ...read, group, afterImport, archiveState, archiveBefore, onlyUnread } };
}

/** @returns what the form or the address of a page says; where it says nothing, a group that has none gets one */
export function readSendingAddress(text: string): SendingAddressChoice {
  return sendingAddressChoices.find((each) => each === text) ?? 'when_missing';
}

/** As they were typed; undefined where a field says nothing that is possible. */
function readFields(input: ChannelSettingsInput) {
  return {
    name: input.name.trim(),
    address: input.address.trim().toLowerCase(),
    group: readGroup(input),
    folder: cleanFolder(input.folder),
    afterImport: afterImports.find((each) => each === input.afterImport),
    moveTo: input.afterImport === 'move' ? cleanFolder(input.moveTo) : '',
    archiveBefore: input.isArchiving ? readDay(input.archiveBefore) : null,
    archiveState: archiveStates.find((each) => each === input.archiveState),
    sendingAddress: readSendingAddress(input.sendingAddress),
    trustsHeaders: input.trustsHeaders,
    trustedServers: input.trustedServers
      .toLowerCase()
      .split(/[\s,;]+/)
      .filter((id) => id !== ''),
    importsSent: input.importsSent,
    sentFolder: cleanFolder(input.sentFolder),
  };
}

/** @returns what is wrong, by field */
function checkFields(
  input: ChannelSettingsInput,
  read: ReturnType<typeof readFields>,
): Record<string, string> {
  const { name, address, group, folder, afterImport, archiveState, archiveBefore, sentFolder } = read;
  const fields: Record<string, string> = {};
  if (name === '') fields.name = 'Enter a name for the channel.';
  if (address !== '' && !isAddress(address)) {
    fields.address = 'Expected an address like info@example.com.';
  }
  if (group === undefined && input.groupId === 'new') fields.groupName = 'Enter the name of the new group.';
  if (group === undefined && input.groupId !== 'new') fields.groupId = 'Choose a group.';
  if (afterImport === undefined) fields.afterImport = 'Choose what happens to messages after the import.';
  if (afterImport === 'move') Object.assign(fields, checkMoveTo(read.moveTo, folder));
  if (input.importsSent && sentFolder !== '' && sameFolder(sentFolder, folder)) {
    fields.sentFolder = 'Sent mail and mail to fetch cannot lie in the same folder.';
  }
  if (!areServers(read.trustedServers)) {
    fields.trustedServers = 'Expected up to ten names such as mx.example.com.';
  }
  if (archiveState === undefined) fields.archiveState = 'Choose the state of archived tickets.';
  if (archiveBefore === undefined) fields.archiveBefore = 'Expected a day, such as 2026-01-31.';
  return fields;
}

function areServers(ids: readonly string[]): boolean {
  return ids.length <= 10 && ids.every((id) => /^[a-z0-9._-]{1,253}$/.test(id));
}

function checkMoveTo(moveTo: string, folder: string): { moveTo?: string } {
  if (moveTo === '') return { moveTo: 'Enter the folder that messages are moved to.' };
  if (!sameFolder(moveTo, folder)) return {};
  return { moveTo: 'Messages cannot be moved into the folder they are fetched from.' };
}

function readGroup({ groupId, groupName }: ChannelSettingsInput): ChannelSettings['group'] | undefined {
  if (groupId === 'new') return groupName.trim() === '' ? undefined : { newName: groupName.trim() };
  const id = Number(groupId);
  return Number.isSafeInteger(id) && id > 0 ? { id } : undefined;
}

/**
 * People put a slash before or after a path, as in a file system; Exchange takes neither. Blanks stay: a folder's name may
 * begin and end with them, and to the server it is another folder without (RFC 9051 section 5.1).
 */
function cleanFolder(path: string): string {
  return path.trim() === '' ? '' : path.replace(/^\/+|\/+$/g, '');
}

function sameFolder(one: string, other: string): boolean {
  const name = (path: string) => (path === '' ? 'INBOX' : path).toUpperCase();
  return name(one) === name(other);
}
