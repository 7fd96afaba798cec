import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { selfCommand } from '../../src/sea.ts';
import type { Visitor } from '../support/app.ts';
import { makeScaleFile } from '../support/scale-file.ts';
import { describeTimes } from '../support/times.ts';
import { bringMail, signInAgent } from './scale-load.ts';

// The program for many minutes under everyday load: mail comes in, a few browsers have the queue open and read tickets. Prints
// what grows, by the hour: memory, handles, threads. It fails nothing. --data FILE takes the file of `scale`.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    mails: { type: 'string', default: '20' },
    browsers: { type: 'string', default: '5' },
    tickets: { type: 'string', default: '5000' },
    data: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'postroom-soak-'));
const path = values.data ?? join(folder, 'postroom.db');
if (!existsSync(path)) await makeScaleFile(path, Number(values.tickets));
const port = 17_000 + (process.pid % 10_000);
const url = `http://localhost:${port}`;
const { command, args } = selfCommand('serve', '--data', path, '--port', String(port));
const serve = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
const pid = serve.pid ?? 0;
while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await wait(50);
const ending = new AbortController();
const counts = { mails: 0, events: 0 };
const pages: number[] = [];
const samples: Sample[] = [];
const visitors = await Promise.all(
  Array.from({ length: Number(values.browsers) }, (_, n) => signInAgent(url, n)),
);
const working = [
  ...visitors.map((visitor) => browse(visitor)),
  ...visitors.map((visitor) => follow(visitor)),
  bringMail({
    dataPath: path,
    perSecond: Number(values.mails),
    signal: ending.signal,
    counts,
  }),
];
const milliseconds = Number(values.minutes) * 60_000;
const every = Math.max(1000, Math.min(10_000, milliseconds / 30));
const began = performance.now();
while (performance.now() - began < milliseconds) {
  await wait(every);
  samples.push(measure());
}
ending.abort();
await Promise.allSettled(working);
const ended = once(serve, 'exit');
serve.kill('SIGTERM');
await ended;
rmSync(folder, { recursive: true, force: true });
const seconds = milliseconds / 1000;
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'soak',
    minutes: Number(values.minutes),
    mailsPerSecond: Math.round(counts.mails / seconds),
    events: counts.events,
    pages: describeTimes(pages),
    first: samples[0],
    last: samples.at(-1),
    // What is warming up is no leak: the second half alone.
    growthPerHour: Object.fromEntries(
      (['rssMiB', 'heldMiB', 'handles', 'threads'] as const).map((name) => [name, slopeOf(name)]),
    ),
  })}\n`,
);

interface Sample {
  readonly atSeconds: number;
  /** Of the program's first process; its parsers come and go. */
  readonly rssMiB: number;
  /** What is its own: heaps and buffers of all threads, without what it maps of files (RssAnon). */
  readonly heldMiB: number;
  readonly handles: number;
  readonly threads: number;
}

function measure(): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return {
    atSeconds: Math.round((performance.now() - began) / 1000),
    rssMiB: Math.round(read('VmRSS') / 1024),
    heldMiB: Math.round(read('RssAnon') / 1024),
    handles: readdirSync(`/proc/${pid}/fd`).length,
    threads: read('Threads'),
  };
}

/** By the least squares through the second half of the samples. @returns how much more an hour later */
function slopeOf(name: Exclude<keyof Sample, 'atSeconds'>): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const mean = (read: (sample: Sample) => number) =>
    half.reduce((sum, each) => sum + read(each), 0) / half.length;
  const [at, value] = [mean(({ atSeconds }) => atSeconds), mean((sample) => sample[name])];
  const over = half.reduce((sum, each) => sum + (each.atSeconds - at) ** 2, 0);
  const together = half.reduce((sum, each) => sum + (each.atSeconds - at) * (each[name] - value), 0);
  return over === 0 ? 0 : Number(((together / over) * 3600).toFixed(1));
}

/** The list, a ticket, the outbox, in turn. */
async function browse(visitor: Visitor): Promise<void> {
  for (let turn = 0; !ending.signal.aborted; turn += 1) {
    const ticket = 10_001 + ((turn * 7919) % Number(values.tickets));
    const target = ['/tickets', `/tickets/${ticket}`, '/outbox'][turn % 3] ?? '/tickets';
    const start = performance.now();
    await (await visitor.get(target)).arrayBuffer();
    pages.push(performance.now() - start);
    await wait(500);
  }
}

async function follow(visitor: Visitor): Promise<void> {
  const response = await fetch(`${url}/events`, {
    headers: { cookie: visitor.cookie },
    signal: ending.signal,
  });
  for await (const _ of response.body ?? []) counts.events += 1;
}
