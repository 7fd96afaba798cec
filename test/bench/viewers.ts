import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Visitor } from '../support/app.ts';
import { describeTimes } from '../support/times.ts';
import { bringMail, serveScaleFile, signInAgent } from './scale-load.ts';

// So many agents have the queue open, as a browser does, while mail comes in: how busy the program's first thread is, which
// makes the pages, and what a ticket's page takes. --data FILE takes the file of `scale`.

const { values } = parseArgs({
  options: {
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
const served = await serveScaleFile(path, Number(values.tickets));
const { url } = served;
const agents: Visitor[] = [];
for (let agent = 0; agent < Number(values.agents); agent++) agents.push(await signInAgent(url, agent));
const ending = new AbortController();
const counts = { lists: 0, mails: 0 };
const listTimes: number[] = [];
const streams = Number(values.streams ?? values.agents);
const watching = Array.from({ length: streams }, (_, n) => watchQueue(agents[n % agents.length] as Visitor));
await wait(3000);
const began = performance.now();
const ticksBefore = served.webTicks();
const listsBefore = counts.lists;
listTimes.length = 0;
const coming = bringMail({
  dataPath: path,
  perSecond: Number(values.mails),
  signal: ending.signal,
  counts,
});
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
const lists = { perSecond: Math.round((counts.lists - listsBefore) / seconds), ...describeTimes(listTimes) };
const mailsPerSecond = Math.round(counts.mails / seconds);
const lag = describeTimes(lags);
// All at once, as when a proxy comes back.
const together = performance.now();
await Promise.all(
  Array.from({ length: Number(values.lists) }, (_, n) => timed(agents[n % agents.length], '/tickets')),
);
const listsAtOnce = Math.round(performance.now() - together);
ending.abort();
await Promise.allSettled([...watching, coming, probing]);
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'viewers',
    agents: agents.length,
    streams,
    mailsPerSecond,
    webThreadPercent,
    lists,
    ticketPage: describeTimes(pages),
    // What anybody waits for the web thread beside all that.
    lag,
    [`${values.lists} lists at once`]: listsAtOnce,
  })}\n`,
);
await served.stop();

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

/** Reads the list again at each event, as htmx does. */
async function watchQueue(agent: Visitor): Promise<void> {
  const response = await fetch(`${url}/events`, { headers: { cookie: agent.cookie }, signal: ending.signal });
  let isReading = false;
  for await (const chunk of response.body ?? []) {
    if (!/^event: ?(tickets|resync)$/m.test(Buffer.from(chunk).toString()) || isReading) continue;
    isReading = true;
    void timed(agent, '/tickets', { 'hx-request': 'true', 'hx-target': 'ticket-list' }).then((took) => {
      isReading = false;
      counts.lists += 1;
      listTimes.push(took);
    });
  }
}
