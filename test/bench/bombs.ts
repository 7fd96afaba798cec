import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createDoor } from '../../src/desk/door.ts';
import { addUser } from '../../src/desk/people/add-user.ts';
import { selfCommand } from '../../src/sea.ts';
import { createVisitor, type Visitor } from '../support/app.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { seedMaildir } from '../support/dovecot.ts';
import { openImportDesk } from '../support/import-desk.ts';
import { startMailWorld } from '../support/mail-world.ts';
import { watchProcessTree } from '../support/process-tree.ts';
import { untilReceipts } from '../support/recount.ts';

// Pages of the running program while it imports mail that is made to be costly, among ordinary mail: how long a person
// waits for them, beside the same pages when nothing is imported.

const { values } = parseArgs({ options: { messages: { type: 'string', default: '1000' } } });
const count = Number(values.messages);
const user = { email: 'ada@brightwater.example', password: 'correct horse battery' };
const mebibyte = 1024 * 1024;
const bombs = makeBombs();

await using world = await startMailWorld();
const ordinary = readCorpusMail(count);
const mailbox = await world.prepare(ordinary.slice(0, count / 2));
const opened = await openImportDesk(mailbox.dataPath, {});
const door = createDoor(opened.desk).as({ kind: 'command_line' });
await door.call(addUser, { ...user, name: 'Ada', role: 'admin' });
await opened.close();

let ticketNumber = 0;
const { child, visitor } = await start();
try {
  await untilReceipts(mailbox.dataPath, count / 2);
  ticketNumber = readTicketNumber();
  const quiet = await measure(visitor, wait(5000));
  const tree = watchProcessTree(undefined, 100, child.pid);
  const began = performance.now();
  seedMaildir(world.dovecot.mailFolder(mailbox.address), mix(ordinary.slice(count / 2), bombs));
  const busy = await measure(visitor, untilReceipts(mailbox.dataPath, count + bombs.length));
  const seconds = Math.round((performance.now() - began) / 1000);
  const { peakRssMiB } = tree.stop();
  const outcomes = readOutcomes();
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'bombs', bombs: bombs.length, messages: count, seconds, quiet, busy, peakRssMiB, ...outcomes })}\n`,
  );
} finally {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** The ways of abuse-case lists: parts, depth, header, line, messages in messages, elements, attributes, base64. */
function makeBombs(): Buffer[] {
  const make = (name: string, head: string, body: string) =>
    Buffer.from(
      `From: Eve <eve@bomb.example>\r\nSubject: ${name}\r\nMessage-ID: <${name}@bomb.example>\r\n${head}\r\n\r\n${body}\r\n`,
    );
  const mixed = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b';
  const html = 'MIME-Version: 1.0\r\nContent-Type: text/html';
  const levels = Array.from(
    { length: 10_000 },
    (_, n) => `--b${n}\r\nContent-Type: multipart/mixed; boundary=b${n + 1}\r\n`,
  );
  return [
    make('parts', mixed, '--b\r\n\r\n\r\n'.repeat(1_000_000)),
    make('depth', 'Content-Type: multipart/mixed; boundary=b0', levels.join('\r\n')),
    make('header', `X-Long: ${'y'.repeat(20 * mebibyte)}`, 'x'),
    make('fields', Array.from({ length: 300_000 }, (_, n) => `X-${n}: y`).join('\r\n'), 'x'),
    make('line', 'X: y', 'z'.repeat(20 * mebibyte)),
    make('messages', 'Content-Type: message/rfc822', 'Content-Type: message/rfc822\r\n\r\n'.repeat(100_000)),
    make('elements', html, '<div>'.repeat(100_000)),
    make('attributes', html, `<a ${'b=c '.repeat(1_000_000)}>`),
    make('brackets', html, '<'.repeat(2_000_000)),
    make('entities', html, '&amp'.repeat(2_000_000)),
    make('words', `X: ${'=?utf-8?q?=41?= '.repeat(30_000)}`, 'x'),
    make('addresses', `To: ${'a@b.example, '.repeat(30_000)}`, 'x'),
  ];
}

/** Spreads the costly ones evenly among the others. */
function mix(mail: readonly Buffer[], costly: readonly Buffer[]): Buffer[] {
  const every = Math.ceil(mail.length / costly.length);
  return mail.flatMap((raw, index) => {
    const bomb = index % every === 0 ? costly[index / every] : undefined;
    return bomb === undefined ? [raw] : [bomb, raw];
  });
}

async function start(): Promise<{ child: ChildProcess; visitor: Visitor }> {
  const { command, args } = selfCommand('serve', '--data', mailbox.dataPath, '--port', '0');
  const env = { ...process.env, POSTROOM_CLOUD: world.writeCloud(world.dovecot.port) };
  const served = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  served.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  for (const stream of [served.stdout, served.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const port = /"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  }
  const person = createVisitor(`http://localhost:${await promise}`);
  await person.post('/login', user);
  return { child: served, visitor: person };
}

/** @returns how long the list and a ticket took, in milliseconds, while `work` went on */
async function measure(person: Visitor, work: Promise<unknown>) {
  const times: number[] = [];
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const path of ['/tickets', `/tickets/${ticketNumber}`, '/tickets?q=linux']) {
      const began = performance.now();
      const response = await person.get(path);
      await response.text();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      times.push(performance.now() - began);
    }
    await wait(50);
  }
  await work;
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  return { pages: times.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

function readTicketNumber(): number {
  const db = new DatabaseSync(mailbox.dataPath, { readOnly: true });
  const number = Number(db.prepare('SELECT max(number) AS n FROM tickets').get()?.n);
  db.close();
  return number;
}

/** @returns how many became articles, and the bombs' kinds of quarantine */
function readOutcomes() {
  const db = new DatabaseSync(mailbox.dataPath, { readOnly: true });
  const articles = db.prepare('SELECT count(*) AS n FROM articles').get()?.n;
  const rows = db.prepare('SELECT subject, kind FROM quarantine ORDER BY id').all();
  db.close();
  return { articles, quarantined: Object.fromEntries(rows.map(({ subject, kind }) => [subject, kind])) };
}
