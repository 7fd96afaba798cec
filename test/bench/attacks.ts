import { fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Visitor } from '../support/app.ts';
import { watchProcessTree } from '../support/process-tree.ts';
import { describeTimes } from '../support/times.ts';
import { type House, startHouse } from './attack-house.ts';
import { attackNames } from './attack-loops.ts';

// Each attack in a loop against the built executable while mail comes in and an agent works. One line of JSON for each: what
// pages take, how fast the import goes on beside how fast it went right before, what memory is held, whether it stays up; and
// at the end a verdict, which is the exit code too.
// --seconds N for each attack, --only 'WORDS|WORDS' for those whose name holds one of them, --program FILE for another executable.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
    program: { type: 'string', default: 'dist/postroom' },
  },
});
const seconds = Number(values.seconds);
const limits = { p99Milliseconds: 500, leastShareOfImport: 0.5, mostMiB: 900 };

interface Figures {
  readonly pages: { p50: number; p99: number; most: number; failed: number; count: number };
  readonly mailsPerSecond: number;
  readonly notReady: number;
  readonly peakRssMiB: number;
  readonly cpuSeconds: number;
}

const wanted = values.only.split('|');
const names = attackNames.filter((name) => wanted.some((words) => name.includes(words)));
if (names.length === 0) throw new Error(`No attack is called "${values.only}": ${attackNames.join(', ')}.`);
const house = await startHouse(values.program);
const failed: string[] = [];
try {
  const agent = await house.signIn('agent');
  // What is compiled and opened once is no part of the figures.
  await measure(house, agent, Math.min(5, seconds));
  for (const name of names) {
    const row = await attack(house, agent, name);
    if (row.failures.length > 0) failed.push(name);
    print({ attack: name, seconds, ...row });
    if (!row.isUp) break;
  }
} finally {
  await house.stop();
}
print({ verdict: failed.length === 0 ? 'holds' : 'does not hold', attacks: names.length, failed, limits });
if (failed.length > 0) process.exitCode = 1;

function print(line: object): void {
  process.stdout.write(`${JSON.stringify({ benchmark: 'attacks', ...line })}\n`);
}

async function attack(at: House, agent: Visitor, name: string) {
  const before = await measure(at, agent, Math.max(4, seconds / 4));
  const errorsBefore = at.errors.length;
  const attacker = startAttacker(at, name);
  const during = await measure(at, agent, seconds);
  const turns = await attacker.stop();
  const share = Number((during.mailsPerSecond / Math.max(before.mailsPerSecond, 0.1)).toFixed(2));
  const restarts = at.isUp() ? 0 : 1;
  return {
    turns,
    restarts,
    isUp: at.isUp(),
    ...during,
    undisturbed: { pages: before.pages, mailsPerSecond: before.mailsPerSecond },
    shareOfImport: share,
    errors: at.errors.slice(errorsBefore, errorsBefore + 3),
    failures: listFailures(during, { share, restarts, turns }),
  };
}

/** In a process of its own: what it costs to attack must not hold up whoever measures. */
function startAttacker(at: House, name: string) {
  const program = join(dirname(process.argv[1] ?? ''), 'attack-attacker.js');
  const child = fork(program, [name, String(at.port), at.dataPath, at.insider.cookie]);
  let turns = 0;
  child.on('message', (count: number) => {
    turns = count;
  });
  return {
    /** @returns how often it was made */
    async stop(): Promise<number> {
      if (child.exitCode !== null || child.signalCode !== null) return 0;
      child.kill('SIGKILL');
      await once(child, 'exit');
      return turns;
    },
  };
}

function listFailures(
  { pages, notReady, peakRssMiB }: Figures,
  { share, restarts, turns }: { share: number; restarts: number; turns: number },
): string[] {
  return [
    ...(restarts > 0 ? ['it ended'] : []),
    ...(notReady > 0 ? [`/readyz said no ${notReady} times`] : []),
    ...(pages.failed > 0 ? [`${pages.failed} pages were refused`] : []),
    ...(pages.p99 > limits.p99Milliseconds ? [`p99 of pages ${pages.p99} ms`] : []),
    ...(share < limits.leastShareOfImport ? [`${share} of the import's rate`] : []),
    ...(peakRssMiB > limits.mostMiB ? [`${peakRssMiB} MiB`] : []),
    ...(turns === 0 ? ['the attack made no turn'] : []),
  ];
}

/** For so long: pages, an import, what the probe says, and the memory of all processes. */
async function measure(at: House, agent: Visitor, duration: number): Promise<Figures> {
  const began = performance.now();
  const until = began + duration * 1000;
  const goesOn = () => performance.now() < until && at.isUp();
  const tree = watchProcessTree(undefined, 100, at.pid);
  const [pages, mails, notReady] = await Promise.all([
    work(agent, goesOn),
    at.bringIn(goesOn),
    probe(at, goesOn),
  ]);
  const passed = (performance.now() - began) / 1000;
  return { pages, mailsPerSecond: Number((mails / passed).toFixed(1)), notReady, ...tree.stop() };
}

/** An agent looks at lists and tickets, four a second. */
async function work(agent: Visitor, goesOn: () => boolean): Promise<Figures['pages']> {
  const paths = ['/tickets', '/tickets/10001', '/customers', '/tickets?q=parcel'];
  const times: number[] = [];
  let refused = 0;
  for (let n = 0; goesOn(); n += 1) {
    const start = performance.now();
    const answer = await agent.get(paths[n % paths.length] ?? '/tickets').catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    times.push(performance.now() - start);
    if (answer?.status !== 200) refused += 1;
    await wait(Math.max(0, 250 - (performance.now() - start)));
  }
  return { ...describeTimes(times), failed: refused, count: times.length };
}

async function probe(at: House, goesOn: () => boolean): Promise<number> {
  let unready = 0;
  while (goesOn()) {
    const answer = await fetch(`${at.url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    );
    if (answer?.status !== 200) unready += 1;
    await answer?.arrayBuffer().catch(() => undefined);
    await wait(500);
  }
  return unready;
}
