import type { Client } from '@libsql/client/sqlite3';
import type { RecordedStatement } from './recorded-statements.ts';

/** Tables that grow with every message. */
const growing = new Set(
  `articles tickets receipts customers customer_addresses message_ids attachments blobs blob_chunks facts
  ticket_tags ticket_links ticket_views ticket_waits ticket_merges ticket_forms outbox notifications notification_mails
  bounces auto_replies search_index quarantine`.split(/\s+/),
);
/** Columns whose single value most rows of a table may have. */
const broad = new Set(
  `channel_id group_id state owner_id user_id customer_id kind direction outcome settled_at import_group_id folder
  uid_validity`.split(/\s+/),
);

/**
 * @returns the steps of a statement's plan whose cost grows with the data file: walks through a growing table, looks
 * that most of its rows may answer, and sorting of either. What is walked in order up to a LIMIT may stop early.
 */
export async function listCostlySteps(db: Client, { text, values }: RecordedStatement): Promise<string[]> {
  const plan = await db.execute({ sql: `EXPLAIN QUERY PLAN ${text}`, args: values as never });
  const steps = plan.rows.map(({ detail }) => String(detail));
  const costly = steps.filter((step) => isWalk(step, text) || isBroadSearch(step));
  const sorting = steps.filter((step) => /TEMP B-TREE|AUTOMATIC/.test(step));
  const stopsEarly = /\blimit\b/i.test(text) && sorting.length === 0;
  return costly.length === 0 || stopsEarly ? [] : [...costly, ...sorting];
}

function isWalk(step: string, text: string): boolean {
  const table = /^SCAN (\w+)/.exec(step)?.[1] ?? '';
  // Of what refers to an inserted row, which SQLite looks at only while a deferred reference is open.
  const isReference = /^\s*insert into \S+ \([^)]*\) values/i.test(text);
  // The equals sign: a look for one row of a full-text index.
  const isLook = /VIRTUAL TABLE INDEX 0:=/.test(step);
  return growing.has(table) && !isReference && !isLook;
}

function isBroadSearch(step: string): boolean {
  const [, table = '', constraints = ''] = /^SEARCH (\w+) USING .*\(([^)]*)\)/.exec(step) ?? [];
  const columns = constraints.split(' AND ').map((each) => each.replace(/[=<>].*/, ''));
  return growing.has(table) && columns.every((column) => broad.has(column));
}
