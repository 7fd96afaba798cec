import { type Client, createClient } from '@libsql/client/sqlite3';
import { sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { countUnindexed } from './search-index.ts';

/** The newest articles that the index does not hold yet, in an index of their own in memory. */
interface SearchTail {
  /** Takes in what has come since. @returns how many of the newest messages no search can find yet */
  update(): Promise<number>;
  /** @param match in the index's query language. @returns ids of articles, newest first */
  find(match: string): Promise<number[]>;
}

/** More than these are only there while very much is imported; a page must not wait for them. */
const mostKept = 300;
/** For the number that the page says. */
const mostCounted = 1_000_000;
const bodyCharacters = 20_000;

const tails = new WeakMap<Reader, SearchTail>();

/** @returns the one of this connection */
export function tailOf(db: Reader): SearchTail {
  const tail = tails.get(db) ?? createSearchTail(db);
  tails.set(db, tail);
  return tail;
}

function createSearchTail(db: Reader): SearchTail {
  const tail: Tail = { db, kept: new Map(), memory: undefined };
  let last: Promise<unknown> = Promise.resolve();
  return {
    update() {
      // Two at once would take in the same article twice.
      const run = last.then(() => update(tail));
      last = run.catch(() => undefined);
      return run;
    },
    find: (match) => find(tail, match),
  };
}

interface Tail {
  readonly db: Reader;
  /** Stamps by article. */
  readonly kept: Map<number, number>;
  memory: Client | undefined;
}

async function open(tail: Tail): Promise<Client> {
  if (tail.memory !== undefined) return tail.memory;
  tail.memory = createClient({ url: ':memory:', concurrency: 1 });
  await tail.memory.execute(`CREATE VIRTUAL TABLE search_index USING fts5 (subject, body, sender, recipients, customer, files,
      content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2")`);
  return tail.memory;
}

async function update(tail: Tail): Promise<number> {
  const { db, kept } = tail;
  const pending = await db.all<Pending>(
    sql`SELECT article_id AS id, stamp FROM search_pending ORDER BY article_id DESC LIMIT ${mostKept}`,
  );
  const stamps = new Map(pending.map(({ id, stamp }) => [id, stamp]));
  await remove(
    tail,
    [...kept].flatMap(([id, stamp]) => (stamps.get(id) === stamp ? [] : [id])),
  );
  await add(
    tail,
    pending.filter(({ id }) => !kept.has(id)),
  );
  return pending.length < mostKept ? 0 : (await countUnindexed(db, mostCounted)) - pending.length;
}

async function remove(tail: Tail, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    await tail.memory?.execute({ sql: 'DELETE FROM search_index WHERE rowid = ?', args: [id] });
    tail.kept.delete(id);
  }
}

async function add(tail: Tail, pending: readonly Pending[]): Promise<void> {
  const ids = pending.map(({ id }) => id);
  if (ids.length === 0) return;
  const rows = await tail.db.all<Document>(sql`
    SELECT article_id AS id, subject, substr(body, 1, ${bodyCharacters}) AS body, sender, recipients, customer, files
    FROM search_documents WHERE article_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  const client = await open(tail);
  const insert = `INSERT INTO search_index (rowid, subject, body, sender, recipients, customer, files)
    VALUES (?, ?, ?, ?, ?, ?, ?)`;
  const statements = rows.map(({ id, subject, body, sender, recipients, customer, files }) => ({
    sql: insert,
    args: [id, subject, body, sender, recipients, customer, files],
  }));
  await client.batch(statements, 'write');
  for (const { id, stamp } of pending) tail.kept.set(id, stamp);
}

async function find(tail: Tail, match: string): Promise<number[]> {
  if (tail.kept.size === 0) return [];
  const { rows } = await (await open(tail)).execute({
    sql: `SELECT rowid AS id FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ${mostKept}`,
    args: [match],
  });
  return rows.map(({ id }) => Number(id));
}

interface Pending {
  readonly id: number;
  readonly stamp: number;
}

interface Document {
  readonly id: number;
  readonly subject: string;
  readonly body: string;
  readonly sender: string;
  readonly recipients: string;
  readonly customer: string;
  readonly files: string;
}
