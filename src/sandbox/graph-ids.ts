import { createHash } from 'node:crypto';
import { itemNotFound, malformedId } from './graph-errors.ts';
import type { FoundMessage, Mailbox } from './mailboxes.ts';

// Exchange's ids are long, URL-safe base64 and tell upper case from lower case. These have its length and its look.

const kinds = { immutable: 0x0009002e, usual: 0x00032400, folder: 0x0101002e } as const;
type Kind = keyof typeof kinds;
/** Of the bytes; each leaves one '=' at the end. */
const lengths: Record<Kind, number> = { immutable: 53, usual: 113, folder: 83 };

/** Folders that only Graph has. */
export const specialFolders = { root: 2 ** 40, hidden: 2 ** 40 + 1, search: 2 ** 40 + 2 } as const;

export function encodeMessageId(
  mailbox: Mailbox,
  { number, place }: { number: number; place: number },
  isImmutable: boolean,
): string {
  return isImmutable ? encode(mailbox, 'immutable', number, 0) : encode(mailbox, 'usual', number, place);
}

/** @param number the folder's own, or one of specialFolders */
export function encodeFolderId(mailbox: Mailbox, number: number): string {
  return encode(mailbox, 'folder', number, 0);
}

/** Both kinds of ids are taken. @throws GraphError 400 for what is no id, 404 when it is not there (any more) */
export function getMessage(mailbox: Mailbox, id: string): FoundMessage {
  const { kind, number, place } = decode(mailbox, id);
  const found = mailbox.findMessage(number);
  if (kind === 'folder' || !found) throw itemNotFound();
  // A folder-bound id ends with the stay of the message in that folder.
  if (kind === 'usual' && found.message.place !== place) throw itemNotFound();
  return found;
}

/** @throws GraphError 400 for what is no id, 404 for one of something else */
export function decodeFolderId(mailbox: Mailbox, id: string): number {
  const { kind, number } = decode(mailbox, id);
  if (kind !== 'folder') throw itemNotFound();
  return number;
}

export function createChangeKey(mailbox: Mailbox, changedAt: number): string {
  const bytes = Buffer.alloc(21);
  bytes.writeUInt32BE(0x09000000, 0);
  fingerprint(mailbox).copy(bytes, 4);
  bytes.writeUIntBE(changedAt, 15, 6);
  return bytes.toString('base64');
}

function encode(mailbox: Mailbox, kind: Kind, number: number, place: number): string {
  const bytes = Buffer.alloc(lengths[kind]);
  bytes.writeUInt32BE(kinds[kind], 0);
  fingerprint(mailbox).copy(bytes, 8);
  bytes.writeUIntBE(number, 20, 6);
  bytes.writeUIntBE(place, 28, 6);
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

function decode(mailbox: Mailbox, id: string): { kind: Kind; number: number; place: number } {
  const bytes = Buffer.from(id, 'base64url');
  const [kind] = (Object.keys(kinds) as Kind[]).filter(
    (each) => lengths[each] === bytes.length && bytes.readUInt32BE(0) === kinds[each],
  );
  if (kind === undefined) throw malformedId();
  const number = bytes.readUIntBE(20, 6);
  const place = bytes.readUIntBE(28, 6);
  // Whatever differs by a bit, by case for one, is no id; one of another mailbox is not found here.
  if (encode(mailbox, kind, number, place) === id) return { kind, number, place };
  const isForeign = !bytes.subarray(8, 16).equals(fingerprint(mailbox));
  throw isForeign ? itemNotFound() : malformedId();
}

const fingerprints = new Map<string, Buffer>();

function fingerprint({ firstAddress }: Mailbox): Buffer {
  const known = fingerprints.get(firstAddress);
  if (known) return known;
  const made = createHash('sha256').update(firstAddress).digest().subarray(0, 8);
  fingerprints.set(firstAddress, made);
  return made;
}
