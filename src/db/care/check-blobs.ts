import { createHash, hash } from 'node:crypto';
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
/** Blobs of one chunk come together, as many as have these bytes: with a statement for each of them a check took ten times as long for small mail. */
const smallBytes = 256 * 1024;
const bytesAtOnce = 4 * 1024 * 1024;

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
    for (const together of gather(rows)) {
      assertGoingOn(work);
      work.report({ step: 'bytes', done: together[0]?.id ?? last, total });
      for (const row of await findUnlike(db, together)) {
        const problem = await findProblem(db, row);
        if (problem !== undefined && (await isThere(db, row.id)))
          yield { table: 'blobs', row: row.id, problem };
      }
    }
    if (rows.length < page) return;
    last = rows.at(-1)?.id ?? last;
  }
}

/** @returns small ones together, in their order, each large one by itself */
function* gather(rows: readonly BlobRow[]): Generator<BlobRow[]> {
  let together: BlobRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (together.length > 0 && (row.size > smallBytes || bytes + row.size >= bytesAtOnce)) {
      yield together;
      [together, bytes] = [[], 0];
    }
    together.push(row);
    // A size that is damaged counts as none.
    bytes += row.size > smallBytes ? bytesAtOnce : Math.max(0, row.size);
  }
  if (together.length > 0) yield together;
}

interface FirstChunk {
  readonly id: number;
  readonly position: number;
  readonly bytes: ArrayBuffer;
}

/** @returns those that a look at their first chunks does not show to be sound */
async function findUnlike(db: Reader, rows: readonly BlobRow[]): Promise<readonly BlobRow[]> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || rows.length === 1) return rows;
  try {
    // One more than there should be, whatever stands in the file.
    const chunks = await db.all<FirstChunk>(
      sql`SELECT CAST(blob_id AS INTEGER) AS id, CAST(position AS INTEGER) AS position, CAST(bytes AS BLOB) AS bytes
        FROM blob_chunks WHERE blob_id BETWEEN ${first.id} AND ${last.id} ORDER BY blob_id, position LIMIT ${rows.length + 1}`,
    );
    await setImmediate();
    if (chunks.length !== rows.length) return rows;
    return rows.filter((row, index) => !isWhole(row, chunks[index]));
  } catch {
    // Which of them cannot be read is found one by one.
    return rows;
  }
}

function isWhole(row: BlobRow, chunk: FirstChunk | undefined): boolean {
  if (chunk?.id !== row.id || chunk.position !== 0 || chunk.bytes.byteLength !== row.size) return false;
  const found = hash('sha256', new Uint8Array(chunk.bytes), 'hex');
  return found === Buffer.from(row.sha256).toString('latin1');
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
