import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { buildExecutable } from '../../scripts/executable.mjs';
import { hostTarget } from '../../scripts/targets.mjs';
import { selfCommand } from '../../src/sea.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { type Dovecot, seedMaildir, startDovecot } from '../support/dovecot.ts';
import { openSlowLine } from '../support/slow-line.ts';
import type { ImportOrder, ImportTaken } from './import-once.ts';

// Imports the corpus from Dovecot in delete mode, each import as a process of its own; in turn with it mbsync fetches the same
// mail into files, and the library that fetches it here does nothing else. Over each line, so many rounds; the middle counts.
// --data FILE is a data file that the mail is added to (it is written to), in place of a new one for each round.
// --delays 0,40 are round trips in milliseconds. --only postroom leaves the others out. --built imports with an executable, as
// people have it, which is made first; --executable FILE with one that is there. --statement-delay 1 waits a millisecond before
// each statement, as with a server between program and data file.

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '1' },
    delays: { type: 'string', default: '0,40' },
    data: { type: 'string' },
    only: { type: 'string' },
    built: { type: 'boolean', default: false },
    executable: { type: 'string' },
    'statement-delay': { type: 'string', default: '0' },
  },
});
const [count, rounds] = [Number(values.messages), Number(values.rounds)];
const corpus = readCorpusMail(count);
const bytes = corpus.reduce((sum, raw) => sum + raw.length, 0);
const home = mkdtempSync(join(tmpdir(), 'postroom-import-'));
const executable = values.built ? await build() : values.executable;
const dovecot = await startDovecot();
let mailboxes = 0;
try {
  const lines: object[] = [];
  for (const delay of values.delays.split(',').map(Number)) lines.push(await measureLine(delay));
  const file = values.data === undefined ? 'new' : 'given';
  process.stdout.write(`${JSON.stringify({ benchmark: 'import', messages: count, rounds, file, lines })}\n`);
} finally {
  await dovecot.stop();
  rmSync(home, { recursive: true, force: true });
}

async function build(): Promise<string> {
  const entries = ['test/support/import-executable/main.ts', 'test/bench/import-once.ts'];
  const [built, output] = [join(home, 'postroom-built'), join(home, 'postroom-import')];
  await buildExecutable(hostTarget, built, [...entries, 'src/threads/parser-process.ts']);
  // Of a file that was just linked the system maps 34 MiB more into each process than of one that was copied or read from disk.
  copyFileSync(built, output);
  rmSync(built);
  return output;
}

async function measureLine(delay: number): Promise<object> {
  const line = await openSlowLine(dovecot.port, delay);
  const server = { ...dovecot, port: delay === 0 ? dovecot.port : line.port };
  const imports: ImportTaken[] = [];
  const times: Record<'mbsync' | 'download', number[]> = { mbsync: [], download: [] };
  for (let round = 0; round < rounds; round++) {
    imports.push(await importAll(server, prepare()));
    if (values.only === 'postroom') continue;
    times.mbsync.push(await synchronize(server, prepare()));
    times.download.push(await download(server, prepare()));
  }
  await line.close();
  const seconds = median(imports.map((each) => each.seconds));
  return {
    roundTripMilliseconds: delay,
    messagesPerSecond: Math.round(count / seconds),
    mbsyncPerSecond: rateOf(times.mbsync),
    downloadPerSecond: rateOf(times.download),
    ratioToMbsync: Number((median(times.mbsync) / seconds).toFixed(2)),
    eachSeconds: imports.map((each) => Number(each.seconds.toFixed(2))),
    cpuSeconds: median(imports.map(({ cpuSeconds }) => cpuSeconds)),
    peakRssMiB: median(imports.map(({ peakRssMiB }) => peakRssMiB)),
    threads: imports.toSorted((a, b) => a.cpuSeconds - b.cpuSeconds)[rounds >> 1]?.threads,
    statementsAndCommits: imports[0]?.waits,
  };
}

/** @returns a mailbox that nobody has opened yet; every time its messages are others by their identifiers */
function prepare(): string {
  const user = `user${mailboxes++}@test`;
  seedMaildir(dovecot.mailFolder(user), values.data === undefined ? corpus : corpus.map(rename));
  return user;
}

/** The same conversations under other identifiers: what was imported before is no duplicate of it. */
function rename(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const mark = `@${process.pid}-${mailboxes}.`;
  const fields = /^(?:message-id|in-reply-to|references):(?:.*\r\n)(?:[ \t].*\r\n)*/gim;
  const header = text.slice(0, end + 2).replace(fields, (field) => field.replaceAll('@', mark));
  return Buffer.from(header + text.slice(end + 2), 'latin1');
}

async function importAll({ port, password }: Dovecot, user: string): Promise<ImportTaken> {
  const statementMilliseconds = Number(values['statement-delay']);
  const order: ImportOrder = {
    port,
    user,
    password,
    messages: count,
    dataPath: values.data,
    statementMilliseconds,
  };
  const { command, args } = executable === undefined ? inCheckout() : { command: executable, args: [] };
  const { stdout } = await promisify(execFile)(command, [...args, JSON.stringify(order)], { cwd: home });
  return JSON.parse(stdout);
}

/** The program's own command line, with another bundle. */
function inCheckout() {
  const { command, args } = selfCommand();
  return { command, args: [...args.slice(0, -1), join(dirname(process.argv[1] ?? ''), 'import-once.js')] };
}

async function download({ port, password }: Dovecot, user: string): Promise<number> {
  const began = performance.now();
  const client = new ImapFlow({ host: '127.0.0.1', port, auth: { user, pass: password }, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX');
  let found = 0;
  for await (const { source } of client.fetch('1:*', { uid: true, source: true }, { uid: true })) {
    found += source?.length ?? 0;
  }
  await client.logout();
  if (values.data === undefined && found !== bytes) throw new Error(`${found} bytes instead of ${bytes}`);
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

function rateOf(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.round(count / median(times));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
