import { readdirSync, readFileSync } from 'node:fs';
import { receipts } from '../../src/db/schema/schema-mail.ts';
import { collectMail } from '../../src/desk/fetching/collect-mail.ts';
import { setLateOptions } from '../../src/late-options.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { collectOptions } from '../support/collect-options.ts';
import { delayStatements } from '../support/delayed-statements.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';

// One import as a process of its own, so that what it takes is what Postroom takes. Standard output gets what it took.

export interface ImportOrder {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly messages: number;
  /** A data file that is there already; a new one where there is none. */
  readonly dataPath?: string | undefined;
  /** A wait before each statement. */
  readonly statementMilliseconds?: number | undefined;
}

export interface ImportTaken {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most that each process has held, together: it cannot have been more at one moment. */
  readonly peakRssMiB: number;
  /** Processor seconds by thread, all of one name together. */
  readonly threads: Readonly<Record<string, number>>;
  /** How many statements and commits have waited, where they had to. */
  readonly waits?: number;
}

void main();

async function main(): Promise<void> {
  // As the program does once it is there.
  setLateOptions();
  process.stdout.write(JSON.stringify(await importAll(JSON.parse(process.argv[2] ?? '{}'))));
}

async function importAll(order: ImportOrder): Promise<ImportTaken> {
  const { port, user, password, messages, dataPath, statementMilliseconds = 0 } = order;
  const countWaits = statementMilliseconds > 0 ? await delayStatements(statementMilliseconds) : undefined;
  const { desk, close } = await openImportDesk(dataPath);
  const channel = await addChannel(desk);
  const before = await desk.read.$count(receipts);
  const threads = readThreads();
  const waitsBefore = countWaits?.() ?? 0;
  const began = performance.now();
  const auth = { password };
  const reader = await openImapReader({ host: '127.0.0.1', port, security: 'none', user, auth });
  await collectMail(desk, channel, reader, collectOptions());
  const seconds = (performance.now() - began) / 1000;
  const waits = countWaits === undefined ? {} : { waits: countWaits() - waitsBefore };
  // Looked at once and at the end: to look at oneself every few milliseconds took a fiftieth of the time.
  const taken = subtract(readThreads(), threads);
  const cpuSeconds = round(Object.values(taken).reduce((sum, each) => sum + each, 0));
  const peakRssMiB = Math.round(listProcesses().reduce((sum, pid) => sum + readPeakKiB(pid), 0) / 1024);
  await reader.close();
  const stored = (await desk.read.$count(receipts)) - before;
  await close();
  if (stored !== messages) throw new Error(`${stored} receipts instead of ${messages}`);
  return { seconds, cpuSeconds, peakRssMiB, threads: taken, ...waits };
}

/** @returns seconds by "program/thread", of this process and those that it has started */
function readThreads(): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const pid of listProcesses()) {
    const program = pid === process.pid ? 'desk' : 'parser';
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const name = `${program} ${readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim()}`;
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      seconds.set(name, (seconds.get(name) ?? 0) + Number(nanoseconds) / 1e9);
    }
  }
  return seconds;
}

/** @returns this one and those that it has started */
function listProcesses(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return [process.pid, ...children.split(' ').filter(Boolean).map(Number)];
}

/** proc_pid_status(5) */
function readPeakKiB(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

function subtract(after: Map<string, number>, before: Map<string, number>): Record<string, number> {
  const names = [...after.keys()];
  return Object.fromEntries(
    names.map((name) => [name, round((after.get(name) ?? 0) - (before.get(name) ?? 0))]),
  );
}

function round(seconds: number): number {
  return Number(seconds.toFixed(2));
}
