import { and, eq, isNotNull, or } from 'drizzle-orm';
import { noSignature, type Signature } from '../domain/signature.ts';
import { AppError } from '../errors.ts';
import { deleteBlobs } from './blobs.ts';
import type { Reader, Tx } from './care/open.ts';
import { groups } from './schema/schema.ts';
import { signaturePictures, userSignatures } from './schema/schema-signatures.ts';
import { inGroupsOf, type Viewer } from './ticket-access.ts';

export type SignaturePicture = typeof signaturePictures.$inferSelect;
type UserSignature = typeof userSignatures.$inferSelect;
export type SignatureOwner = { readonly groupId: number } | { readonly userId: number };

export async function findGroupSignature(db: Reader, groupId: number): Promise<Signature> {
  const [row] = await db
    .select({ text: groups.signature, html: groups.signatureHtml })
    .from(groups)
    .where(eq(groups.id, groupId));
  return row === undefined || (row.html === '' && row.text.trim() === '') ? noSignature : row;
}

export async function findUserSignature(db: Reader, userId: number): Promise<UserSignature | undefined> {
  const [row] = await db.select().from(userSignatures).where(eq(userSignatures.userId, userId));
  return row;
}

export async function putUserSignature(tx: Tx, row: UserSignature): Promise<void> {
  const { text, html, withGroup } = row;
  await tx
    .insert(userSignatures)
    .values(row)
    .onConflictDoUpdate({ target: userSignatures.userId, set: { text, html, withGroup } });
}

export async function findSignaturePicture(
  db: Reader,
  owner: SignatureOwner,
): Promise<SignaturePicture | undefined> {
  const [row] = await db.select().from(signaturePictures).where(isOf(owner));
  return row;
}

/** @returns the pictures that may stand below a message of the viewer: his own, and those of his groups */
export function listSignaturePictures(db: Reader, viewer: Viewer): Promise<SignaturePicture[]> {
  return db.select().from(signaturePictures).where(isFor(viewer));
}

/** @throws AppError not_found */
export async function getSignaturePicture(db: Reader, viewer: Viewer, id: number): Promise<SignaturePicture> {
  const [row] = await db
    .select()
    .from(signaturePictures)
    .where(and(eq(signaturePictures.id, id), isFor(viewer)));
  if (row === undefined) throw new AppError('not_found', 'There is no such picture, or it is not for you.');
  return row;
}

/** Puts a picture in the place of the one there was; undefined: there is none any more. Messages have their own copies. */
export async function replaceSignaturePicture(
  tx: Tx,
  owner: SignatureOwner,
  picture: Pick<SignaturePicture, 'name' | 'type' | 'contentId' | 'size' | 'blobId'> | undefined,
): Promise<void> {
  const gone = await tx
    .delete(signaturePictures)
    .where(isOf(owner))
    .returning({ blobId: signaturePictures.blobId });
  if (gone.length > 0)
    await deleteBlobs(
      tx,
      gone.map(({ blobId }) => blobId),
    );
  if (picture !== undefined) await tx.insert(signaturePictures).values({ ...picture, ...owner });
}

function isOf(owner: SignatureOwner) {
  return 'groupId' in owner
    ? eq(signaturePictures.groupId, owner.groupId)
    : eq(signaturePictures.userId, owner.userId);
}

function isFor(viewer: Viewer) {
  const ofGroup = and(
    isNotNull(signaturePictures.groupId),
    inGroupsOf(viewer, signaturePictures.groupId, 'read'),
  );
  return or(eq(signaturePictures.userId, viewer.userId), ofGroup);
}
