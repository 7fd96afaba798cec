import { createHash, randomFillSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { openDataFile } from '../../src/db/care/open.ts';
import { hashPassword } from '../../src/domain/password.ts';
import { createLog } from '../../src/log.ts';
import { createParserPool } from '../../src/mail/parser-pool.ts';
import { selfCommand } from '../../src/sea.ts';
import { readCorpusMail } from './corpus-mail.ts';
import { createRandom } from './random.ts';
import { type CaughtUp, catchUp, fastPragmas } from './scale-index.ts';

/** The person that benchmarks sign in as. */
export const scaleAdmin = { email: 'admin@scale.example', password: 'a million tickets' };
export const scaleAgents = 100;

const groups = 12;
const channels = 4;
const tags = ['urgent', 'invoice', 'shipping', 'legal', 'spare', 'callback', 'vip', 'rare'];
const start = Date.UTC(2021, 0, 1);
const span = 5 * 365 * 86_400_000;
const mostTickets = 100_000;
/** How far it has come is told after so many. */
const toldEach = 1_000_000;
const mebibyte = 1024 * 1024;

interface Words {
  readonly subject: string;
  readonly text: string;
}

interface ScaleOptions {
  readonly seed?: number;
  readonly fileMegabytes?: number;
  /** Of the text of a message, at most. */
  readonly characters?: number;
}

/**
 * Makes a data file with so many tickets, thirteen articles to eleven of them, of 12 groups and a quarter as many
 * customers, with the texts of the corpus. The rows are written past the program, whose triggers note and count them; seals
 * and full-text indexes are made by the program itself. What ends halfway leaves a file that is of no use.
 */
export async function makeScaleFile(
  path: string,
  tickets: number,
  { seed = 7, fileMegabytes = 0, characters = 900 }: ScaleOptions = {},
): Promise<CaughtUp> {
  await (await openDataFile({ path })).close();
  const texts = await readTexts(characters);
  const password = await hashPassword(scaleAdmin.password);
  // Its usual defence does not let a file be without a journal.
  const db = new DatabaseSync(path, { defensive: false });
  db.exec(`${fastPragmas.join(';')}; PRAGMA foreign_keys=OFF; BEGIN`);
  addPlaces(db, password);
  addMail(db, texts, tickets, createRandom(seed));
  addLargeFiles(db, fileMegabytes * mebibyte);
  db.exec('COMMIT');
  db.close();
  const taken = await catchUp(path);
  await (await openDataFile({ path })).close();
  return taken;
}

async function readTexts(characters: number): Promise<Words[]> {
  const log = createLog('warn', () => undefined);
  const parser = createParserPool({ ...selfCommand('parser'), size: 2, memoryLimitMb: 400, log });
  const raws = readCorpusMail(2000);
  const texts: Words[] = [];
  for (let from = 0; from < raws.length; from += 100) {
    for (const outcome of await parser.parse(raws.slice(from, from + 100)))
      if (outcome.kind === 'parsed')
        texts.push({ subject: outcome.message.subject, text: outcome.message.text.slice(0, characters) });
  }
  await parser.close();
  return texts;
}

function addPlaces(db: DatabaseSync, passwordHash: string): void {
  const user = db.prepare(
    'INSERT INTO users (id, email, name, role, password_hash, is_active, created_at) VALUES (?, ?, ?, ?, ?, 1, 0)',
  );
  user.run(1, scaleAdmin.email, 'Ada Admin', 'admin', passwordHash);
  for (let id = 2; id <= scaleAgents + 1; id++)
    user.run(id, `agent${id}@scale.example`, `Agent ${id}`, 'agent', passwordHash);
  const group = db.prepare('INSERT OR REPLACE INTO groups (id, name, is_active) VALUES (?, ?, 1)');
  const access = db.prepare("INSERT INTO group_access (user_id, group_id, level) VALUES (?, ?, 'full')");
  for (let id = 1; id <= groups; id++) {
    group.run(id, `Group ${id}`);
    for (let agent = 2; agent <= scaleAgents + 1; agent++) if ((agent + id) % 3 > 0) access.run(agent, id);
  }
  const channel =
    db.prepare(`INSERT INTO channels (id, kind, name, address, user_name, group_id, folder, after_import, move_to,
    only_unread, archive_state, state, failure_count, created_at, started_at, paused_at)
    VALUES (?, 'email', ?, ?, ?, ?, '', 'delete', '', 0, 'closed', 'paused', 0, 0, 0, 0)`);
  const address = db.prepare(
    'INSERT INTO email_addresses (id, address, name, channel_id, is_primary, group_id) VALUES (?, ?, ?, ?, 1, ?)',
  );
  for (let id = 1; id <= channels; id++) {
    const mailbox = `support${id}@scale.example`;
    channel.run(id, `Support ${id}`, mailbox, mailbox, id);
    address.run(id, mailbox, `Support ${id}`, id, id);
  }
}

function addMail(db: DatabaseSync, texts: readonly Words[], tickets: number, random: () => number): void {
  const customers = Math.max(1, Math.floor(tickets / 4));
  const insert = prepareInserts(db);
  for (let id = 1; id <= customers; id++)
    insert.customer.run(id, `Number${id} Smith`, `customer${id}@shop${id % 997}.example`, start);
  let article = 0;
  for (let ticket = 1; ticket <= tickets; ticket++) {
    // One transaction would write ten million of them twice before its end.
    if (ticket % mostTickets === 0) db.exec('COMMIT; BEGIN');
    if (ticket % toldEach === 0) process.stderr.write(`${ticket} tickets\n`);
    const at = start + Math.floor((ticket / tickets) * span);
    const customer = Math.floor(random() ** 2 * customers) + 1;
    const { subject } = texts[Math.floor(random() * texts.length)] ?? { subject: '' };
    const state = stateOf(random());
    const owner = random() < 0.6 ? Math.floor(random() * scaleAgents) + 2 : null;
    const group = Math.floor(random() * groups) + 1;
    const channel = (group % channels) + 1;
    insert.ticket.run(ticket, 10_000 + ticket, subject, group, customer, owner, state, channel, at, at, at);
    if (random() < 0.05) insert.tag.run(ticket, tags[Math.floor(random() ** 3 * tags.length)] ?? 'urgent');
    for (let more = 0; more === 0 || (more < 50 && random() < 0.154); more++) {
      article += 1;
      const { text } = texts[Math.floor(random() * texts.length)] ?? { text: '' };
      insert.article({
        article,
        ticket,
        customer,
        channel,
        at: at + more,
        subject,
        text,
        hasFile: random() < 0.05,
      });
    }
  }
}

/** Attachments of 64 kB to 20 MB, as random as pictures are, in the articles one after the other. */
function addLargeFiles(db: DatabaseSync, bytes: number): void {
  const insert = prepareInserts(db);
  const buffer = Buffer.alloc(mebibyte);
  const sizes = [64 * 1024, 300 * 1024, mebibyte, 3 * mebibyte, 20 * mebibyte];
  const { last = 0 } = db.prepare('SELECT max(id) AS last FROM articles').get() as { last?: number };
  let id = last + 1;
  for (let left = bytes; left > 0; id++) {
    const size = sizes[id % sizes.length] ?? mebibyte;
    const hash = createHash('sha256');
    insert.blob.run(id, '', size);
    for (let at = 0; at < size; at += mebibyte) {
      const piece = randomFillSync(buffer.subarray(0, Math.min(mebibyte, size - at)));
      hash.update(piece);
      insert.chunk.run(id, at / mebibyte, piece);
    }
    db.prepare('UPDATE blobs SET sha256 = ? WHERE id = ?').run(hash.digest('hex'), id);
    insert.file.run(1 + (id % last), `scan-${id}.pdf`, size, id);
    left -= size;
  }
}

function stateOf(share: number): string {
  if (share < 0.88) return 'closed';
  return share < 0.94 ? 'open' : share < 0.98 ? 'waiting' : 'new';
}

interface NewArticle extends Words {
  readonly article: number;
  readonly ticket: number;
  readonly customer: number;
  readonly channel: number;
  readonly at: number;
  readonly hasFile: boolean;
}

function prepareInserts(db: DatabaseSync) {
  const article =
    db.prepare(`INSERT INTO articles (id, ticket_id, kind, direction, channel_id, from_name, from_address, reply_to,
      "to", cc, subject, message_id, in_reply_to, "references", text, automatic, because, shows_images, raw_blob_id, sent_at, created_at)
    VALUES (?, ?, 'email', 'in', ?, ?, ?, '[]', ?, '[]', ?, ?, '[]', '[]', ?, 'no', '', 0, ?, ?, ?)`);
  const messageId = db.prepare(
    'INSERT INTO message_ids (message_id, article_id, ticket_id) VALUES (?, ?, ?)',
  );
  const receipt =
    db.prepare(`INSERT INTO receipts (channel_id, folder, uid_validity, uid, message_id, sha256, size, outcome, article_id,
      stored_at, settled_at, settle_action) VALUES (?, 'INBOX', '1', ?, ?, ?, ?, 'opened', ?, ?, ?, 'delete')`);
  const blob = db.prepare('INSERT INTO blobs (id, sha256, size) VALUES (?, ?, ?)');
  const chunk = db.prepare('INSERT INTO blob_chunks (blob_id, position, bytes) VALUES (?, ?, ?)');
  const file = db.prepare(
    "INSERT INTO attachments (article_id, name, type, is_inline, size, blob_id) VALUES (?, ?, 'application/pdf', 0, ?, ?)",
  );
  return {
    blob,
    chunk,
    file,
    customer: db.prepare('INSERT INTO customers (id, name, email, created_at) VALUES (?, ?, ?, ?)'),
    ticket:
      db.prepare(`INSERT INTO tickets (id, number, subject, group_id, customer_id, owner_id, state, channel_id, created_at,
      updated_at, last_article_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    tag: db.prepare('INSERT INTO ticket_tags (ticket_id, tag) VALUES (?, ?)'),
    article(row: NewArticle) {
      const { article: id, at, customer, channel } = row;
      const bytes = Buffer.from(`Message ${id}`);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const name = `<m${id}@shop.example>`;
      blob.run(id, sha256, bytes.length);
      chunk.run(id, 0, bytes);
      const to = `[{"name":"","address":"support${channel}@scale.example"}]`;
      const from = `customer${customer}@shop${customer % 997}.example`;
      article.run(
        id,
        row.ticket,
        channel,
        `Number${customer} Smith`,
        from,
        to,
        row.subject,
        name,
        row.text,
        id,
        at,
        at,
      );
      messageId.run(name, id, row.ticket);
      receipt.run(channel, id, name, sha256, bytes.length, id, at, at);
      if (row.hasFile) file.run(id, `bill-${id}.pdf`, bytes.length, id);
    },
  };
}
