import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { selfCommand } from '../../src/sea.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { countMaildir, seedMaildir } from '../support/dovecot.ts';
import { openImportDesk } from '../support/import-desk.ts';
import { startMailWorld } from '../support/mail-world.ts';
import { watchProcessTree } from '../support/process-tree.ts';
import { look, untilReceipts } from '../support/recount.ts';
import { waitFor } from '../support/wait-for.ts';

// The program itself, started as `serve`, imports a very large mailbox in delete mode, is killed halfway and started
// again. Among the small messages are one just below what may be parsed and one of 150 MB, which stays on the server.
// Memory is that of all its processes together. --program PATH takes an executable instead of the checkout.

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '100000' }, program: { type: 'string' } },
});
const count = Number(values.messages);
const mebibyte = 1024 * 1024;

await using world = await startMailWorld();
const mailbox = await world.prepare([]);
const folder = world.dovecot.mailFolder(mailbox.address);
const bytes = seed();
// On a machine that is busy with other things, the large one takes its time.
await (await openImportDesk(mailbox.dataPath, { mostSeconds: 120 })).close();
const env = { ...process.env, POSTROOM_CLOUD: world.writeCloud(world.dovecot.port) };

const first = start();
await untilReceipts(mailbox.dataPath, count / 2);
const beforeKill = first.tree.stop();
first.child.kill('SIGKILL');
await once(first.child, 'exit');
const resumedFrom = look(mailbox.dataPath)?.receipts ?? 0;
const second = start();
await untilReceipts(mailbox.dataPath, count);
await waitFor(() => look(mailbox.dataPath)?.unsettled === 0, 60_000);
const afterKill = second.tree.stop();
const seconds = first.seconds();
const stopped = once(second.child, 'exit');
second.child.kill('SIGTERM');
await stopped;
check();
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'mailbox',
    messages: count,
    seconds: Math.round(seconds),
    messagesPerSecond: Math.round(count / seconds),
    peakRssMiB: Math.max(beforeKill.peakRssMiB, afterKill.peakRssMiB),
    cpuSeconds: Math.round(beforeKill.cpuSeconds + afterKill.cpuSeconds),
    killedAt: resumedFrom,
    mailMiB: Math.round(bytes / mebibyte),
    fileMiB: Math.round(statSync(mailbox.dataPath).size / mebibyte),
  })}\n`,
);

function start() {
  const { command, args } = selfCommand('serve', '--data', mailbox.dataPath, '--port', '0');
  const line = values.program === undefined ? [command, ...args] : [values.program, ...args.slice(-5)];
  const child: ChildProcess = spawn(line[0] ?? '', line.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => appendFileSync(join(world.folder, 'serve.log'), chunk));
  }
  child.once('exit', (code) => {
    if (code !== 0 && code !== null)
      throw new Error(`serve ended with ${code}, see ${world.folder}/serve.log`);
  });
  const began = performance.now();
  return {
    child,
    tree: watchProcessTree(undefined, 100, child.pid),
    seconds: () => (performance.now() - began) / 1000,
  };
}

/** @returns how many bytes of mail there are */
function seed(): number {
  const corpus = readCorpusMail(6046);
  let sum = 0;
  for (let from = 0; from < count; from += 1000) {
    const part = Array.from({ length: Math.min(1000, count - from) }, (_, n) => make(corpus, from + n));
    sum += part.reduce((total, { length }) => total + length, 0);
    seedMaildir(folder, part);
  }
  return sum;
}

function make(corpus: readonly Buffer[], index: number): Buffer {
  if (index === Math.floor(count * 0.3)) return large(index, 24 * mebibyte);
  if (index === Math.floor(count * 0.7)) return large(index, 150 * mebibyte);
  const raw = corpus[index % corpus.length] ?? Buffer.alloc(0);
  // A second field would not count: each corpus message that comes again is another one by its identifier.
  return Buffer.concat([Buffer.from(`Message-ID: <${index}@mailbox.example>\r\n`), raw]);
}

function large(index: number, length: number): Buffer {
  const head = `From: Ada <ada@customer.example>\r\nSubject: Large\r\nMessage-ID: <${index}@mailbox.example>\r\nContent-Type: application/octet-stream; name=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  const line = `${'QUJD'.repeat(19)}\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(length - head.length, line)]);
}

/** @throws Error when a message is missing, came twice, or is still there that should not be */
function check(): void {
  const db = new DatabaseSync(mailbox.dataPath, { readOnly: true });
  const row = db
    .prepare(
      `SELECT count(*) AS receipts, count(DISTINCT message_id) AS ids, sum(outcome = 'duplicate') AS duplicates,
         sum(outcome = 'quarantined') AS quarantined,
         (SELECT count(*) FROM articles WHERE direction = 'in') AS articles FROM receipts`,
    )
    .get();
  db.close();
  const found = { ...row, left: countMaildir(folder) };
  const wanted = {
    receipts: count,
    ids: count - 1,
    duplicates: 0,
    quarantined: 1,
    articles: count - 1,
    left: 1,
  };
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}
