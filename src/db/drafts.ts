import { and, asc, eq, getTableColumns, inArray, isNull } from 'drizzle-orm';
import { type DraftFields, type DraftPlace, listUnticked, putAbove } from '../domain/draft.ts';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { draftAttachments, drafts } from './schema/schema-drafts.ts';
import { blobs } from './schema/schema-mail.ts';

/** What somebody is writing: one row for each user, ticket and kind. */
export type Draft = typeof drafts.$inferSelect;
export type DraftAttachment = typeof draftAttachments.$inferSelect;

export async function findDraft(db: Reader, place: DraftPlace): Promise<Draft | undefined> {
  const [row] = await db.select().from(drafts).where(isPlace(place));
  return row;
}

export async function putDraft(
  tx: Tx,
  place: DraftPlace,
  fields: DraftFields,
  updatedAt: Date,
): Promise<number> {
  const known = await findDraft(tx, place);
  if (known !== undefined) {
    await tx.update(drafts).set({ fields, updatedAt }).where(eq(drafts.id, known.id));
    return known.id;
  }
  const [row] = await tx
    .insert(drafts)
    .values({ ...place, fields, updatedAt })
    .returning({ id: drafts.id });
  if (row === undefined) throw new AppError('internal', 'The draft was not stored.');
  return row.id;
}

/**
 * What people are writing in one ticket stands in another one from now on, below what they have begun there.
 * @param answering only drafts that answer one of these articles
 */
export async function moveDrafts(
  tx: Tx,
  from: number,
  to: number,
  answering?: readonly number[],
): Promise<void> {
  const rows = await tx.select().from(drafts).where(eq(drafts.ticketId, from));
  const moved = rows.filter(
    ({ fields }) => answering === undefined || answering.includes(Number(fields.answers)),
  );
  for (const { id, userId, kind, fields, updatedAt } of moved) {
    const there = await findDraft(tx, { userId, ticketId: to, kind });
    if (there === undefined) {
      await tx.update(drafts).set({ ticketId: to }).where(eq(drafts.id, id));
      continue;
    }
    const unticked = [...listUnticked(there.fields), ...listUnticked(fields)].join(' ');
    const both = { ...putAbove(there.fields, fields), unticked };
    await tx.update(draftAttachments).set({ draftId: there.id }).where(eq(draftAttachments.draftId, id));
    await tx.update(drafts).set({ fields: both, updatedAt }).where(eq(drafts.id, there.id));
    await tx.delete(drafts).where(eq(drafts.id, id));
  }
}

/** Removes a draft and its files, but for the blobs that belong to an article by now. */
export async function deleteDraft(tx: Tx, id: number, keptBlobs: readonly number[] = []): Promise<void> {
  const files = await listDraftAttachments(tx, id);
  await tx.delete(drafts).where(eq(drafts.id, id));
  const gone = files.map(({ blobId }) => blobId).filter((blobId) => !keptBlobs.includes(blobId));
  if (gone.length > 0) await tx.delete(blobs).where(inArray(blobs.id, gone));
}

/** Leaves a draft with other fields, without the files that belong to an article by now. */
export async function keepRestOfDraft(
  tx: Tx,
  id: number,
  fields: DraftFields,
  keptBlobs: readonly number[],
): Promise<void> {
  const isGone = and(eq(draftAttachments.draftId, id), inArray(draftAttachments.blobId, [...keptBlobs]));
  await tx.delete(draftAttachments).where(isGone);
  await tx.update(drafts).set({ fields }).where(eq(drafts.id, id));
}

/** In the order they came. */
export function listDraftAttachments(db: Reader, draftId: number): Promise<DraftAttachment[]> {
  return db
    .select()
    .from(draftAttachments)
    .where(eq(draftAttachments.draftId, draftId))
    .orderBy(asc(draftAttachments.id));
}

/** @throws AppError not_found, also for somebody else's */
export async function getOwnDraftAttachment(
  db: Reader,
  userId: number,
  id: number,
): Promise<DraftAttachment & { readonly ticketId: number | null }> {
  const [row] = await db
    .select({ ...getTableColumns(draftAttachments), ticketId: drafts.ticketId })
    .from(draftAttachments)
    .innerJoin(drafts, eq(drafts.id, draftAttachments.draftId))
    .where(and(eq(draftAttachments.id, id), eq(drafts.userId, userId)));
  if (row === undefined) throw new AppError('not_found', 'There is no such file in a draft of yours.');
  return row;
}

export async function insertDraftAttachment(
  tx: Tx,
  row: Omit<DraftAttachment, 'id'>,
): Promise<DraftAttachment> {
  const [stored] = await tx.insert(draftAttachments).values(row).returning();
  if (stored === undefined) throw new AppError('internal', 'The file was not stored.');
  return stored;
}

function isPlace({ userId, ticketId, kind }: DraftPlace) {
  const ofTicket = ticketId === null ? isNull(drafts.ticketId) : eq(drafts.ticketId, ticketId);
  return and(eq(drafts.userId, userId), ofTicket, eq(drafts.kind, kind));
}
