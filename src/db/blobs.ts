import { and, eq, inArray, sql } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import { forgetStatements } from './care/forget-statements.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { blobChunks, blobs } from './schema/schema-mail.ts';

const idsPerStatement = 500;

export interface NewBlob {
  readonly id: number;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

const chunkBytes = 1024 * 1024;
/** What one statement binds at most; libSQL copies it several times. */
const statementBytes = 4 * 1024 * 1024;
const mostHeldBytes = 2 * statementBytes;

/** @param rows with ids that were set aside in this transaction (db/row-ids) */
export async function insertBlobs(tx: Tx, rows: readonly NewBlob[]): Promise<void> {
  await insertRows(
    tx,
    blobs,
    rows.map(({ id, sha256, bytes }) => ({ id, sha256, size: bytes.length })),
  );
  let pending: (typeof blobChunks.$inferInsert)[] = [];
  let [size, held] = [0, 0];
  for (const { id, bytes } of rows) {
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      const piece = bytes.subarray(start, start + chunkBytes);
      pending.push({
        blobId: id,
        position: start / chunkBytes,
        bytes: Buffer.from(piece.buffer, piece.byteOffset, piece.length),
      });
      size += piece.length;
      if (size < statementBytes) continue;
      await insertRows(tx, blobChunks, pending);
      held += size;
      pending = [];
      size = 0;
      if (held < mostHeldBytes) continue;
      await forgetStatements();
      held = 0;
    }
  }
  await insertRows(tx, blobChunks, pending);
}

/**
 * Yields the bytes of a blob, a megabyte at a time.
 * @throws AppError not_found where they are not all there any more: nobody is to take the rest for the whole
 */
export async function* readBlob(db: Reader, blobId: number): AsyncGenerator<Buffer> {
  const blob = await describeBlob(db, blobId);
  for (let left = blob.size, position = 0; left > 0; position++) {
    const bytes = await readChunk(db, blobId, position);
    left -= bytes.length;
    yield bytes;
  }
}

/** @returns its first megabyte, which says what it is. @throws AppError not_found */
export async function readBeginning(db: Reader, blobId: number): Promise<Buffer> {
  const { size } = await describeBlob(db, blobId);
  return size === 0 ? Buffer.alloc(0) : readChunk(db, blobId, 0);
}

/** @throws AppError not_found */
export async function describeBlob(db: Reader, id: number): Promise<{ size: number; sha256: string }> {
  const { size, sha256 } = blobs;
  const [blob] = await db.select({ size, sha256 }).from(blobs).where(eq(blobs.id, id));
  if (blob === undefined) throw bytesAreGone();
  return blob;
}

/** The same for a part of it, of which no megabyte before is read. @param until the place behind its last byte */
export async function* readBlobPart(
  db: Reader,
  blobId: number,
  { from, until }: { readonly from: number; readonly until: number },
): AsyncGenerator<Buffer> {
  for (let position = Math.floor(from / chunkBytes); position * chunkBytes < until; position++) {
    const bytes = await readChunk(db, blobId, position);
    const start = position * chunkBytes;
    yield bytes.subarray(Math.max(0, from - start), until - start);
  }
}

async function readChunk(db: Reader, blobId: number, position: number): Promise<Buffer> {
  const [chunk] = await db
    .select({ bytes: blobChunks.bytes })
    .from(blobChunks)
    .where(and(eq(blobChunks.blobId, blobId), eq(blobChunks.position, position)));
  if (chunk === undefined) throw bytesAreGone();
  return chunk.bytes;
}

function bytesAreGone(): AppError {
  return new AppError('not_found', 'This file was deleted meanwhile.');
}

/** @returns the whole blob; for mail within the size limit only. */
export async function loadBlob(db: Reader, blobId: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readBlob(db, blobId)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Deletes those of them that nothing refers to any more: several messages may share their bytes. */
export async function deleteBlobs(tx: Tx, ids: readonly number[]): Promise<void> {
  for (let start = 0; start < ids.length; start += idsPerStatement) {
    await tx.run(sql`DELETE FROM blobs WHERE ${inArray(sql`id`, ids.slice(start, start + idsPerStatement))}
      AND NOT EXISTS (SELECT 1 FROM articles WHERE raw_blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM attachments WHERE blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM quarantine WHERE blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM draft_attachments WHERE blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM signature_pictures WHERE blob_id = blobs.id)`);
  }
}
