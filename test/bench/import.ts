import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { receipts } from '../../src/db/schema/schema-mail.ts';
import { collectMail } from '../../src/desk/fetching/collect-mail.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { collectOptions } from '../support/collect-options.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { type Dovecot, seedMaildir, startDovecot } from '../support/dovecot.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { watchProcessTree } from '../support/process-tree.ts';

// Imports the corpus from Dovecot in delete mode, beside mbsync, a bare download and a bare reading of the same mail.

const { values } = parseArgs({ options: { messages: { type: 'string', default: '2000' } } });
const count = Number(values.messages);
const mail = readCorpusMail(count);
const dovecot = await startDovecot();
for (const user of ['warm@test', 'import@test', 'mbsync@test', 'download@test']) {
  seedMaildir(dovecot.mailFolder(user), mail);
}
try {
  await download(dovecot, 'warm@test');
  const downloadSeconds = await download(dovecot, 'download@test');
  const mbsyncSeconds = await synchronize(dovecot, 'mbsync@test');
  const readSeconds = await read();
  const imported = await importAll(dovecot, 'import@test');
  const rate = (seconds: number) => count / seconds;
  const { seconds, cpuSeconds, peakRssMiB } = imported;
  process.stdout.write(
    `${JSON.stringify({
      benchmark: 'import',
      messages: count,
      messagesPerSecond: Math.round(rate(seconds)),
      ratioToMbsync: Number((rate(seconds) / rate(mbsyncSeconds)).toFixed(2)),
      ratioToDownload: Number((rate(seconds) / rate(downloadSeconds)).toFixed(2)),
      ratioToMailparser: Number((rate(seconds) / rate(readSeconds)).toFixed(2)),
      mbsyncPerSecond: Math.round(rate(mbsyncSeconds)),
      downloadPerSecond: Math.round(rate(downloadSeconds)),
      mailparserPerSecond: Math.round(rate(readSeconds)),
      cpuSeconds,
      peakRssMiB,
    })}\n`,
  );
} finally {
  await dovecot.stop();
}

async function importAll({ port, pid, password }: Dovecot, user: string) {
  const { desk, close } = await openImportDesk();
  const channel = await addChannel(desk);
  const tree = watchProcessTree(pid);
  const began = performance.now();
  const connection = await openImapReader({
    host: '127.0.0.1',
    port,
    security: 'none',
    user,
    auth: { password },
  });
  await collectMail(desk, channel, connection, collectOptions());
  const seconds = (performance.now() - began) / 1000;
  const used = tree.stop();
  await connection.close();
  const stored = await desk.read.$count(receipts);
  await close();
  if (stored !== count) throw new Error(`${stored} receipts instead of ${count}`);
  return { seconds, ...used };
}

async function download({ port, password }: Dovecot, user: string): Promise<number> {
  const began = performance.now();
  const client = new ImapFlow({ host: '127.0.0.1', port, auth: { user, pass: password }, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX');
  let bytes = 0;
  for await (const { source } of client.fetch('1:*', { uid: true, source: true }, { uid: true })) {
    bytes += source?.length ?? 0;
  }
  await client.logout();
  const expected = mail.reduce((sum, raw) => sum + raw.length, 0);
  if (bytes !== expected) throw new Error(`${bytes} bytes downloaded instead of ${expected}`);
  return (performance.now() - began) / 1000;
}

/** Without what costs it most and is not used here: its own HTML of texts and texts of HTML. */
async function read(): Promise<number> {
  const options = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };
  const pending = mail.values();
  const work = async () => {
    for (const raw of pending) await simpleParser(raw, options).catch(() => undefined);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: 8 }, work));
  return (performance.now() - began) / 1000;
}

async function synchronize({ port, password }: Dovecot, user: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-mbsync-'));
  try {
    mkdirSync(join(folder, 'mail'));
    const config = join(folder, 'mbsyncrc');
    const lines = [
      'IMAPAccount a\nHost 127.0.0.1',
      `Port ${port}\nUser ${user}\nPass ${password}\nSSLType None\nAuthMechs PLAIN`,
      '\nIMAPStore far\nAccount a',
      `\nMaildirStore near\nPath ${folder}/mail/\nInbox ${folder}/mail/INBOX`,
      `\nChannel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSync Pull\nSyncState ${folder}/\n`,
    ];
    writeFileSync(config, lines.join('\n'));
    const began = performance.now();
    await promisify(execFile)('mbsync', ['-c', config, '-a', '-q']);
    return (performance.now() - began) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
