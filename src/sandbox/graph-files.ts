import { randomUUID } from 'node:crypto';
import type { GraphCall } from './graph-context.ts';
import type { GivenFile } from './graph-json.ts';
import { addPart, writeFilePart } from './graph-mime.ts';
import { listFiles } from './graph-text.ts';
import { parseMime } from './imap-mime.ts';
import type { FoundMessage, StoredMessage } from './mailboxes.ts';

/** Larger files go through an upload session. */
export const attachmentLimit = 3 * 1024 * 1024;

/** @returns the id that the new file has */
export function attachFile(call: Pick<GraphCall, 'mailbox'>, found: FoundMessage, file: GivenFile): string {
  const message = call.mailbox.rewrite(found, addPart(found.message.raw, writeFilePart(file), randomUUID()));
  return encodeFileId(message, listFiles(parseMime(message.raw)).length - 1);
}

export function encodeFileId({ number }: StoredMessage, index: number): string {
  return `${Buffer.from(`attachment ${String(number).padStart(12, '0')} ${String(index).padStart(9, '0')} `).toString('base64url')}=`;
}
