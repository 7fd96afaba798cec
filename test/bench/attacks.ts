import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { createVisitor, type Visitor } from '../support/app.ts';
import { watchProcessTree } from '../support/process-tree.ts';
import { describeTimes } from '../support/times.ts';
import { attacks, type Target } from './attack-loops.ts';

// Each attack in a loop against the built executable while mail comes in and an agent works: what a page takes, how fast the
// import goes on, what memory is held, and whether it stays up. --seconds for each, --attack WORDS for one of them,
// --program FILE for another executable than dist/postroom.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    attack: { type: 'string', default: '' },
    program: { type: 'string', default: 'dist/postroom' },
  },
});
const seconds = Number(values.seconds);
const password = 'correct horse battery';
const mailsEach = 100;
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'postroom-attacks-'));
const data = join(folder, 'postroom.db');
let benign = 0;
const server = await start();
try {
  const agent = await signIn('agent@desk.example');
  const insider = await signIn('mallory@desk.example');
  const target: Target = {
    ...{ port: server.port, url: server.url, insider },
    deliver: (mails) => importMails(mails),
    badTicket: () => 10_000 + benign + 1,
  };
  await importMails(makeBenign());
  print('nothing', await measure(agent, async () => wait(200)));
  for (const [name, attack] of Object.entries(attacks)) {
    if (!name.includes(values.attack)) continue;
    print(name, await measure(agent, () => attack(target)));
  }
} finally {
  server.child.kill('SIGTERM');
  if (server.child.exitCode === null) await once(server.child, 'exit');
  rmSync(folder, { recursive: true, force: true });
}

function print(attack: string, found: object): void {
  process.stdout.write(`${JSON.stringify({ benchmark: 'attacks', attack, seconds, ...found })}\n`);
}

/** While `turn` goes on and on: pages, an import, what the probe says, and memory. */
async function measure(agent: Visitor, turn: () => Promise<unknown>) {
  const until = performance.now() + seconds * 1000;
  const goesOn = () => performance.now() < until;
  const tree = watchProcessTree(undefined, 100, server.child.pid);
  const began = server.errors.length;
  const [pages, mails, unready, turns] = await Promise.all([
    work(agent, goesOn),
    bringIn(goesOn),
    probe(goesOn),
    repeat(turn, goesOn),
  ]);
  return {
    turns,
    pages: { ...describeTimes(pages.times), failed: pages.failed, count: pages.times.length },
    mailsPerSecond: Number((mails / seconds).toFixed(1)),
    notReady: unready,
    ...tree.stop(),
    mainMiB: Math.round(residentKiB(server.child.pid ?? 0) / 1024),
    isUp: server.child.exitCode === null,
    errors: server.errors.slice(began).slice(0, 3),
  };
}

/** An agent looks at lists and tickets, two a second. */
async function work(agent: Visitor, goesOn: () => boolean): Promise<{ times: number[]; failed: number }> {
  const paths = ['/tickets', '/tickets/10001', '/customers', '/tickets?q=parcel'];
  const times: number[] = [];
  let failed = 0;
  for (let n = 0; goesOn(); n += 1) {
    const start = performance.now();
    const answer = await agent.get(paths[n % paths.length] ?? '/tickets').catch(() => undefined);
    await answer?.arrayBuffer();
    times.push(performance.now() - start);
    if (answer?.status !== 200) failed += 1;
    await wait(Math.max(0, 500 - (performance.now() - start)));
  }
  return { times, failed };
}

async function bringIn(goesOn: () => boolean): Promise<number> {
  let mails = 0;
  while (goesOn()) {
    await importMails(makeBenign());
    mails += mailsEach;
  }
  return mails;
}

async function probe(goesOn: () => boolean): Promise<number> {
  let unready = 0;
  while (goesOn()) {
    const answer = await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    );
    if (answer?.status !== 200) unready += 1;
    await wait(500);
  }
  return unready;
}

async function repeat(turn: () => Promise<unknown>, goesOn: () => boolean): Promise<number> {
  let turns = 0;
  for (; goesOn(); turns += 1) await turn().catch(() => wait(50));
  return turns;
}

function makeBenign(): Buffer[] {
  return Array.from({ length: mailsEach }, () => {
    benign += 1;
    const lines = [
      `From: Carla <carla${benign % 500}@customer.example>`,
      'To: support@desk.example',
      `Subject: Parcel ${benign}`,
      `Message-ID: <good${benign}@customer.example>`,
      '',
      `Where is my parcel ${benign}? I have waited for days.`,
      '',
    ];
    return Buffer.from(lines.join('\r\n'));
  });
}

async function importMails(mails: readonly Buffer[]): Promise<void> {
  const place = mkdtempSync(join(folder, 'mails-'));
  for (const [n, raw] of mails.entries()) writeFileSync(join(place, `${n}.eml`), raw);
  try {
    await run(resolve(values.program), ['import', place, '--data', data], { timeout: 60_000 });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly url: string;
  readonly errors: string[];
}

async function start(): Promise<Running> {
  const add = ['user', 'add', '--password-stdin', '--data', data, '--role'];
  for (const [role, email] of [
    ['admin', 'ada@desk.example'],
    ['agent', 'agent@desk.example'],
    ['agent', 'mallory@desk.example'],
  ] as const) {
    const made = spawn(resolve(values.program), [...add, role, '--email', email]);
    made.stdin.end(password);
    await once(made, 'exit');
  }
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(resolve(values.program), ['serve', '--data', data, '--port', String(port)]);
  const errors: string[] = [];
  child.stdout.resume();
  child.stderr.on('data', (bytes: Buffer) => {
    for (const line of bytes.toString().split('\n'))
      if (line.includes('"level":"error"')) errors.push(line.slice(0, 300));
  });
  const url = `http://localhost:${port}`;
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return { child, port, url, errors };
    await wait(100);
  }
  throw new Error('the program does not become ready');
}

async function signIn(email: string): Promise<Visitor> {
  const visitor = createVisitor(server.url);
  const answer = await visitor.post('/login', { email, password });
  if (answer.status !== 303) throw new Error(`${email} cannot sign in: ${answer.status}`);
  return visitor;
}

function residentKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
