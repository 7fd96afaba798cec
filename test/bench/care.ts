import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selfCommand } from '../../src/sea.ts';
import { makeScaleFile } from '../support/scale-file.ts';
import { type CareStep, careSteps, crowdFile, runCareStep } from './care-steps.ts';

// What backup, check, restore and a change of the key of a large data file cost, and what a running desk does over very many
// rows: seconds, and the most memory that was held, each in a process of its own. --data FILE keeps the file; it is only read,
// all else happens to copies. --step does one of the desk's steps in this process.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '20000' },
    megabytes: { type: 'string', default: '500' },
    data: { type: 'string' },
    step: { type: 'string' },
  },
});
const step = careSteps.find((name) => name === values.step);
if (step !== undefined) {
  await runCareStep(step, values.data ?? '');
  process.exit();
}
const folder = mkdtempSync(join(values.data === undefined ? tmpdir() : join(values.data, '..'), 'care-'));
const data = values.data ?? join(folder, 'postroom.db');
if (!existsSync(data)) {
  await makeScaleFile(data, Number(values.tickets), { fileMegabytes: Number(values.megabytes) });
}
const copy = join(folder, 'backup.db');
const restored = join(folder, 'restored', 'postroom.db');
const figures: Record<string, object> = {};
try {
  figures.check = await run('check', '--data', data);
  figures.backup = await run('backup', '--data', data, copy);
  mkdirSync(join(folder, 'restored'));
  figures.restore = await run('restore', '--data', restored, copy);
  figures.key = await run('key', 'set', '--data', restored);
  crowdFile(copy);
  for (const name of careSteps) figures[name] = await runStep(name);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const fileMiB = values.data === undefined ? undefined : Math.round(statSync(data).size / 2 ** 20);
process.stdout.write(`${JSON.stringify({ benchmark: 'care', fileMiB, ...figures })}\n`);

async function run(...args: string[]) {
  const line = selfCommand(...args);
  const env = args[0] === 'key' ? { ...process.env, POSTROOM_KEY: 'a key for the benchmark' } : process.env;
  const began = performance.now();
  const { said, peakRssMiB } = await watch(
    spawn(line.command, line.args, { stdio: 'pipe', env }),
    args.join(' '),
  );
  return {
    seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
    peakRssMiB,
    linesOfProgress: said.split(/[\r\n]/).filter((each) => each.includes('%')).length,
  };
}

/** In a process of its own, so that its memory is known. */
async function runStep(name: CareStep) {
  const args = [...process.execArgv, process.argv[1] ?? '', '--step', name, '--data', copy];
  const child = spawn(process.execPath, args, { stdio: 'pipe' });
  let figures = '';
  child.stdout.on('data', (chunk) => {
    figures += chunk;
  });
  const { peakRssMiB } = await watch(child, name);
  return { ...(JSON.parse(figures) as object), peakRssMiB };
}

async function watch(child: ChildProcess, name: string) {
  let said = '';
  child.stdout?.resume();
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
  }, 50);
  const [code] = await once(child, 'exit');
  clearInterval(timer);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${said.slice(-2000)}`);
  return { said, peakRssMiB: Math.round(peak / 1024) };
}

/** @returns KiB, from /proc (VmHWM: the most that was resident at one moment) */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
