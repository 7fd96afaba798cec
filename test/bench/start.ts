import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { selfCommand } from '../../src/sea.ts';
import { makeScaleFile } from '../support/scale-file.ts';
import { describeTimes } from '../support/times.ts';

// From the command to /readyz, on a large data file. --data FILE takes the file of `scale`, --program PATH an executable.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string' },
    program: { type: 'string' },
    runs: { type: 'string', default: '5' },
  },
});
const path = values.data ?? join(tmpdir(), `postroom-start-${process.pid}.db`);
if (!existsSync(path)) await makeScaleFile(path, Number(values.tickets));
const port = 19_000 + (process.pid % 10_000);
const times: number[] = [];
// The first one may have to bring the file up to date.
for (let run = 0; run <= Number(values.runs); run++) times.push(await start());
process.stdout.write(
  `${JSON.stringify({ benchmark: 'start', tickets: Number(values.tickets), ready: describeTimes(times.slice(1)) })}\n`,
);

async function start(): Promise<number> {
  const options = ['serve', '--data', path, '--port', String(port)];
  const own = selfCommand(...options);
  const began = performance.now();
  const child =
    values.program === undefined
      ? spawn(own.command, own.args, { stdio: ['ignore', 'ignore', 'inherit'] })
      : spawn(values.program, options, { stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await fetch(`http://localhost:${port}/readyz`).catch(() => undefined))?.ok) await wait(5);
  const took = performance.now() - began;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return took;
}
