import { fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { count } from 'drizzle-orm';
import { receipts } from '../../src/db/schema/schema-mail.ts';
import { watchChannels } from '../../src/desk/fetching/watch-channels.ts';
import { defaultWatchOptions } from '../../src/desk/fetching/watch-options.ts';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../src/domain/failure.ts';
import type { MailReader } from '../../src/domain/mail-reading.ts';
import { usualIdleTimes } from '../../src/mail/imap-idle.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { waitFor } from '../support/wait-for.ts';
import type { ServerOrder, ServerPlace } from './channels-server.ts';

// Many channels, each with its own line to the simulated Exchange, that have been quiet for a while: how long from a delivery to its
// ticket, how often they have signed in anew by then, and why. --channels N --quiet SECONDS or --minutes M --deliveries N --token-minutes M
// --faster N lets every time that a line goes by (IDLE, looks, the end of a token) pass N times as fast: an hour is a minute at 60.

const { values } = parseArgs({
  options: {
    channels: { type: 'string', default: '200' },
    quiet: { type: 'string', default: '300' },
    minutes: { type: 'string' },
    deliveries: { type: 'string', default: '100' },
    // https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes: 60 to 90 minutes
    'token-minutes': { type: 'string', default: '75' },
    faster: { type: 'string', default: '1' },
  },
});
const channels = Number(values.channels);
const faster = Number(values.faster);
const quietSeconds = values.minutes === undefined ? Number(values.quiet) : Number(values.minutes) * 60;
const deliveries = Number(values.deliveries);
const tokenMilliseconds = (Number(values['token-minutes']) * 60_000) / faster;

const server = fork(join(dirname(process.argv[1] ?? ''), 'channels-server.js'));
const tell = (order: ServerOrder) => server.send(order);
const opened = await openImportDesk();
const { desk } = opened;
const addresses = Array.from({ length: channels }, (_, at) => `channel-${at}@bench.test`);
tell({ create: addresses });
const [{ port, ca }] = (await once(server, 'message')) as [ServerPlace];
for (const address of addresses) await addChannel(desk, { name: address, address, userName: address });

let signIns = 0;
let reasons: Record<string, number> = {};
const lastTroubles = new Map<string, string>();
/** When the token of each ends; what the line says then is only that it is cut. */
const tokenEnds = new Map<string, number>();
const { poll, pollWhileIdle, compare } = defaultWatchOptions;
const watching = watchChannels(desk, createScheduler({ log: desk.log }), {
  poll: poll / faster,
  pollWhileIdle: pollWhileIdle / faster,
  compare: compare / faster,
  openMailbox: async ({ address }, { isForced, ...options }) => {
    const hasEnded = (tokenEnds.get(address) ?? Number.POSITIVE_INFINITY) <= Date.now();
    const why = hasEnded ? 'token_ended' : (lastTroubles.get(address) ?? 'closed_by_postroom');
    signIns++;
    reasons[why] = (reasons[why] ?? 0) + 1;
    lastTroubles.delete(address);
    // Tokens are not all of one minute.
    const token = Date.now() + tokenMilliseconds * (0.8 + 0.4 * Math.random());
    tokenEnds.set(address, token);
    const { quiet, ...idle } = usualIdleTimes;
    const reader = await openImapReader({
      host: 'localhost',
      port,
      security: 'tls',
      ca,
      user: address,
      auth: { accessToken: String(token) },
      idle: { ...idle, quiet: quiet / faster },
      ...options,
    });
    return noteTroubles(reader, (code) => lastTroubles.set(address, code));
  },
});
await waitFor(() => signIns >= channels, 600_000);
await untilLittleIsDone();
const atStart = { signIns, cpu: process.cpuUsage() };
reasons = {};
await wait((quietSeconds * 1000) / faster);
const cpu = process.cpuUsage(atStart.cpu);
const quiet = { signIns: signIns - atStart.signIns, reasons: { ...reasons } };

const milliseconds: number[] = [];
for (let at = 0; at < deliveries; at++) {
  const address = addresses[Math.floor((at * channels) / deliveries)] ?? '';
  const mail = `From: c@customer.example\r\nTo: ${address}\r\nSubject: Mail ${at}\r\nMessage-ID: <${at}@bench.test>\r\n\r\nHi\r\n`;
  const before = await countReceipts();
  const begun = performance.now();
  tell({ deliverTo: address, mail });
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
    ...(faster === 1 ? {} : { faster }),
    tokenMinutes: Number(values['token-minutes']),
    deliveries,
    deliveryToTicketMs: { p50: percentile(0.5), p95: percentile(0.95), most: percentile(1) },
    newSignInsWhileQuiet: quiet.signIns,
    reasons: quiet.reasons,
    cpuSecondsWhileQuiet: Math.round((cpu.user + cpu.system) / 10_000) / 100,
    ofOneCorePercent: Math.round(((cpu.user + cpu.system) / quietSeconds / 100) * faster) / 100,
  })}\n`,
);
await watching.stop();
await opened.close();
server.disconnect();

/** The first look of each channel is over: five seconds take less than a tenth of a second of the processor. */
async function untilLittleIsDone(): Promise<void> {
  for (let taken = Number.POSITIVE_INFINITY; taken > 100_000; ) {
    const before = process.cpuUsage();
    await wait(5000);
    const { user, system } = process.cpuUsage(before);
    taken = user + system;
  }
}

/** Tells what ended a line first; what comes after is only that it is gone. */
function noteTroubles(reader: MailReader, note: (code: string) => void): MailReader {
  let isNoted = false;
  const watch = (error: unknown) => {
    const failure = findFailure(error);
    if (!isNoted) note(failure === undefined ? String(error) : diagnose(failure).code);
    isNoted = true;
    throw error;
  };
  return new Proxy(reader, {
    get(of, name: keyof MailReader) {
      const value: unknown = of[name];
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = value.apply(of, args);
        return result instanceof Promise ? result.catch(watch) : result;
      };
    },
  });
}

async function countReceipts(): Promise<number> {
  const [row] = await desk.read.select({ count: count() }).from(receipts);
  return row?.count ?? 0;
}
