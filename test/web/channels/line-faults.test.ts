import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { sql } from 'drizzle-orm';
import { findChannel } from '../../../src/db/channels.ts';
import { type Watching, watchChannels } from '../../../src/desk/fetching/watch-channels.ts';
import { diagnosisRules } from '../../../src/domain/diagnosis/diagnosis.ts';
import type { ImapOptions } from '../../../src/mail/imap.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { createCertificates } from '../../../src/sandbox/ca.ts';
import { createScheduler } from '../../../src/scheduler.ts';
import { address, goodToken, type ImapBench, openBench, plainMail } from '../../sandbox/imap-support.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

/** A channel at the simulated Exchange whose deadlines are short, so that silence need not be waited for. */
let bench: ImapBench;
let ticketDesk: TicketDesk;
let admin: Person;
let watching: Watching;
/** What is wrong with the way to the server. */
let detour: Partial<ImapOptions> = {};
let mails = 0;

before(async () => {
  bench = await openBench();
  ticketDesk = await openTicketDesk({ address, userName: address });
  admin = await ticketDesk.signIn('admin');
  const scheduler = createScheduler({ log: ticketDesk.desk.log, watchdogMilliseconds: 3000 });
  watching = watchChannels(ticketDesk.desk, scheduler, {
    poll: 20,
    backoff: 20,
    longestBackoff: 40,
    step: 1000,
    openMailbox: async (_, options) =>
      openImapReader({
        host: 'localhost',
        port: bench.port,
        security: 'tls',
        ca: bench.ca,
        user: address,
        auth: { accessToken: goodToken },
        ...options,
        ...detour,
      }),
  });
});
after(async () => {
  await watching.stop();
  await ticketDesk.close();
  await bench[Symbol.asyncDispose]();
});

const readChannel = () => findChannel(ticketDesk.desk.read, ticketDesk.channel.id);

async function readPage(): Promise<string> {
  const page = await (await admin.get(`/channels/${ticketDesk.channel.id}`)).text();
  return page
    .replace(/<svg.*?<\/svg>/gs, '')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

/** The line is cut and comes up again the wrong way: the page says so; the right way heals it. */
async function expectRow(code: string, change: Partial<ImapOptions>, heal: () => unknown = () => undefined) {
  detour = change;
  bench.faults.set(address, { kind: 'connection-closed', times: 1 });
  bench.mailboxes.deliver(address, plainMail(`Line ${++mails}`));
  watching.wake(ticketDesk.channel.id);
  await waitFor(async () => (await readChannel())?.failureCode === code, undefined, code);
  const rule = diagnosisRules.find((each) => each.code === code);
  const page = await readPage();
  for (const words of [rule?.title, rule?.cause, rule?.step])
    assert.ok(page.includes(words ?? '?'), `${code}: ${words}`);
  detour = {};
  await heal();
  await waitFor(async () => {
    const channel = await readChannel();
    return channel?.failureCode === null && bench.mailbox.findFolder('INBOX')?.messages.length === 0;
  });
  assert.match(await readPage(), /Works again since/);
}

test('network_certificate_untrusted: the authority has changed', async () => {
  await expectRow('network_certificate_untrusted', { ca: (await createCertificates()).ca });
});

test('network_certificate_name: another machine answers', async () => {
  await using server = await serveTls(await createCertificates({ names: ['elsewhere.example'] }));
  await expectRow('network_certificate_name', server.way);
});

test('network_certificate_expired: nobody has renewed it', async () => {
  const notAfter = new Date(Date.now() - 3_600_000);
  await using server = await serveTls(await createCertificates({ notAfter }));
  await expectRow('network_certificate_expired', server.way);
});

test('network_certificate_early: the clock of this machine is behind', async () => {
  const notBefore = new Date(Date.now() + 3_600_000);
  await using server = await serveTls(await createCertificates({ notBefore }));
  await expectRow('network_certificate_early', server.way);
});

test('network_not_tls: the server speaks none', async () => {
  await using server = await serve((socket) => void socket.end('* OK plain words\r\n'));
  await expectRow('network_not_tls', { port: server.port });
});

test('network_tls: the server has no certificate to show', async () => {
  await using server = await listen(createTlsServer({}));
  await expectRow('network_tls', { port: server.port });
});

test('network_timeout: the server says nothing', async () => {
  await using server = await serve(() => undefined);
  await expectRow('network_timeout', { port: server.port, security: 'none' });
});

test('network_closed: the line is cut again and again', async () => {
  await using server = await serve((socket) => void socket.destroy());
  await expectRow('network_closed', { port: server.port, security: 'none' });
});

test('postroom_unavailable: the disk is full', async () => {
  const limitPages = (pages: number) =>
    ticketDesk.desk.write((tx) => tx.all(sql.raw(`PRAGMA max_page_count = ${pages}`)));
  bench.mailboxes.deliver(address, plainMail('Large', 'A long text, to need new pages. '.repeat(20_000)));
  await limitPages(1);
  await expectRow('postroom_unavailable', {}, () => limitPages(1_000_000));
});

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function serve(answer: (socket: import('node:net').Socket) => void): Promise<Listening> {
  return listen(createServer(answer));
}

/** A server that proves nothing but its certificate. */
async function serveTls(tls: { ca: string; cert: string; key: string }) {
  const listening = await listen(createTlsServer(tls, (socket) => void socket.end()));
  return { ...listening, way: { port: listening.port, ca: tls.ca } };
}

async function listen(server: ReturnType<typeof createServer>): Promise<Listening> {
  const sockets = new Set<import('node:net').Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const place = server.address();
  return {
    port: typeof place === 'object' && place !== null ? place.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
