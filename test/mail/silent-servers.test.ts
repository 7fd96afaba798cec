import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { postJson } from '../../src/desk/telling/post-json.ts';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { findFailure, RemoteError } from '../../src/domain/failure.ts';
import { connectImap } from '../../src/mail/imap.ts';
import { openSmtp } from '../../src/mail/smtp.ts';
import { sendHttp } from '../../src/microsoft/http.ts';
import { holdDescriptors } from '../support/descriptors.ts';

/** What the server says, or does not. */
let speak: (socket: Socket) => void = () => undefined;
const sockets = new Set<Socket>();
let server: Server;
let port = 0;

before(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    speak(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const short = { connect: 150, signIn: 300, silence: 150, send: 400 };
/** Where the server has to answer first: it gets its time on a busy machine. */
const forMessage = { connect: 60_000, signIn: 60_000, silence: 1500, send: 2000 };
const imap = { host: '127.0.0.1', security: 'none', user: 'a@test', auth: { password: 'x' } } as const;
const smtp = (patience = short) =>
  openSmtp({
    server: { host: '127.0.0.1', port, security: 'none' },
    ca: undefined,
    hostName: 'localhost',
    userName: undefined,
    patience,
  });

/** One that never lets a line end, but never falls silent either. */
const drip = (socket: Socket) => {
  const timer = setInterval(() => socket.write('220-wait\r\n'), 20);
  socket.on('close', () => clearInterval(timer));
};
/** Takes a message, and says nothing to it. */
const swallow = (socket: Socket) => {
  socket.write('220 ready\r\n');
  socket.on('data', (bytes) => {
    const words = bytes.toString('latin1');
    if (/^EHLO/.test(words)) socket.write('250 server\r\n');
    else if (/^(MAIL|RCPT)/.test(words)) socket.write('250 ok\r\n');
    else if (/^DATA/.test(words)) socket.write('354 go on\r\n');
  });
};

const isTimeout = (error: unknown) =>
  error instanceof RemoteError && error.failure.origin === 'network' && error.failure.code === 'ETIMEDOUT';

const steps: readonly (readonly [string, (socket: Socket) => void, () => Promise<unknown>])[] = [
  ['IMAP: no greeting', () => undefined, () => connectImap({ ...imap, port, stepMilliseconds: 150 })],
  [
    'IMAP: a greeting, and no answer to the sign-in',
    (socket) => socket.write('* OK ready\r\n'),
    () => connectImap({ ...imap, port, stepMilliseconds: 150 }),
  ],
  ['SMTP: no greeting', () => undefined, () => smtp()],
  ['SMTP: a greeting without an end', drip, () => smtp()],
  [
    'token endpoint: no answer',
    () => undefined,
    () => sendHttp(`https://127.0.0.1:${port}/token`, { method: 'POST', deadlineMilliseconds: 150 }),
  ],
];

for (const [name, words, step] of steps) {
  test(`${name}: given up as a network timeout`, async () => {
    speak = words;
    await assert.rejects(step, isTimeout);
  });
}

test('SMTP: a message that is taken without a word has an unknown fate', async () => {
  speak = swallow;
  const session = await smtp(forMessage);
  const outcome = await session.send(
    { from: 'a@test', to: ['b@test'] },
    Buffer.from('Subject: x\r\n\r\nx\r\n'),
  );
  assert.equal(outcome.kind, 'unknown');
  assert.ok(outcome.kind === 'unknown' && outcome.failure.code === 'ETIMEDOUT');
});

test('SMTP: a message whose end never comes has one after all', async () => {
  // Bytes go on coming, so silence alone would never end it.
  speak = (socket) => {
    swallow(socket);
    socket.on('data', (bytes) => {
      if (/^DATA/.test(bytes.toString('latin1'))) drip(socket);
    });
  };
  const session = await smtp(forMessage);
  const outcome = await session.send(
    { from: 'a@test', to: ['b@test'] },
    Buffer.from('Subject: x\r\n\r\nx\r\n'),
  );
  assert.notEqual(outcome.kind, 'sent');
});

test('SMTP: empty lines without an end, and another protocol, are named, and not waited for', async () => {
  const lines = Buffer.alloc(64 * 1024, '\n');
  speak = (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(lines));
    };
    socket.on('drain', more);
    more();
  };
  // Not only by the deadline, until which all of it would be kept.
  const isOdd = (error: unknown) => {
    const failure = findFailure(error);
    return failure !== undefined && diagnose(failure).code === 'network_odd_words';
  };
  await assert.rejects(smtp(forMessage), isOdd);
  speak = (socket) => socket.write('+OK POP3 ready\r\n');
  await assert.rejects(smtp(forMessage), isOdd);
});

test('SMTP: a message that is taken before all of it is there has an unknown fate', async () => {
  speak = (socket) => {
    socket.write('220 ready\r\n');
    socket.on('data', (bytes) => {
      const words = bytes.toString('latin1');
      if (/^EHLO/.test(words)) socket.write('250 server\r\n');
      else if (/^(MAIL|RCPT)/.test(words)) socket.write('250 ok\r\n');
      else if (/^DATA/.test(words)) {
        socket.write('354 go on\r\n250 2.0.0 queued\r\n');
        socket.pause();
      }
    });
  };
  const session = await smtp(forMessage);
  const raw = Buffer.from(`Subject: x\r\n\r\n${'A line of text\r\n'.repeat(1_000_000)}`);
  const outcome = await session.send({ from: 'a@test', to: ['b@test'] }, raw);
  assert.equal(outcome.kind, 'unknown');
});

test('alert webhook: no answer is an unknown fate', async () => {
  speak = () => undefined;
  const options = { allowsPrivate: true, deadlineMilliseconds: 150 };
  assert.equal((await postJson(`http://127.0.0.1:${port}/`, '{}', options)).kind, 'unknown');
});

test('HTTP: an answer that nobody asked for ends the wait, and so do answers before the answer without end', async () => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
  speak = (socket) => socket.once('data', () => socket.write(switching));
  const url = `http://127.0.0.1:${port}/`;
  const long = { allowsPrivate: true, deadlineMilliseconds: 60_000 };
  const outcome = await postJson(url, '{}', long);
  assert.deepEqual(outcome.kind === 'failed' && outcome.problem, { code: 'refused', status: 101 });
  await assert.rejects(sendHttp(url, { method: 'GET' }), /101/);
  const early = Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000));
  speak = (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(early));
    };
    socket.on('drain', more).once('data', more);
  };
  const flooded = await postJson(url, '{}', long);
  // Not only by the deadline, until which it would all be read.
  const text = 'More came before the answer than an answer is long';
  assert.deepEqual(flooded, { kind: 'unknown', problem: { code: 'said', text } });
});

test('with as many files open as the machine allows, each way out says so, and nothing has left', async (t) => {
  speak = () => undefined;
  using held = holdDescriptors();
  if (held === undefined) return t.skip('platform: no prlimit here');
  const ways = [
    () => connectImap({ ...imap, port, stepMilliseconds: 5000 }),
    () => smtp(forMessage),
    () => sendHttp(`https://127.0.0.1:${port}/token`, { method: 'POST', deadlineMilliseconds: 5000 }),
  ];
  for (const way of ways) {
    await assert.rejects(way, (error) => {
      const failure = findFailure(error);
      assert.ok(failure !== undefined, String(error));
      assert.deepEqual(
        [failure.origin, failure.code, failure.hasLeft ?? false],
        ['network', 'EMFILE', false],
      );
      return true;
    });
  }
});
