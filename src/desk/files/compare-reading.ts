import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { insertAttachments } from '../../db/attachments.ts';
import { insertBlobs } from '../../db/blobs.ts';
import type { Tx } from '../../db/care/open.ts';
import {
  changeStoredMail,
  changeStoredReport,
  removeStoredFiles,
  renameStoredFile,
  type StoredFile,
  type StoredMail,
  type StoredReport,
} from '../../db/reread.ts';
import { reserveIds } from '../../db/row-ids.ts';
import type { ParsedAttachment } from '../../domain/message.ts';
import type { ReadMail } from '../incoming/read-mail.ts';

type Changes = Parameters<typeof changeStoredMail>[2];

/** What today's parser makes of one message, where that differs from what is stored. */
export interface Reading {
  readonly mail: StoredMail;
  readonly changes: Changes;
  readonly renamed: readonly { readonly id: number; readonly changes: FileFacts }[];
  readonly added: readonly ParsedAttachment[];
  readonly removed: readonly StoredFile[];
  readonly reports: readonly { readonly id: number; readonly changes: Partial<StoredReport> }[];
}

type FileFacts = Pick<StoredFile, 'name' | 'type' | 'contentId' | 'isInline'>;

/** @returns undefined where nothing differs */
export function findChanges(
  mail: StoredMail,
  stored: { readonly files: readonly StoredFile[]; readonly reports: readonly StoredReport[] },
  read: ReadMail,
): Reading | undefined {
  const changes = compareFields(mail, read);
  const files = compareFiles(stored.files, read.message?.attachments ?? []);
  const reports = compareReports(stored.reports, read);
  const isSame =
    Object.keys(changes).length === 0 &&
    [files.renamed, files.added, files.removed, reports].every((list) => list.length === 0);
  return isSame ? undefined : { mail, changes, reports, ...files };
}

function compareFields(mail: StoredMail, { message, author, answer }: ReadMail): Changes {
  if (message === undefined || author === undefined) return {};
  const isRobot = author.kind !== 'person';
  // What was found out by counting, and not by reading, stays.
  const label =
    mail.automatic === 'flood'
      ? {}
      : { automatic: isRobot ? author.kind : 'no', automaticBecause: isRobot ? author.because : '' };
  const now: Changes = {
    fromName: message.from?.name ?? '',
    fromAddress: message.from?.address ?? '',
    replyTo: message.replyTo,
    to: message.to,
    cc: message.cc,
    subject: message.subject,
    text: message.text,
    hasHtml: message.hasHtml,
    ...label,
    protection: message.protection,
    signature: message.signature ?? null,
    receipt: message.clues.receipt ?? null,
    calendar: message.calendar.length === 0 ? null : message.calendar,
    answer: answer ?? null,
    ...(message.date === undefined ? {} : { sentAt: message.date }),
  };
  const before: Record<string, unknown> = { ...mail };
  const differing = Object.entries(now).filter(([name, value]) => !isSame(before[name], value));
  return Object.fromEntries(differing);
}

/** As they are stored: what is left out of an object and what is undefined in it are one. */
function isSame(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(toPlain(left), toPlain(right));
}

function toPlain(value: unknown): unknown {
  return value instanceof Date || value === null || typeof value !== 'object'
    ? value
    : JSON.parse(JSON.stringify(value));
}

/** A file keeps its id as long as its bytes are there. */
function compareFiles(stored: readonly StoredFile[], found: readonly ParsedAttachment[]) {
  const rest = [...stored];
  const renamed: { id: number; changes: FileFacts }[] = [];
  const added: ParsedAttachment[] = [];
  for (const file of found) {
    const sha256 = hash('sha256', file.content, 'hex');
    const index = rest.findIndex((each) => each.sha256 === sha256);
    const [known] = index < 0 ? [] : rest.splice(index, 1);
    if (known === undefined) {
      added.push(file);
      continue;
    }
    const { name, type, isInline } = file;
    const changes = { name, type, contentId: file.contentId ?? null, isInline };
    const before = {
      name: known.name,
      type: known.type,
      contentId: known.contentId,
      isInline: known.isInline,
    };
    if (!isDeepStrictEqual(before, changes)) renamed.push({ id: known.id, changes });
  }
  return { renamed, added, removed: rest };
}

function compareReports(stored: readonly StoredReport[], { bounce }: ReadMail) {
  return stored.flatMap((row) => {
    const found = bounce?.recipients.find(({ address }) => address === row.address);
    if (found === undefined) return [];
    const { status, state, problem, retriesUntil = null, isPermanent } = found;
    const changes = { status, state, problem, retriesUntil, marksAddress: row.marksAddress && isPermanent };
    const before = { ...changes, ...row };
    const isEqual = Object.entries(changes).every(([name, value]) =>
      isSame(before[name as keyof typeof changes], value),
    );
    return isEqual ? [] : [{ id: row.id, changes }];
  });
}

export async function applyReading(tx: Tx, reading: Reading): Promise<void> {
  const { mail, changes, renamed, added, removed, reports } = reading;
  await changeStoredMail(tx, mail.id, changes);
  for (const each of renamed) await renameStoredFile(tx, each.id, each.changes);
  await removeStoredFiles(tx, removed);
  for (const each of reports) await changeStoredReport(tx, each.id, each.changes);
  if (added.length === 0) return;
  const nextId = await reserveIds(tx);
  const placed = added.map((file) => ({ file, blobId: nextId('blobs') }));
  await insertBlobs(
    tx,
    placed.map(({ file, blobId }) => ({
      id: blobId,
      sha256: hash('sha256', file.content, 'hex'),
      bytes: file.content,
    })),
  );
  await insertAttachments(
    tx,
    placed.map(({ file: { name, type, contentId, isInline, content }, blobId }) => ({
      articleId: mail.id,
      name,
      type,
      contentId: contentId ?? null,
      isInline,
      size: content.length,
      blobId,
    })),
  );
}
