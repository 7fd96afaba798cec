import { type Attachment, listForwardable } from '../../db/article-read.ts';
import { loadBlob } from '../../db/blobs.ts';
import type { Reader } from '../../db/care/open.ts';
import { type DraftAttachment, findDraft, listDraftAttachments } from '../../db/drafts.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { listSignaturePictures, type SignaturePicture } from '../../db/signatures.ts';
import { bytesPerMegabyte, formatMegabytes } from '../../domain/byte-size.ts';
import {
  type DraftFields,
  type DraftPlace,
  describeUpload,
  keptMessages,
  mostFiles,
  type Upload,
} from '../../domain/draft.ts';
import { toAppError } from '../../errors.ts';
import type { OutgoingAttachment } from '../../mail/compose.ts';
import type { Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { refuse } from './form-checks.ts';

/**
 * A file that goes with a message: one of the draft keeps its blob, one of an earlier mail or a signature is copied, and one that
 * came with the message is stored with it.
 */
export interface MessageFile extends OutgoingAttachment {
  readonly size: number;
  /** Undefined for what gets one of its own: of a copy, either article may be erased. */
  readonly blobId: number | undefined;
}

export interface DraftFiles {
  readonly draftId: number | undefined;
  /** What the draft holds. */
  readonly fields: DraftFields;
  readonly attachments: readonly DraftAttachment[];
  /** What came with the message itself, and is in no draft. */
  readonly uploads: readonly MessageFile[];
  /** Pictures of the signatures that its writer can have. */
  readonly signatures: readonly SignaturePicture[];
}

export async function loadDraftFiles({ desk, viewer }: Work, place: DraftPlace): Promise<DraftFiles> {
  const draft = await findDraft(desk.read, place);
  const attachments = draft === undefined ? [] : await listDraftAttachments(desk.read, draft.id);
  return {
    draftId: draft?.id,
    fields: draft?.fields ?? {},
    attachments,
    uploads: [],
    signatures: await listSignaturePictures(desk.read, viewer),
  };
}

/**
 * What the person has in the form. A program has no form: what its user is writing there is left alone.
 * @param uploads that came with the message itself @throws AppError invalid for too many of them
 */
export async function loadFormFiles(
  work: Work,
  place: DraftPlace,
  uploads: readonly Upload[] = [],
): Promise<DraftFiles> {
  assertFew(uploads.length);
  const files = { ...(await loadDraftFiles(work, place)), uploads: uploads.map(toMessageFile) };
  return work.actor.kind === 'token' ? { ...files, draftId: undefined, attachments: [] } : files;
}

function toMessageFile({ name, type, bytes }: Upload): MessageFile {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    ...describeUpload({ name, type }),
    size: bytes.length,
    contentId: null,
    blobId: undefined,
    content,
  };
}

/** @returns the blobs of a draft's files that the message has now */
export function listKeptBlobs(files: readonly MessageFile[]): number[] {
  return files.flatMap(({ blobId }) => blobId ?? []);
}

/**
 * @param chosen what was ticked in the form: `d7` a file of the draft, `a7` one of an earlier mail
 * @param contentIds of the pictures that it shows: they go along
 * @throws AppError invalid (with fields) when they are too large together, or one was deleted since it was listed
 */
