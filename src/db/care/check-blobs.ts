import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { unwrapQueryError } from './failure.ts';
import type { Finding } from './finding.ts';
import { assertGoingOn, type LongWork } from './long-work.ts';
import type { Reader } from './open.ts';

/** libSQL ends the process at a text that is no UTF-8, and one flipped bit makes a text of bytes: so all of it is cast. */
interface BlobRow {
  readonly id: number;
  /** Hex, in ASCII. */
  readonly sha256: ArrayBuffer;
  readonly size: number;
}

const page = 1000;
/** So many megabytes are in memory at once. */
const chunksAtOnce = 4;

/** Reads every byte that is kept and compares it with its size and hash: the cipher does not notice a flipped bit. */
export async function* checkBlobs(db: Reader, work: LongWork): AsyncGenerator<Finding> {
  const [{ total } = { total: 0 }] = await db.all<{ total: number }>(
    sql`SELECT coalesce(max(id), 0) AS total FROM blobs`,
  );
  for (let last = 0; ; ) {
    const rows = await db.all<BlobRow>(
      sql`SELECT id, CAST(sha256 AS BLOB) AS sha256, CAST(size AS INTEGER) AS size FROM blobs
        WHERE id > ${last} ORDER BY id LIMIT ${page}`,
    );
    for (const row of rows) {
      assertGoingOn(work);
      work.report({ step: 'bytes', done: row.id, total });
      const problem = await findProblem(db, row);
      if (problem !== undefined && (await isThere(db, row.id)))
        yield { table: 'blobs', row: row.id, problem };
    }
    if (rows.length < page) return;
    last = rows.at(-1)?.id ?? last;
  }
}

async function findProblem(db: Reader, { id, sha256, size }: BlobRow): Promise<string | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  let next = 0;
  try {
    for (;;) {
      const chunks = await db.all<{ position: number; bytes: ArrayBuffer }>(
        sql`SELECT CAST(position AS INTEGER) AS position, CAST(bytes AS BLOB) AS bytes FROM blob_chunks WHERE blob_id = ${id} AND position >= ${next}
          ORDER BY position LIMIT ${chunksAtOnce}`,
      );
      for (const chunk of chunks) {
        if (chunk.position !== next) return `its chunk ${next} is missing`;
        hash.update(new Uint8Array(chunk.bytes));
        bytes += chunk.bytes.byteLength;
        next += 1;
      }
      // libSQL gives statements and their rows back in a turn of their own.
      await setImmediate();
      if (chunks.length < chunksAtOnce) break;
    }
  } catch (error) {
    return `its bytes cannot be read: ${(unwrapQueryError(error) as Error).message}`;
  }
  if (bytes !== size) return `has ${bytes} bytes instead of ${size}`;
  const isSound = hash.digest('hex') === Buffer.from(sha256).toString('latin1');
  return isSound ? undefined : 'its bytes are damaged: they do not give its SHA-256';
}

// Removed while it was read: not damaged.
async function isThere(db: Reader, id: number): Promise<boolean> {
  return (await db.all(sql`SELECT 1 FROM blobs WHERE id = ${id}`)).length > 0;
}
