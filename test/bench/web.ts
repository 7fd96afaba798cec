import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createVisitor, type Visitor } from '../support/app.ts';
import { scaleAdmin } from '../support/scale-file.ts';
import { openTicketDesk } from '../support/ticket-desk.ts';
import { describeTimes } from '../support/times.ts';
import { serveScaleFile } from './scale-load.ts';

// What each page and each everyday change takes on a large data file, asked one after another. --data FILE takes the file
// of `scale`; --importing asks while mail comes in as fast as the import takes it; --only TEXT asks for some pages alone.

const { values } = parseArgs({
  options: {
    program: { type: 'string' },
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string', default: join(tmpdir(), `postroom-web-${process.pid}.db`) },
    runs: { type: 'string', default: '30' },
    importing: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const tickets = Number(values.tickets);
const runs = Number(values.runs);
const middle = 10_000 + Math.floor(tickets / 2);
const searches = [
  'linux',
  'the',
  'lin',
  'comm',
  'free money',
  'list mail razor',
  '"linux kernel"',
  'linux -kernel',
  'linux has:attachment',
  'linux after:2024-01-02',
  'linux before:2021-06',
  'linux tag:rare',
  'linux group:"group 3" state:open',
  'customer:number500 linux',
  '-linux',
  'zzyzx',
];
const named = [
  '/tickets?view=mine',
  '/tickets?view=unassigned',
  '/tickets?view=all',
  '/tickets?view=closed&group=3',
  '/tickets?view=open&sort=waiting',
  '/customers?q=number77',
  '/customers?q=zzyzx',
  '/customers?q=zz',
  '/customers/suggestions?to=number12',
  '/palette?q=number77',
  '/outbox?view=sent&q=linux',
  '/reports?days=30',
  ...searches.map((words) => `/tickets?q=${encodeURIComponent(words)}`),
];
/** Streams, and what talks to a server or writes a file of everything. */
const left =
  /^\/(events|oauth|login|logout|setup|assets|api|mcp|\.well-known)|\*|\/(export|file|folders|rehearsal)$/;

const desk = await openTicketDesk();
const routes = desk.routes
  .filter(({ method, path }) => method === 'GET' && !left.test(path))
  .map(({ path }) => path.replace(/:number(\{[^}]*\})?/g, String(middle)).replace(/:\w+(\{[^}]*\})?/g, '1'));
await desk.close();
const served = await serveScaleFile(values.data, tickets, values.program);
const admin = createVisitor(served.url);
await admin.post('/login', scaleAdmin);
const importing = values.importing ? startImport(values.data) : undefined;
if (values.importing) await wait(5000);
const began = performance.now();
const mailsBefore = (await importing?.count()) ?? 0;
const milliseconds: Record<string, object> = {};
const others: Record<string, number> = {};
for (const path of new Set([...routes, ...named].filter((each) => each.includes(values.only)))) {
  const { status, ...times } = await repeat(() => admin.get(path));
  if (status === 200) milliseconds[path] = times;
  else others[path] = status;
}
const changes = await makeChanges(admin);
const seconds = (performance.now() - began) / 1000;
const mailsPerSecond = Math.round((((await importing?.count()) ?? 0) - mailsBefore) / seconds);
await importing?.stop();
const resident = served.residentMiB();
await served.stop();
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'web',
    tickets,
    ...(values.importing ? { mailsPerSecond } : {}),
    startMilliseconds: served.startMilliseconds,
    resident,
    changes,
    milliseconds,
    // Answered with another status than 200.
    others,
  })}\n`,
);

function startImport(dataPath: string) {
  const child = fork(join(dirname(process.argv[1] ?? ''), 'web-mail.js'));
  child.send({ dataPath });
  return {
    async count(): Promise<number> {
      child.send('count');
      const [{ mails }] = await once(child, 'message');
      return mails;
    },
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function repeat(ask: (run: number) => Promise<Response>) {
  const times: number[] = [];
  let status = 0;
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    const answer = await ask(run);
    await answer.arrayBuffer();
    times.push(performance.now() - start);
    status = answer.status;
  }
  // What the first of a kind brings into memory is no part of the others.
  const [first = 0, ...others] = times;
  return { status, first: Math.round(first), ...describeTimes(others) };
}

/** Until the page that follows could be asked for. */
async function makeChanges(visitor: Visitor) {
  const at = (run: number) => `/tickets/${10_001 + ((run * 7919) % tickets)}`;
  const key = (run: number) => `bench-${process.pid}-${run}`;
  const kinds: Readonly<Record<string, (run: number) => Promise<Response>>> = {
    note: (run) => visitor.post(`${at(run)}/notes`, { text: 'A note.', key: key(run) }),
    reply: (run) =>
      visitor.post(`${at(run)}/replies`, {
        text: 'Thank you.',
        to: 'somebody@shop.example',
        state: 'open',
        key: key(run),
      }),
    state: (run) => visitor.post(`${at(run)}/state`, { state: run % 2 === 0 ? 'closed' : 'open' }),
  };
  const described: Record<string, object> = {};
  for (const [name, change] of Object.entries(kinds)) described[name] = await repeat(change);
  return described;
}