export async function gatherFiles(
  desk: Desk,
  { attachments, uploads, signatures }: DraftFiles,
  ticketId: number | null,
  message: { readonly chosen: readonly string[]; readonly contentIds: readonly string[] },
): Promise<MessageFile[]> {
  const own = attachments.filter(({ id, contentId }) =>
    contentId === null ? message.chosen.includes(`d${id}`) : message.contentIds.includes(contentId),
  );
  // A message that was taken back has the picture in its draft already.
  const signed = signatures.filter(
    ({ contentId }) =>
      message.contentIds.includes(contentId) && !own.some((each) => each.contentId === contentId),
  );
  const forwarded = await listForwarded(desk.read, ticketId, message.chosen);
  const all = [...own, ...uploads, ...signed, ...forwarded];
  assertFew(all.length - signed.length);
  await assertFits(
    desk,
    all.map(({ size }) => size),
  );
  const files: MessageFile[] = [];
  for (const { name, type, size, contentId, blobId } of own) {
    files.push({ name, type, size, contentId, blobId, content: await loadContent(desk, name, blobId) });
  }
  for (const { name, type, size, contentId, blobId } of signed) {
    const content = await loadContent(desk, name, blobId);
    files.push({ name, type, size, contentId, blobId: undefined, content });
  }
  for (const { name, type, size, blobId } of forwarded) {
    const content = await loadContent(desk, name, blobId);
    files.push({ name, type: plainType(type), size, contentId: null, blobId: undefined, content });
  }
  return [...files, ...uploads];
}

/** @param chosen what is ticked in a form. @returns those of it that are files of an earlier mail */
export async function listForwarded(
  db: Reader,
  ticketId: number | null,
  chosen: readonly string[],
): Promise<Attachment[]> {
  const ids = chosen.flatMap((each) => Number(/^a(\d{1,15})$/.exec(each)?.[1] ?? 0) || []);
  return ticketId === null || ids.length === 0 ? [] : listForwardable(db, ticketId, ids);
}

/** @throws AppError invalid (with fields) */
async function loadContent(desk: Desk, name: string, blobId: number): Promise<Buffer> {
  try {
    return await loadBlob(desk.read, blobId);
  } catch (error) {
    if (toAppError(error).code !== 'not_found') throw error;
    throw refuse(
      'files',
      `“${name}” was deleted meanwhile. Send the message again if it is to go without it.`,
    );
  }
}

/**
 * Once it is known that the message is a new one: one that comes twice has taken its files with it.
 * @throws AppError invalid (with fields) for a file of the draft that is there no more
 */
export function assertAllThere({ attachments }: DraftFiles, chosen: readonly string[] = []): void {
  const known = new Set(attachments.map(({ id }) => `d${id}`));
  if (chosen.every((each) => !/^d\d/.test(each) || known.has(each))) return;
  const message =
    'A file that was ticked is gone: it went with another message, or was deleted. Attach it again, or send without it.';
  throw refuse('files', message);
}

/** @throws AppError invalid (with fields) */
export function assertFew(count: number): void {
  if (count <= mostFiles) return;
  const message = `A message has at most ${mostFiles} files; these are ${count}. Send the others with another message.`;
  throw refuse('files', message);
}

/** @returns bytes */
function measure(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @throws AppError invalid (with fields) */
export async function assertFits(desk: Desk, sizes: readonly number[]): Promise<void> {
  const { mostMegabytes } = await loadSendingSettings(desk.read);
  const bytes = measure(sizes);
  if (bytes <= mostMegabytes * bytesPerMegabyte) return;
  const found = formatMegabytes(bytes);
  const message = `The attachments have ${found} MB together; at most ${mostMegabytes} MB fit into one message.`;
  throw refuse('files', message);
}

/**
 * Whether a draft can keep so many files, ticked or not: its writer can tick them again, and each takes room on the disk.
 * @throws AppError invalid (with fields)
 */
export async function assertKeepable(desk: Desk, sizes: readonly number[]): Promise<void> {
  const { mostMegabytes } = await loadSendingSettings(desk.read);
  const [most, mostCount] = [mostMegabytes * keptMessages, mostFiles * keptMessages];
  const [count, bytes] = [sizes.length, measure(sizes)];
  if (count <= mostCount && bytes <= most * bytesPerMegabyte) return;
  const found = formatMegabytes(bytes);
  const message = `With the files that are not ticked, this draft would hold ${found} MB in ${count} files; it keeps at most ${most} MB and ${mostCount} files. Send or discard it first.`;
  throw refuse('files', message);
}

// What came in as a message goes on as a file (domain/draft).
function plainType(type: string): string {
  return /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/.test(type) && !/^(?:message|multipart)\//.test(type)
    ? type
    : 'application/octet-stream';
}
