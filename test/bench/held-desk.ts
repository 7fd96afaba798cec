import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createVisitor, startTestApp } from '../support/app.ts';
import { holdDesk } from '../support/in-desk-thread.ts';
import { openTicketDesk } from '../support/ticket-desk.ts';
import { describeTimes } from '../support/times.ts';
import { waitFor } from '../support/wait-for.ts';

// What pages take while the desk thread stands still in one statement, which is what a defect in it or a very slow disk does.

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const seconds = Number(values.seconds);
const pages = {
  list: '/tickets',
  ticket: '/tickets/10001',
  search: '/tickets?q=printer',
  channel: '/channels/1',
} as const;

const folder = mkdtempSync(join(tmpdir(), 'postroom-held-'));
try {
  process.stdout.write(`${JSON.stringify(await measure(await prepareFile()))}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns the session of an admin */
async function prepareFile(): Promise<string> {
  const house = await openTicketDesk({}, {}, join(folder, 'postroom.db'));
  const head = 'From: Jo <jo@customer.example>\r\nSubject: The printer\r\nMessage-ID: <a@customer.example>';
  await house.deliver(`${head}\r\nContent-Type: text/html\r\n\r\n<p>It <b>burns</b> again.</p>\r\n`);
  const { token } = await house.signIn('admin');
  await house.close();
  return token;
}

async function measure(token: string) {
  const postroom = await startTestApp({}, folder);
  const admin = createVisitor(postroom.url);
  admin.cookie = `sid=${token}`;
  await waitFor(async () => (await (await admin.get(pages.search)).text()).includes(pages.ticket));
  const release = await holdDesk(join(folder, 'go-on'));
  try {
    const times = await askFor(seconds * 1000, (path) => admin.get(path));
    const { desk } = postroom.app;
    // It beats every second, and has been heard of for the last time when it was held.
    return { benchmark: 'held-desk', seconds, wasHeld: desk.isSilent() || seconds < 3, ...times };
  } finally {
    release();
    await postroom.stop();
  }
}

/** Asks for each page in turn, twice a second, until the time is over. */
async function askFor(duration: number, get: (path: string) => Promise<Response>) {
  const times: Record<string, number[]> = {};
  const until = performance.now() + duration;
  while (performance.now() < until) {
    for (const [name, path] of Object.entries(pages)) {
      const began = performance.now();
      const response = await get(path);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}; expected 200.`);
      times[name] = [...(times[name] ?? []), performance.now() - began];
    }
    await sleep(500);
  }
  const described = Object.entries(times).map(([name, list]) => [name, describeTimes(list)]);
  return { requests: times.list?.length ?? 0, milliseconds: Object.fromEntries(described) };
}
