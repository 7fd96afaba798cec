import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { count } from 'drizzle-orm';
import { receipts } from '../../src/db/schema/schema-mail.ts';
import { watchChannels } from '../../src/desk/fetching/watch-channels.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { goodToken, openBench } from '../sandbox/imap-support.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { waitFor } from '../support/wait-for.ts';

// Many channels, each with its own line to the simulated Exchange in this process, that have been quiet for a while: how long from a delivery to its
// ticket, and how often they have signed in anew by then. --channels N --quiet SECONDS --deliveries N

const { values } = parseArgs({
  options: {
    channels: { type: 'string', default: '200' },
    quiet: { type: 'string', default: '300' },
    deliveries: { type: 'string', default: '100' },
  },
});
const channels = Number(values.channels);
const quietSeconds = Number(values.quiet);
const deliveries = Number(values.deliveries);

const bench = await openBench();
const opened = await openImportDesk();
const { desk } = opened;
const addresses = Array.from({ length: channels }, (_, at) => `channel-${at}@bench.test`);
for (const address of addresses) {
  bench.mailboxes.create(address);
  await addChannel(desk, { name: address, address, userName: address });
}
let signIns = 0;
const watching = watchChannels(desk, createScheduler({ log: desk.log }), {
  openMailbox: async ({ address }, options) => {
    signIns++;
    const server = { host: 'localhost', port: bench.port, security: 'tls', ca: bench.ca } as const;
    return openImapReader({ ...server, user: address, auth: { accessToken: goodToken }, ...options });
  },
});
await waitFor(() => signIns >= channels, 600_000);
// The first look of each is over when every line waits for mail.
await wait(5000);
const atStart = { signIns, cpu: process.cpuUsage() };
await wait(quietSeconds * 1000);
const cpu = process.cpuUsage(atStart.cpu);
const quietSignIns = signIns - atStart.signIns;

const milliseconds: number[] = [];
for (let at = 0; at < deliveries; at++) {
  const address = addresses[Math.floor((at * channels) / deliveries)] ?? '';
  const mail = `From: c@customer.example\r\nTo: ${address}\r\nSubject: Mail ${at}\r\nMessage-ID: <${at}@bench.test>\r\n\r\nHi\r\n`;
  const before = await countReceipts();
  const begun = performance.now();
  bench.mailboxes.deliver(address, Buffer.from(mail));
  await waitFor(async () => (await countReceipts()) > before, 600_000);
  milliseconds.push(performance.now() - begun);
}
const sorted = milliseconds.toSorted((one, other) => one - other);
const percentile = (part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'channels',
    channels,
    quietSeconds,
    deliveries,
    deliveryToTicketMs: { p50: percentile(0.5), p95: percentile(0.95), most: percentile(1) },
    newSignInsWhileQuiet: quietSignIns,
    cpuSecondsWhileQuiet: Math.round((cpu.user + cpu.system) / 10_000) / 100,
  })}\n`,
);
await watching.stop();
await opened.close();
await bench[Symbol.asyncDispose]();

async function countReceipts(): Promise<number> {
  const [row] = await desk.read.select({ count: count() }).from(receipts);
  return row?.count ?? 0;
}
