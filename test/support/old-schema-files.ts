import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, InValue } from '@libsql/client/sqlite3';
import { connect } from '../../src/db/care/connect.ts';
import { migrate, newestVersion } from '../../src/db/care/migrate.ts';

// Data files of every schema that there ever was, each made by the migrations up to it. What was stored under the first
// has come along in all that follow; a table gets a row of its own when it is new.

const at = Date.parse('2026-01-05T08:00:00Z');

/** @returns the path of the file with that schema; files are made up to the newest but one */
export async function makeOldSchemaFiles(folder: string): Promise<(version: number) => string> {
  const pathOf = (version: number) => join(folder, `schema-${version}.db`);
  const growing = join(folder, 'growing.db');
  for (let version = 1; version < newestVersion; version += 1) {
    const client = connect({ path: growing });
    try {
      await migrate(client, version);
      if (version === 1) await storeMail(client);
      await fillEmptyTables(client);
    } finally {
      client.close();
      // libSQL ends the connection in the next turn.
      await new Promise(setImmediate);
    }
    copyFileSync(growing, pathOf(version));
  }
  return pathOf;
}

async function insert(client: Client, table: string, row: Readonly<Record<string, InValue>>): Promise<void> {
  const names = Object.keys(row);
  const sql = `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  await client.execute({ sql, args: Object.values(row) });
}

async function storeMail(client: Client): Promise<void> {
  await client.execute("INSERT OR IGNORE INTO groups (id, name, is_active) VALUES (1, 'Support', 1)");
  const person = { password_hash: 'x', is_active: 1, created_at: at };
  await insert(client, 'users', { ...person, email: 'ann@x.example', name: 'Ann', role: 'admin' });
  await insert(client, 'users', { ...person, email: 'bob@x.example', name: 'Bob', role: 'agent' });
  await insert(client, 'channels', {
    kind: 'email',
    name: 'Support',
    address: 'support@x.example',
    user_name: 'support@x.example',
    group_id: 1,
    folder: '',
    after_import: 'delete',
    move_to: '',
    only_unread: 0,
    started_at: at,
    archive_state: 'closed',
    state: 'watching',
    failure_count: 0,
    created_at: at,
  });
  const address = { name: 'Support', channel_id: 1, is_primary: 1, group_id: 1 };
  await insert(client, 'email_addresses', { ...address, address: 'support@x.example' });
  for (let n = 1; n <= 5; n += 1) await storeOne(client, n);
  await insert(client, 'ticket_links', {
    ticket_id: 1,
    linked_ticket_id: 2,
    created_at: at,
    reason: 'Split from #10002.',
  });
  const events = [
    ['created', 'opened by carla@customer.example'],
    ['state', 'state new → open'],
    ['owner', 'owner: Bob'],
  ];
  for (const [kind = '', message = ''] of events) {
    await insert(client, 'ticket_events', { ticket_id: 1, user_id: 1, at, kind, message });
  }
  await insert(client, 'channel_events', {
    channel_id: 1,
    at,
    kind: 'recovered',
    message: 'It works again.',
  });
}

async function storeOne(client: Client, n: number): Promise<void> {
  const raw = Buffer.from(`Subject: Question ${n}\r\nMessage-ID: <q${n}@x.example>\r\n\r\nWords of ${n}\r\n`);
  const sha256 = createHash('sha256').update(raw).digest('hex');
  await insert(client, 'blobs', { id: n, sha256, size: raw.length });
  await insert(client, 'blob_chunks', { blob_id: n, position: 0, bytes: new Uint8Array(raw) });
  await insert(client, 'customers', { id: n, name: `Carla ${n}`, email: `c${n}@x.example`, created_at: at });
  const receipt = {
    id: n,
    channel_id: 1,
    folder: 'INBOX',
    uid_validity: '1',
    uid: n,
    message_id: `q${n}@x.example`,
    sha256,
    size: raw.length,
    stored_at: at,
    settled_at: at,
  };
  if (n === 5) {
    await insert(client, 'receipts', { ...receipt, outcome: 'quarantined' });
    await insert(client, 'quarantine', {
      receipt_id: n,
      channel_id: 1,
      kind: 'unreadable',
      reason: 'It goes deeper than is read.',
      sender: '',
      subject: '',
      blob_id: n,
      created_at: at,
    });
    return;
  }
  await insert(client, 'tickets', {
    id: n,
    number: 10_000 + n,
    subject: `Question ${n}`,
    group_id: 1,
    customer_id: n,
    channel_id: 1,
    state: n === 4 ? 'closed' : 'open',
    created_at: at,
    updated_at: at,
    last_article_at: at + n,
  });
  await insert(client, 'articles', {
    id: n,
    ticket_id: n,
    kind: 'email',
    direction: 'in',
    channel_id: 1,
    from_name: `Carla ${n}`,
    from_address: `c${n}@x.example`,
    reply_to: '[]',
    to: '[]',
    cc: '[]',
    subject: `Question ${n}`,
    message_id: `q${n}@x.example`,
    in_reply_to: '[]',
    references: '[]',
    text: `Words of ${n}`,
    automatic: 'no',
    because: 'New ticket.',
    shows_images: 0,
    raw_blob_id: n,
    sent_at: at,
    created_at: at,
  });
  await insert(client, 'message_ids', { message_id: `q${n}@x.example`, article_id: n, ticket_id: n });
  await insert(client, 'receipts', { ...receipt, outcome: 'opened', article_id: n });
}

/** Tables that the program fills by itself, or in which a made-up row would be a finding. */
const left =
  /^(sqlite_|search_|seal|message_ids|receipts|quarantine|blob|attachments|outbox|.*counts?$|.*_totals?$)/;

/** One row to each table that has none, where its columns say what may stand in them. */
async function fillEmptyTables(client: Client): Promise<void> {
  const { rows } = await client.execute(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid",
  );
  for (const { name, sql } of rows) {
    const table = String(name);
    if (left.test(table) || (await countRows(client, table)) > 0) continue;
    const columns = await client.execute(`PRAGMA table_info(${table})`);
    const needed = columns.rows.filter(
      (column) => Number(column.notnull) === 1 && column.dflt_value === null,
    );
    const row = needed.map((column) => [String(column.name), chooseValue(column, String(sql))] as const);
    await insert(client, table, Object.fromEntries(row)).catch(() => undefined);
  }
}

function chooseValue(column: Readonly<Record<string, InValue>>, sql: string): InValue {
  const name = String(column.name);
  const allowed = new RegExp(`\\b${name}\\b[^,]*CHECK \\(\\s*"?${name}"? IN \\('([^']+)'`).exec(sql)?.[1];
  if (allowed !== undefined) return allowed;
  if (column.type === 'INTEGER') return /_at$|^at$/.test(name) ? at : 1;
  if (column.type === 'BLOB') return new Uint8Array(32);
  return /ids|json|data|condition|actions|"?to"?|cc/.test(name) ? '[]' : 'x';
}

export async function countRows(client: Client, table: string): Promise<number> {
  const { rows } = await client.execute(`SELECT count(*) AS n FROM "${table}"`);
  return Number(rows[0]?.n);
}
