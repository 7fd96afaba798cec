// Recounts an import without any code of the program: node scripts/verify-import.mjs DATA.db SOURCE-FOLDER [OPTION…]
// SOURCE-FOLDER holds one file for each message that was in the mailbox, as it travels. Give it a data file that is
// not in use (a copy of a stopped one). Prints one JSON object; exit code 1 when anything is lost, doubled or changed.
// Where a FOLDER is a Maildir's cur, its new counts too.
// --left FOLDER    a mailbox that has to be empty
// --kept FOLDER    one that has to hold every source and nothing else, e.g. where messages were moved to
// --read FOLDER    one in which every message has to be marked as read
// --still FOLDER   the mailbox after an import that was cut short: a message has to be there or in the data file
// --renumbered     the server has given out new UIDs: a message may have further receipts, as a duplicate
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    left: { type: 'string' },
    kept: { type: 'string' },
    read: { type: 'string' },
    still: { type: 'string' },
    renumbered: { type: 'boolean' },
  },
});
const [dataPath, sourceFolder] = positionals;
if (dataPath === undefined || sourceFolder === undefined) {
  console.error('Expected a data file and a folder of source messages.');
  process.exit(2);
}

const db = new DatabaseSync(dataPath, { readOnly: true });
const sources = countHashes(sourceFolder);
const receipts = db
  .prepare(
    `SELECT r.id, r.sha256, r.outcome, r.article_id AS articleId, r.settled_at AS settledAt, r.digest,
            coalesce(a.raw_blob_id, q.blob_id) AS blobId, a.id AS foundArticle
     FROM receipts r
     LEFT JOIN articles a ON a.id = r.article_id
     LEFT JOIN quarantine q ON q.receipt_id = r.id`,
  )
  .all();

const stored = new Map();
/** How many receipts say duplicate, by hash. */
const repeated = new Map();
const report = {
  sources: total(sources),
  receipts: receipts.length,
  articles: db.prepare("SELECT count(*) AS n FROM articles WHERE direction = 'in'").get().n,
  duplicates: 0,
  quarantined: 0,
  rendered: 0,
  unsettled: 0,
  lost: 0,
  doubled: 0,
  changed: 0,
  orphans: 0,
  left: values.left === undefined ? undefined : listFiles(values.left).length,
  unread:
    values.read === undefined ? undefined : listFiles(values.read).filter((path) => !isRead(path)).length,
  integrity: db.prepare('PRAGMA integrity_check').get().integrity_check,
  foreignKeys: db.prepare('PRAGMA foreign_key_check').all().length,
};
const articlesSeen = new Set();
for (const receipt of receipts) {
  stored.set(receipt.sha256, (stored.get(receipt.sha256) ?? 0) + 1);
  if (receipt.settledAt === null) report.unsettled += 1;
  if (receipt.outcome === 'duplicate') {
    report.duplicates += 1;
    repeated.set(receipt.sha256, (repeated.get(receipt.sha256) ?? 0) + 1);
  } else if (receipt.outcome === 'quarantined') report.quarantined += 1;
  else if (receipt.foundArticle === null) report.orphans += 1;
  else if (articlesSeen.has(receipt.articleId)) report.doubled += 1;
  else articlesSeen.add(receipt.articleId);
  if (receipt.blobId === null) continue;
  const hash = hashBlob(receipt.blobId);
  if (hash === receipt.sha256) continue;
  // A copy may have been rendered anew by the server: its digest speaks for it. The first one may not differ.
  if (receipt.outcome === 'duplicate') report.rendered += 1;
  else report.changed += 1;
}
const still = values.still === undefined ? new Map() : countHashes(values.still);
for (const [hash, count] of sources) {
  const found = stored.get(hash) ?? 0;
  report.lost += Math.max(0, count - found - (still.get(hash) ?? 0));
  const again = values.renumbered ? (repeated.get(hash) ?? 0) : 0;
  report.doubled += Math.max(0, found - again - count);
}
if (values.kept !== undefined) compareMailbox(countHashes(values.kept));
for (const hash of stored.keys()) if (!sources.has(hash)) report.changed += 1;
// Every article belongs to one receipt: none came in twice.
report.doubled += Math.max(0, report.articles - articlesSeen.size);

console.log(JSON.stringify(report));
const isSound =
  report.integrity === 'ok' &&
  report.foreignKeys === 0 &&
  [report.lost, report.doubled, report.changed, report.orphans].every((n) => n === 0) &&
  (report.unsettled === 0 || values.still !== undefined) &&
  (report.unread ?? 0) === 0 &&
  (report.left ?? 0) === 0;
process.exitCode = isSound ? 0 : 1;

function hashBlob(blobId) {
  const hash = createHash('sha256');
  const chunks = db.prepare('SELECT bytes FROM blob_chunks WHERE blob_id = ? ORDER BY position');
  for (const { bytes } of chunks.iterate(blobId)) hash.update(bytes);
  return hash.digest('hex');
}

/** What the server has kept is counted like what the data file holds. */
function compareMailbox(there) {
  for (const [hash, count] of sources) {
    const found = there.get(hash) ?? 0;
    report.lost += Math.max(0, count - found);
    report.doubled += Math.max(0, found - count);
  }
  for (const hash of there.keys()) if (!sources.has(hash)) report.changed += 1;
}

/** Maildir keeps the flags in the name: S is \\Seen. */
function isRead(path) {
  return /:2,[A-Za-z]*S/.test(path);
}

function listFiles(folder) {
  const folders = basename(folder) === 'cur' ? [folder, join(folder, '..', 'new')] : [folder];
  return folders.flatMap((each) => readdirSync(each).map((name) => join(each, name)));
}

function countHashes(folder) {
  const counts = new Map();
  for (const path of listFiles(folder)) {
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return counts;
}

function total(counts) {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
