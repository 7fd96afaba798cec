import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { selfCommand } from '../../src/sea.ts';
import { makeScaleFile } from '../support/scale-file.ts';
import { describeTimes } from '../support/times.ts';

// From the command to /readyz, on a large data file, and what the program takes while nobody asks for anything.
// --data FILE takes the file of `scale`, --program PATH an executable.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string' },
    program: { type: 'string' },
    runs: { type: 'string', default: '5' },
    // Of rest, before memory and processor time are looked at.
    idle: { type: 'string', default: '60' },
  },
});
const path = values.data ?? join(tmpdir(), `postroom-start-${process.pid}.db`);
if (!existsSync(path)) await makeScaleFile(path, Number(values.tickets));
const port = 19_000 + (process.pid % 10_000);
const times: number[] = [];
const processorTimes: number[] = [];
// The first one may have to bring the file up to date.
for (let run = 0; run <= Number(values.runs); run++) times.push(await start());
const idle = await rest(Number(values.idle) * 1000);
process.stdout.write(
  `${JSON.stringify({ benchmark: 'start', tickets: Number(values.tickets), ready: describeTimes(times.slice(1)), processor: describeTimes(processorTimes.slice(1)), idle })}\n`,
);

async function start(): Promise<number> {
  const began = performance.now();
  const child = await serve();
  const took = performance.now() - began;
  processorTimes.push(ticksOf(child.pid) * 10);
  await stop(child);
  return took;
}

async function rest(milliseconds: number) {
  const child = await serve();
  await wait(milliseconds);
  const before = process.hrtime.bigint();
  const ticks = ticksOf(child.pid);
  await wait(milliseconds);
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  const percent = Number(((ticksOf(child.pid) - ticks) / seconds).toFixed(2));
  const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  const mib = (field: string) =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
  await stop(child);
  return { ofOneCorePercent: percent, residentMiB: mib('VmRSS'), ofThatOwnMiB: mib('RssAnon') };
}

/** @returns the hundredths of a second that all its threads have run */
function ticksOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

async function serve(): Promise<ChildProcess> {
  const options = ['serve', '--data', path, '--port', String(port)];
  const own = selfCommand(...options);
  const child =
    values.program === undefined
      ? spawn(own.command, own.args, { stdio: ['ignore', 'ignore', 'inherit'] })
      : spawn(values.program, options, { stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await fetch(`http://localhost:${port}/readyz`).catch(() => undefined))?.ok) await wait(5);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
