import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type SQL, sql } from 'drizzle-orm';
import { type SealKind, sealKinds } from './seal-kinds.ts';

/** As much of a connection as is needed here; the write queue, which makes transactions, calls this file. */
interface Reader {
  all<Row>(query: SQL): PromiseLike<Row[]>;
}

interface Tx extends Reader {
  run(query: SQL): PromiseLike<unknown>;
}

interface Content {
  readonly id: number;
  readonly content: ArrayBuffer;
}

/** So many rows are in memory at once: an article has up to some megabytes of text. */
const rowsAtOnce = 100;

/** Of rows that cannot be long. */
const shortRowsAtOnce = 1_000;
/** So many changes are looked up at once. */
const changesAtOnce = 5_000;

/** Of one kind; the ids as JSON, because a row of its own for each took most of the time. */
interface Changes {
  readonly kind: string;
  readonly ids: string;
  readonly last: number;
  readonly count: number;
}

/** Hashes what the transaction has changed; triggers have noted which rows. Every transaction ends with it. */
export async function sealChanged(tx: Tx): Promise<void> {
  for (;;) {
    const changes = await tx.all<Changes>(sql`
      SELECT kind, json_group_array(id) AS ids, max(id) AS last, count(*) AS count FROM
        (SELECT kind, row_id AS id FROM seal_pending ORDER BY kind, row_id LIMIT ${changesAtOnce})
      GROUP BY kind ORDER BY kind`);
    const last = changes.at(-1);
    if (last === undefined) return;
    for (const { kind, ids } of changes) {
      const known = sealKinds.find((each) => each.kind === kind);
      if (known !== undefined) await sealAll(tx, known, JSON.parse(ids));
    }
    const count = changes.reduce((sum, each) => sum + each.count, 0);
    if (count < changesAtOnce) {
      // Without a condition, SQLite drops whole pages instead of one row after another.
      await tx.run(sql`DELETE FROM seal_pending`);
      return;
    }
    await tx.run(sql`DELETE FROM seal_pending WHERE (kind, row_id) <= (${last.kind}, ${last.last})`);
    // libSQL gives statements and their rows back in a turn of their own: of 24 million changes they took 5 GB.
    await setImmediate();
  }
}

async function sealAll(tx: Tx, known: SealKind, ids: readonly number[]): Promise<void> {
  const together = known.kind === 'ticket' || known.kind === 'customer' ? shortRowsAtOnce : rowsAtOnce;
  for (let start = 0; start < ids.length; start += together) {
    await sealRows(tx, known, ids.slice(start, start + together));
  }
}

async function sealRows(tx: Tx, known: SealKind, ids: readonly number[]): Promise<void> {
  const [part] = await tx.all<{ rows: ArrayBuffer | null }>(sql`
    SELECT ${joinRows(sql`''`)} AS rows FROM
    (${known.read} WHERE ${sql.raw(known.id)} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))) AS part`);
  const hashes: [number, string][] = [];
  for (const row of splitRows(part?.rows ?? null)) {
    const content = await contentOf(tx, known, row);
    if (content !== undefined) hashes.push([row.id, hash('sha256', content, 'hex')]);
  }
  await tx.run(sql`INSERT OR REPLACE INTO seals (kind, row_id, sha256)
    SELECT ${known.kind}, value ->> 0, unhex(value ->> 1) FROM json_each(${JSON.stringify(hashes)})`);
}

/**
 * Seals some of the rows that were there before the first seal.
 * @returns whether there are more
 */
export async function sealEarlier(tx: Tx): Promise<boolean> {
  const [start] = await tx.all<{ kind: string; done: number; last: number }>(
    sql`SELECT kind, done, last_unsealed AS last FROM seal_starts WHERE done < last_unsealed LIMIT 1`,
  );
  const known = sealKinds.find(({ kind }) => kind === start?.kind);
  if (start === undefined || known === undefined) return false;
  const rows = await tx.all<{ id: number }>(
    sql`SELECT ${sql.raw(known.id)} AS id FROM ${sql.raw(known.table)}
      WHERE ${sql.raw(known.id)} > ${start.done} AND ${sql.raw(known.id)} <= ${start.last}
      ORDER BY 1 LIMIT ${rowsAtOnce}`,
  );
  await sealRows(
    tx,
    known,
    rows.map(({ id }) => id),
  );
  const done = rows.length < rowsAtOnce ? start.last : (rows.at(-1)?.id ?? start.last);
  await tx.run(sql`UPDATE seal_starts SET done = ${done} WHERE kind = ${start.kind}`);
  return true;
}

