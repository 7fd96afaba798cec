import { hash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { hasArticleOfKey } from '../../db/article-read.ts';
import { insertBlobs } from '../../db/blobs.ts';
import type { Tx } from '../../db/care/open.ts';
import {
  type Draft,
  type DraftAttachment,
  deleteDraft,
  findDraft,
  insertDraftAttachment,
  listDraftAttachments,
  putDraft,
} from '../../db/drafts.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { findTicketForm } from '../../db/ticket-forms.ts';
import {
  type DraftPlace,
  describeUpload,
  draftKinds,
  isWrittenElsewhere,
  readDraftFields,
  type Upload,
} from '../../domain/draft.ts';
import { listDraftImages } from '../../domain/html/draft-images.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { type Act, defineCommand } from '../command.ts';
import { draftFields, id, upload } from '../input-fields.ts';
import type { Need } from '../rights.ts';
import { assertFew, assertFits, assertKeepable, listForwarded, loadDraftFiles } from './message-files.ts';
import { cleanWritten } from './written-body.ts';

/** Where a draft of whoever writes stands: a ticket, or none for the mail that opens one. */
const place = { ticketId: id.nullable(), kind: z.enum(draftKinds) };
const expectedPlace = 'Expected a ticket for a reply or a note, and none for a new mail.';
const fitsPlace = ({ ticketId, kind }: Place) => (ticketId === null) === (kind === 'new');
type Place = Omit<DraftPlace, 'userId'>;

/** What became of what was to be saved. */
type Saved = 'saved' | 'sent' | 'elsewhere' | 'earlier';

/** A draft stands where its writer may answer. */
const mayWrite = ({ ticketId }: Place): readonly Need[] =>
  ticketId === null ? [] : [{ ticketId, level: 'answer' }];

/**
 * Who may answer there: keeps what he is writing. What comes late, of a form that was sent by then, is dropped, and so is what
 * would take the place of words from another window. `isFirst`: only where nothing is drafted yet.
 * @throws AppError invalid (with fields) when it cannot be read
 */
export const saveDraft = defineCommand({
  name: 'saveDraft',
  input: z
    .strictObject({ ...place, fields: draftFields, isFirst: z.boolean().optional() })
    .refine(fitsPlace, expectedPlace),
  needs: mayWrite,
  async work(work, { ticketId, kind, fields, isFirst = false }) {
    const where = { userId: work.person(), ticketId, kind };
    const kept = readDraftFields(fields);
    const files = await loadDraftFiles(work, where);
    const { html } = await cleanWritten(work.desk, kept.html ?? '', listDraftImages(files));
    return work.write(async ({ tx, now }): Promise<{ kind: Saved }> => {
      const key = kept.key ?? '';
      if (/^[a-z0-9-]{8,64}$/.test(key) && (await wasSent(tx, where, key))) return { kind: 'sent' };
      const earlier = await findDraft(tx, where);
      if (earlier !== undefined && isFirst) return { kind: 'earlier' };
      if (earlier !== undefined && isWrittenElsewhere(earlier.fields, fields)) return { kind: 'elsewhere' };
      const version = kept.version || randomUUID();
      await putDraft(tx, where, { ...kept, html, version }, now);
      return { kind: 'saved' };
    });
  },
});

/** Who may answer there: throws his draft away, with its files. */
export const discardDraft = defineCommand({
  name: 'discardDraft',
  input: z.strictObject(place).refine(fitsPlace, expectedPlace),
  needs: mayWrite,
  async run({ tx, person }, { ticketId, kind }) {
    const draft = await findDraft(tx, { userId: person(), ticketId, kind });
    if (draft !== undefined) await deleteDraft(tx, draft.id);
  },
});

/**
 * Who may answer there: adds files to his draft. `isInline`: a picture within the text; anything that is no picture
 * becomes a file.
 * @returns the ids of the files in the draft. @throws AppError invalid (with fields) when they are too large together
 */
export const attachToDraft = defineCommand({
  name: 'attachToDraft',
  input: z
    .strictObject({
      ...place,
      files: z.array(upload),
      isInline: z.boolean(),
      /** What is ticked in the form (desk/composing/message-files): of the other files nothing counts but that they are kept. */
      attach: z.array(z.string()).readonly(),
    })
    .refine(fitsPlace, expectedPlace),
  needs: mayWrite,
  async run(act, { ticketId, kind, files, isInline, attach: chosen }) {
    const { tx, now } = act;
    const where = { userId: act.person(), ticketId, kind };
    const earlier = await findDraft(tx, where);
    await assertRoom(act, { earlier, ticketId, chosen, sizes: files.map(({ bytes }) => bytes.length) });
    const draftId = earlier?.id ?? (await putDraft(tx, where, {}, now));
    const ids: number[] = [];
    for (const file of files) ids.push(await attach(act, draftId, file, isInline));
    return { ids };
  },
});

interface Adding {
  readonly earlier: Draft | undefined;
  readonly ticketId: number | null;
  readonly chosen: readonly string[];
  /** Of the files that are to be added. */
  readonly sizes: readonly number[];
}

/**
 * What goes with the message has to fit into one, and what the draft keeps into a few.
 * @throws AppError invalid (with fields)
 */
async function assertRoom({ tx, desk }: Act, { earlier, ticketId, chosen, sizes }: Adding): Promise<void> {
  const kept = earlier === undefined ? [] : await listDraftAttachments(tx, earlier.id);
  const forwarded = await listForwarded(tx, ticketId, chosen);
  const isSent = ({ id, contentId, createdAt }: DraftAttachment) => {
    if (contentId === null) return chosen.includes(`d${id}`);
    // A picture stands in the text, which is kept a moment after the picture itself.
    const html = earlier?.fields.html ?? '';
    return html.includes(`cid:${contentId}`) || createdAt >= (earlier?.updatedAt ?? createdAt);
  };
  const sent = [...kept.filter(isSent), ...forwarded].map(({ size }) => size);
  assertFew(sent.length + sizes.length);
  await assertFits(desk, [...sent, ...sizes]);
  await assertKeepable(desk, [...kept.map(({ size }) => size), ...sizes]);
}

async function attach({ tx, now }: Act, draftId: number, file: Upload, isInline: boolean): Promise<number> {
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
    createdAt: now,
  });
  return row.id;
}

function wasSent(tx: Tx, { ticketId }: DraftPlace, key: string): Promise<boolean> {
  if (ticketId !== null) return hasArticleOfKey(tx, ticketId, key);
  return findTicketForm(tx, key).then((form) => form !== undefined);
}
