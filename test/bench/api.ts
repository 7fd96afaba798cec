import { execFileSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { tokenScopes } from '../../src/domain/token-scope.ts';
import { selfCommand } from '../../src/sea.ts';
import { createVisitor } from '../support/app.ts';
import { scaleAdmin } from '../support/scale-file.ts';
import { describeTimes } from '../support/times.ts';
import { serveScaleFile } from './scale-load.ts';

// Programs read by the API, so many times a second whether or not the last answer has come, while a person opens a page four
// times a second. A time begins when the request was due. Then each list of tickets alone, one request after another. --data FILE
// takes the file of `scale`.

const { values } = parseArgs({
  options: {
    program: { type: 'string' },
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string', default: join(tmpdir(), `postroom-api-${process.pid}.db`) },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    runs: { type: 'string', default: '50' },
  },
});
const tickets = Number(values.tickets);
/** Of a hundred requests so many; the number of the ticket or customer changes with each. */
const mix: readonly (readonly [count: number, path: (n: number) => string])[] = [
  [40, (n) => `/tickets/${10_001 + ((n * 7919) % tickets)}`],
  [12, () => '/tickets?limit=20'],
  [8, () => '/tickets?state=open&limit=20'],
  [5, (n) => `/tickets?group=${1 + (n % 12)}&limit=20`],
  [3, (n) => `/tickets?customer=${1 + ((n * 31) % (tickets / 4))}&limit=20`],
  [2, () => '/tickets?q=linux&limit=10'],
  [15, (n) => `/customers/${1 + ((n * 31) % (tickets / 4))}`],
  [3, () => '/customers?limit=20'],
  [5, () => '/facts?limit=20'],
  [4, () => '/groups'],
  [3, () => '/channels'],
];
const lists = [
  '',
  '?state=open',
  '?state=closed&sort=oldest',
  '?group=3',
  '?group=3&state=new',
  '?owner=nobody',
  '?owner=7',
].concat(
  [
    '?owner=7&state=open',
    '?tag=rare',
    '?tag=urgent&state=open',
    '?customer=1',
    '?customer=77&state=closed',
    '?sort=newest',
  ],
  [
    '?sort=oldest_activity',
    '?group=3&owner=nobody&state=waiting',
    '?group=3&tag=rare',
    '?q=linux',
    '?q=state:open',
  ],
);

const served = await serveScaleFile(values.data, tickets, values.program);
const tokens = ['one', 'two', 'three', 'four'].map(createToken);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const admin = createVisitor(served.url);
await admin.post('/login', scaleAdmin);
const chosen = mix.flatMap(([count, path]) => Array.from({ length: count }, () => path));
const statuses: Record<string, number> = {};

await sendAtRate(200, 2);
for (const status of Object.keys(statuses)) delete statuses[status];
const ticks = served.webTicks();
const began = performance.now();
const pages: number[] = [];
const ending = new AbortController();
const [times] = await Promise.all([
  sendAtRate(Number(values.rate), Number(values.seconds)).finally(() => ending.abort()),
  openPages(),
]);
const seconds = (performance.now() - began) / 1000;
const webThreadPercent = Math.round((served.webTicks() - ticks) / seconds);
const milliseconds: Record<string, object> = {};
for (const list of lists) {
  const alone: number[] = [];
  for (let run = 0; run < Number(values.runs); run++)
    alone.push(await ask(`/tickets${list}`, run, performance.now()));
  milliseconds[`/tickets${list}`] = describeTimes(alone);
}
agent.destroy();
await served.stop();
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'api',
    tickets,
    requestsPerSecond: Math.round(times.length / seconds),
    webThreadPercent,
    statuses,
    mixed: describeTimes(times),
    pageBeside: describeTimes(pages),
    milliseconds,
  })}\n`,
);

async function sendAtRate(perSecond: number, duration: number): Promise<number[]> {
  const total = perSecond * duration;
  const start = performance.now();
  const answers: Promise<number>[] = [];
  while (answers.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - start) * perSecond) / 1000));
    for (let n = answers.length; n < due; n++) {
      const path = chosen[(n * 37) % chosen.length] as (n: number) => string;
      answers.push(ask(path(n), n, start + (n * 1000) / perSecond));
    }
    await wait(2);
  }
  return Promise.all(answers);
}

/** @returns the milliseconds from when it was due until all of it was there */
function ask(path: string, n: number, due: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { authorization: `Bearer ${tokens[n % tokens.length]}` };
  const sent = request(`${served.url}/api/v1${path}`, { agent, headers }, (answer) => {
    statuses[answer.statusCode ?? 0] = (statuses[answer.statusCode ?? 0] ?? 0) + 1;
    answer.resume().on('end', () => resolve(performance.now() - due));
  });
  sent.on('error', reject).end();
  return promise;
}

async function openPages(): Promise<void> {
  for (let n = 0; !ending.signal.aborted; n++) {
    const start = performance.now();
    await (await admin.get(n % 2 === 0 ? '/tickets' : `/tickets/${10_001 + ((n * 7919) % tickets)}`)).text();
    pages.push(performance.now() - start);
    await wait(250);
  }
}

function createToken(name: string): string {
  const options = [
    '--user',
    scaleAdmin.email,
    '--name',
    `${name}-${process.pid}`,
    '--scopes',
    tokenScopes.join(','),
  ];
  const { command, args } = selfCommand('token', 'add', '--data', values.data, ...options);
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}