/** A row whose content is not what its seal was made of. */
export interface BrokenSeal {
  readonly table: string;
  readonly row: number;
  /** The ticket in which people read it; undefined for a customer and for what happened. */
  readonly ticket: number | undefined;
}

/**
 * Compares some rows of one kind with their seals.
 * @param count at most so many
 * @returns what does not fit, and the last id that was looked at; undefined after the last row
 */
export async function compareSeals(
  db: Reader,
  sealed: SealKind,
  after: number,
  count = rowsAtOnce,
): Promise<{ readonly broken: BrokenSeal[]; readonly last: number | undefined }> {
  const id = sql.raw(sealed.id);
  const [part] = await db.all<{ rows: ArrayBuffer | null; count: number; last: number }>(sql`
    SELECT count(*) AS count, max(part.id) AS last, ${joinRows(sql`coalesce(lower(hex(seals.sha256)), '')`)} AS rows FROM
    (${sealed.read} WHERE ${id} > ${after} ORDER BY 1 LIMIT ${sql.raw(String(count))}) AS part
    LEFT JOIN seals ON seals.kind = ${sealed.kind} AND seals.row_id = part.id`);
  if (part === undefined || part.rows === null) return { broken: [], last: undefined };
  const broken: BrokenSeal[] = [];
  for (const row of splitRows(part.rows)) {
    const content = await contentOf(db, sealed, row);
    if (content === undefined || hash('sha256', content, 'hex') === row.sha256) continue;
    if (row.sha256 === '' && !(await isDue(db, sealed, row.id))) continue;
    if (await isPending(db, sealed, row.id)) continue;
    broken.push({ table: sealed.table, row: row.id, ticket: await findTicket(db, sealed, row.id) });
  }
  return { broken, last: part.count < count ? undefined : part.last };
}

interface SealedRow {
  readonly id: number;
  /** Hex; empty where it has no seal. */
  readonly sha256: string;
  /** Empty where it is too long to come together with others. */
  readonly content: Uint8Array;
}

/** In no content: JSON has control characters as \u001e. */
const separator = '\u001e';
/** Bytes; four hundred of them are in memory at once. */
const longest = 65_536;

/**
 * All rows of a part as one value, because a row of its own for each took twice the time.
 * @param sha256 in hex, or '' @returns what `splitRows` takes apart; NULL where there is none
 */
function joinRows(sha256: SQL): SQL {
  return sql`CAST(group_concat(part.id || ' ' || ${sha256} || ' '
    || iif(length(part.content) > ${longest}, '', part.content), ${separator}) AS BLOB)`;
}

function* splitRows(joined: ArrayBuffer | null): Generator<SealedRow> {
  if (joined === null) return;
  const rows = Buffer.from(joined);
  for (let start = 0; start <= rows.length; ) {
    const found = rows.indexOf(separator, start);
    const end = found === -1 ? rows.length : found;
    const first = rows.indexOf(' ', start);
    const second = rows.indexOf(' ', first + 1);
    yield {
      id: Number(rows.toString('latin1', start, first)),
      sha256: rows.toString('latin1', first + 1, second),
      content: rows.subarray(second + 1, end),
    };
    start = end + 1;
  }
}

/** @returns undefined where it was removed meanwhile */
async function contentOf(
  db: Reader,
  { read, id }: SealKind,
  row: SealedRow,
): Promise<Uint8Array | undefined> {
  if (row.content.length > 0) return row.content;
  const [found] = await db.all<Content>(sql`${read} WHERE ${sql.raw(id)} = ${row.id}`);
  return found === undefined ? undefined : new Uint8Array(found.content);
}

/** Whether a row must have a seal by now: all but those that were there before the first. */
async function isDue(db: Reader, { kind }: SealKind, id: number): Promise<boolean> {
  const [start] = await db.all<{ done: number; last: number }>(
    sql`SELECT done, last_unsealed AS last FROM seal_starts WHERE kind = ${kind}`,
  );
  return start === undefined || id > start.last || id <= start.done;
}

/** Changed by hand, with another program: the next transaction seals it. */
async function isPending(db: Reader, { kind }: SealKind, id: number): Promise<boolean> {
  const pending = await db.all(sql`SELECT 1 FROM seal_pending WHERE kind = ${kind} AND row_id = ${id}`);
  return pending.length > 0;
}

async function findTicket(db: Reader, { kind }: SealKind, id: number): Promise<number | undefined> {
  if (kind === 'customer' || kind === 'fact') return undefined;
  const ticketId = kind === 'ticket' ? sql`${id}` : sql`(SELECT ticket_id FROM articles WHERE id = ${id})`;
  const [row] = await db.all<{ number: number }>(sql`SELECT number FROM tickets WHERE id = ${ticketId}`);
  return row?.number;
}
