import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Visitor } from '../support/app.ts';
import { describeTimes } from '../support/times.ts';
import { serveScaleFile, signInAgent } from './scale-load.ts';
import type { Crowd, CrowdOrder } from './viewers-crowd.ts';

// So many agents have the queue open, as a browser does, while mail comes in: how busy the program's first thread is, which
// makes the pages, and what a ticket's page takes. --data FILE takes the file of `scale`, --program PATH an executable. All browsers but one, and the mail,
// are one process, and what it takes of the machine is said: it stands for what would be elsewhere.

const { values } = parseArgs({
  options: {
    program: { type: 'string' },
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string' },
    agents: { type: 'string', default: '100' },
    // Of browsers' windows: each agent has as many as that makes.
    streams: { type: 'string' },
    lists: { type: 'string', default: '200' },
    mails: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '30' },
  },
});
const path = values.data ?? join(tmpdir(), `postroom-viewers-${process.pid}.db`);
const served = await serveScaleFile(path, Number(values.tickets), values.program);
const { url } = served;
const agents: Visitor[] = [];
for (let agent = 0; agent < Number(values.agents); agent++) agents.push(await signInAgent(url, agent));
const ending = new AbortController();
const crowd = startCrowd({
  url,
  dataPath: path,
  cookies: agents.map(({ cookie }) => cookie),
  streams: Number(values.streams ?? values.agents),
  mailsPerSecond: Number(values.mails),
});
// That all of them begin at the same moment is another matter: see the burst at the end.
await wait(10_000);
const before = await crowd.count();
const began = performance.now();
const ticksBefore = served.webTicks();
const lags: number[] = [];
const probing = probe();
const pages: number[] = [];
while (performance.now() - began < Number(values.seconds) * 1000) {
  const agent = agents[pages.length % agents.length];
  pages.push(await timed(agent, `/tickets/${10_001 + ((pages.length * 7919) % Number(values.tickets))}`));
  await wait(150);
}
const seconds = (performance.now() - began) / 1000;
const webThreadPercent = Math.round((served.webTicks() - ticksBefore) / seconds);
const after = await crowd.count();
const perSecond = (name: 'lists' | 'mails') => Math.round((after[name] - before[name]) / seconds);
const lag = describeTimes(lags);
// All at once, as when a proxy comes back.
const together = performance.now();
await Promise.all(
  Array.from({ length: Number(values.lists) }, (_, n) => timed(agents[n % agents.length], '/tickets')),
);
const listsAtOnce = Math.round(performance.now() - together);
ending.abort();
await Promise.allSettled([crowd.stop(), probing]);
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'viewers',
    agents: agents.length,
    streams: Number(values.streams ?? values.agents),
    mailsPerSecond: perSecond('mails'),
    webThreadPercent,
    crowdPercent: Math.round((after.processorMilliseconds - before.processorMilliseconds) / seconds / 10),
    lists: {
      perSecond: perSecond('lists'),
      ...describeTimes(after.listTimes.slice(before.listTimes.length)),
    },
    ticketPage: describeTimes(pages),
    // What anybody waits for the web thread beside all that.
    lag,
    [`${values.lists} lists at once`]: listsAtOnce,
  })}\n`,
);
await served.stop();

function startCrowd(order: CrowdOrder) {
  const child = fork(join(dirname(process.argv[1] ?? ''), 'viewers-crowd.js'));
  child.send(order);
  return {
    async count(): Promise<Crowd> {
      child.send('count');
      const [counts] = await once(child, 'message');
      return counts;
    },
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** @returns the milliseconds until all of it was there; a page that the agent may not see counts too */
async function timed(
  agent: Visitor | undefined,
  target: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const start = performance.now();
  await (await agent?.get(target, { 'accept-encoding': 'gzip', ...headers }))?.arrayBuffer();
  return performance.now() - start;
}

/** Asks for next to nothing, again and again. */
async function probe(): Promise<void> {
  while (!ending.signal.aborted) {
    const start = performance.now();
    await (await fetch(`${url}/healthz`)).arrayBuffer();
    lags.push(performance.now() - start);
    await wait(50);
  }
}
