import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selfCommand } from '../../src/sea.ts';
import { makeScaleFile } from '../support/scale-file.ts';

// What backup, check, restore and a change of the key of a large data file cost: seconds, and the most memory that the
// command held, each a process of its own. --data FILE keeps the file; it is only read, restoring happens beside it.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '20000' },
    megabytes: { type: 'string', default: '500' },
    data: { type: 'string' },
  },
});
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
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const fileMiB = values.data === undefined ? undefined : Math.round(statSync(data).size / 2 ** 20);
process.stdout.write(`${JSON.stringify({ benchmark: 'care', fileMiB, ...figures })}\n`);

async function run(...args: string[]) {
  const line = selfCommand(...args);
  const env = args[0] === 'key' ? { ...process.env, POSTROOM_KEY: 'a key for the benchmark' } : process.env;
  const began = performance.now();
  const child = spawn(line.command, line.args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
  }, 50);
  const [code] = await once(child, 'exit');
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said.slice(-2000)}`);
  return {
    seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
    peakRssMiB: Math.round(peak / 1024),
    linesOfProgress: said.split(/[\r\n]/).filter((each) => each.includes('%')).length,
  };
}

/** @returns KiB, from /proc (VmHWM: the most that was resident at one moment) */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
