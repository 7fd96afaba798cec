import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { watchChannels } from '../../src/desk/fetching/watch-channels.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { openImportDesk } from './import-desk.ts';
import { sourceOptions } from './source-options.ts';

export interface ImportChildInput {
  readonly dataPath: string;
  readonly cloudPath: string;
  /** Milliseconds that its clock is wrong by. */
  readonly clockOffset?: number;
}

const mark = 'import-child';

/** A test file that starts children of itself asks this first, and then does nothing else. */
export const isImportChild = process.argv[2] === mark;

/** Starts `file` again, which has to call `runImportChild`. @param before a command that runs it, such as strace */
export function startImportChild(
  file: string,
  input: ImportChildInput,
  before: readonly string[] = [],
): ChildProcess {
  const words = [...before, process.execPath, ...sourceOptions, file, mark, JSON.stringify(input)];
  const [command = '', ...args] = words;
  return endWithUs(spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }));
}

const running = new Set<ChildProcess>();

/** A test that fails before it has ended its child neither waits for it nor leaves it behind. */
export function endWithUs(child: ChildProcess): ChildProcess {
  if (!process.listeners('exit').includes(endAll)) process.on('exit', endAll);
  running.add(child.once('exit', () => running.delete(child)));
  child.unref();
  return child;
}

function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Whether it has come so far that it obeys SIGTERM. */
export function isUp({ pid }: ChildProcess, dataPath: string): boolean {
  const file = upFile(dataPath);
  return existsSync(file) && readFileSync(file, 'utf8') === String(pid);
}

/** Runs a desk with its scheduler on a data file until SIGTERM: what the fault tests kill. */
export async function runImportChild(): Promise<void> {
  const { dataPath, cloudPath, clockOffset = 0 } = JSON.parse(process.argv[3] ?? '') as ImportChildInput;
  const now = () => new Date(Date.now() + clockOffset);
  const { desk, close } = await openImportDesk(dataPath, {}, { cloudPath, now });
  // What is under way is finished, however busy the machine: the usual patience has tests of its own.
  const scheduler = createScheduler({ log: desk.log, drainMilliseconds: 60_000 });
  const watching = watchChannels(desk, scheduler, { backoff: 50, poll: 200, compare: 500, slow: 50 });
  const ended = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
  writeFileSync(upFile(dataPath), String(process.pid));
  await ended;
  const [began, spent] = [performance.now(), process.cpuUsage()];
  await watching.stop();
  await close();
  const { user, system } = process.cpuUsage(spent);
  const drain: Drain = {
    milliseconds: Math.round(performance.now() - began),
    processorMilliseconds: (user + system) / 1000,
  };
  writeFileSync(drainFile(dataPath), JSON.stringify(drain));
}

/** From SIGTERM to the closed data file. */
interface Drain {
  readonly milliseconds: number;
  readonly processorMilliseconds: number;
}

/** Of a child that has ended. */
export function readDrain(dataPath: string): Drain {
  return JSON.parse(readFileSync(drainFile(dataPath), 'utf8')) as Drain;
}

const upFile = (dataPath: string) => `${dataPath}.up`;
const drainFile = (dataPath: string) => `${dataPath}.drain`;
