import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { connectInstance } from '../../src/commands/control-socket.ts';
import { selfCommand } from '../../src/sea.ts';
import { createVisitor, type Visitor } from '../support/app.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { makeScaleFile, scaleAdmin } from '../support/scale-file.ts';

// A program of its own with the file of `scale`, and what happens to it while it is measured.

export interface Served {
  readonly url: string;
  readonly pid: number;
  /** The milliseconds from the command to /readyz. */
  readonly startMilliseconds: number;
  /** The hundredths of a second that the thread has run that makes the pages. */
  webTicks(): number;
  /** What all its processes hold of the memory, without the pages of the file that the system keeps for them. */
  residentMiB(): number;
  stop(): Promise<void>;
}

/**
 * @param path of the data file, which is made where there is none
 * @param program an executable; by default what lies in the checkout
 */
export async function serveScaleFile(path: string, tickets: number, program?: string): Promise<Served> {
  if (!existsSync(path)) await makeScaleFile(path, tickets);
  const port = 18_000 + (process.pid % 10_000);
  const url = `http://localhost:${port}`;
  const asked = ['serve', '--data', path, '--port', String(port)];
  const { command, args } = program === undefined ? selfCommand(...asked) : { command: program, args: asked };
  const began = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await wait(5);
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    startMilliseconds: Math.round(performance.now() - began),
    webTicks: () => threadTicks(pid),
    residentMiB: () => Math.round(anonymousKib(pid) / 1024),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function threadTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Of a process and those it has started. */
function anonymousKib(pid: number): number {
  const own = Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + anonymousKib(Number(child)), own);
}

/** @returns the browser of an agent, the first of whom is 0 */
export async function signInAgent(url: string, index: number): Promise<Visitor> {
  const visitor = createVisitor(url);
  const { status } = await visitor.post('/login', {
    email: `agent${index + 2}@scale.example`,
    password: scaleAdmin.password,
  });
  if (status !== 303) throw new Error(`agent ${index + 2} cannot sign in: ${status}`);
  return visitor;
}

interface ComingMail {
  readonly dataPath: string;
  readonly perSecond: number;
  readonly signal: AbortSignal;
  /** How many have come. */
  readonly counts: { mails: number };
}

/**
 * A few messages twice a second, over one line that stays: as from a mail server somewhere else, without the start of a
 * program for each handful.
 */
export async function bringMail({ dataPath, perSecond, signal, counts }: ComingMail): Promise<void> {
  const instance = await connectInstance(dataPath);
  if (instance === undefined) throw new Error('the program has no control socket');
  const began = performance.now();
  let brought = 0;
  while (!signal.aborted) {
    const due = wait(500);
    const owed = Math.floor(((performance.now() - began) / 1000) * perSecond) - brought;
    const mails = Array.from({ length: owed }, (_, n) => makeMail(brought + n));
    brought += owed;
    if (owed > 0) await instance.ask('importFiles', { group: 'Group 1', withText: false, mails });
    counts.mails += owed;
    await due;
  }
  instance.close();
}

function makeMail(index: number) {
  const id = `${process.pid}-${index}`;
  const head = `From: Customer ${index} <c${id}@shop.example>\r\nTo: support1@scale.example\r\nSubject: Order ${index}`;
  const rest = `Message-ID: <${id}@load.example>\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000`;
  const raw = Buffer.from(`${head}\r\n${rest}\r\n\r\nWhere is my order ${index}?\r\n`);
  return { path: 'mail.eml', raw: raw.toString('base64'), size: raw.length, isOversized: false };
}

/** Mail of the corpus, each with a Message-ID of its own, as fast as the program's own import takes it. */
export async function importMuchMail({
  dataPath,
  signal,
  counts,
}: Omit<ComingMail, 'perSecond'>): Promise<void> {
  const { command, args } = selfCommand('import', '-', '--data', dataPath, '--group', 'Group 1');
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const raws = readCorpusMail(2000).map((raw) =>
    raw
      .toString('latin1')
      .replace(/^From .*\r\n/, '')
      .replace(/^message-id:.*\r\n/im, '')
      .replaceAll(/^(?=>*From )/gm, '>'),
  );
  while (!signal.aborted) {
    const raw = raws[counts.mails % raws.length] ?? '';
    const id = `<${process.pid}-${counts.mails}@load.example>`;
    const mail = `From sender@load.example Mon Mar  2 10:00:00 2026\nMessage-ID: ${id}\n${raw}\n\n`;
    counts.mails += 1;
    if (!child.stdin.write(mail, 'latin1'))
      await Promise.race([once(child.stdin, 'drain'), once(signal, 'abort')]);
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
}
