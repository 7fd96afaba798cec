// Recounts an import without any code of the program: node scripts/verify-import.mjs DATA.db SOURCE-FOLDER [--left FOLDER]
// SOURCE-FOLDER holds one file for each message that was in the mailbox, as it travels. Give it a data file that is
// not in use (a copy of a stopped one). Prints one JSON object; exit code 1 when anything is lost, doubled or changed.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { left: { type: 'string' } } });
const [dataPath, sourceFolder] = positionals;
if (dataPath === undefined || sourceFolder === undefined) {
  console.error('Expected a data file and a folder of source messages.');
  process.exit(2);
}

const db = new DatabaseSync(dataPath, { readOnly: true });
const sources = countHashes(readdirSync(sourceFolder).map((name) => readFileSync(join(sourceFolder, name))));
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
  left: values.left === undefined ? undefined : readdirSync(values.left).length,
  integrity: db.prepare('PRAGMA integrity_check').get().integrity_check,
  foreignKeys: db.prepare('PRAGMA foreign_key_check').all().length,
};
const articlesSeen = new Set();
for (const receipt of receipts) {
  stored.set(receipt.sha256, (stored.get(receipt.sha256) ?? 0) + 1);
  if (receipt.settledAt === null) report.unsettled += 1;
  if (receipt.outcome === 'duplicate') report.duplicates += 1;
  else if (receipt.outcome === 'quarantined') report.quarantined += 1;
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
for (const [hash, count] of sources) {
  const found = stored.get(hash) ?? 0;
  if (found < count) report.lost += count - found;
  if (found > count) report.doubled += found - count;
}
for (const hash of stored.keys()) if (!sources.has(hash)) report.changed += 1;
// Every article belongs to one receipt: none came in twice.
report.doubled += Math.max(0, report.articles - articlesSeen.size);

console.log(JSON.stringify(report));
const isSound =
  report.integrity === 'ok' &&
  report.foreignKeys === 0 &&
  [report.lost, report.doubled, report.changed, report.orphans, report.unsettled].every((n) => n === 0) &&
  (report.left ?? 0) === 0;
process.exitCode = isSound ? 0 : 1;

function hashBlob(blobId) {
  const hash = createHash('sha256');
  const chunks = db.prepare('SELECT bytes FROM blob_chunks WHERE blob_id = ? ORDER BY position');
  for (const { bytes } of chunks.iterate(blobId)) hash.update(bytes);
  return hash.digest('hex');
}

function countHashes(messages) {
  const counts = new Map();
  for (const bytes of messages) {
    const hash = createHash('sha256').update(bytes).digest('hex');
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return counts;
}

function total(counts) {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
