import { hash, randomUUID } from 'node:crypto';
import { hasArticleOfKey } from '../../db/article-read.ts';
import { insertBlobs } from '../../db/blobs.ts';
import type { Tx } from '../../db/care/open.ts';
import { deleteDraft, findDraft, insertDraftAttachment, putDraft, sumDraftBytes } from '../../db/drafts.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { findTicketForm } from '../../db/ticket-forms.ts';
import {
  type DraftFields,
  type DraftPlace,
  describeUpload,
  readDraftFields,
  type Upload,
} from '../../domain/draft.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { assertFits, loadDraftFiles } from './message-files.ts';
import { cleanWritten } from './written-body.ts';

/**
 * Keeps what somebody is writing. What comes late, of a form that was sent by then, is dropped.
 * @throws AppError invalid (with fields) when it cannot be read
 */
export async function saveDraft(
  desk: Desk,
  input: DraftPlace & { readonly fields: DraftFields },
): Promise<void> {
  const { fields, ...place } = input;
  const kept = readDraftFields(fields);
  const { attachments } = await loadDraftFiles(desk, place);
  const { html } = await cleanWritten(desk, kept.html ?? '', attachments);
  await desk.write(async (tx) => {
    const key = kept.key ?? '';
    if (/^[a-z0-9-]{8,64}$/.test(key) && (await wasSent(tx, place, key))) return;
    await putDraft(tx, place, { ...kept, html }, desk.now());
  });
}

function wasSent(tx: Tx, { ticketId }: DraftPlace, key: string): Promise<boolean> {
  if (ticketId !== null) return hasArticleOfKey(tx, ticketId, key);
  return findTicketForm(tx, key).then((form) => form !== undefined);
}

export async function discardDraft(desk: Desk, place: DraftPlace): Promise<void> {
  await desk.write(async (tx) => {
    const draft = await findDraft(tx, place);
    if (draft !== undefined) await deleteDraft(tx, draft.id);
  });
}

export interface AttachToDraft extends DraftPlace {
  readonly files: readonly Upload[];
  /** A picture within the text; anything that is no picture becomes a file. */
  readonly isInline: boolean;
}

/** @returns the ids of the files in the draft. @throws AppError invalid (with fields) when they are too large together */
export async function attachToDraft(desk: Desk, input: AttachToDraft): Promise<{ ids: number[] }> {
  const { files, isInline, ...place } = input;
  const earlier = await findDraft(desk.read, place);
  const before = earlier === undefined ? 0 : await sumDraftBytes(desk.read, earlier.id);
  await assertFits(desk, [before, ...files.map(({ bytes }) => bytes.length)]);
  if (files.length > mostFiles)
    throw new AppError('invalid', `At most ${mostFiles} files can be added at once.`);
  const ids = await desk.write(async (tx) => {
    const draft = await findDraft(tx, place);
    const draftId = draft?.id ?? (await putDraft(tx, place, {}, desk.now()));
    const added: number[] = [];
    for (const file of files) {
      const blobId = (await reserveIds(tx))('blobs');
      const sha256 = hash('sha256', file.bytes, 'hex');
      await insertBlobs(tx, [{ id: blobId, sha256, bytes: file.bytes }]);
      const picture = isInline ? readRasterType(file.bytes) : undefined;
      const row = await insertDraftAttachment(tx, {
        draftId,
        ...describeUpload(file),
        ...(picture === undefined ? {} : { type: picture }),
        contentId: picture === undefined ? null : `${randomUUID()}@postroom`,
        size: file.bytes.length,
        blobId,
        createdAt: desk.now(),
      });
      added.push(row.id);
    }
    return added;
  });
  return { ids };
}

const mostFiles = 100;
