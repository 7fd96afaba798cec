import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openSmtp } from '../../src/mail/smtp.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { endWithUs } from '../support/import-child.ts';
import { isLongRun } from '../support/recount.ts';
import { sourceOptions } from '../support/source-options.ts';

// A process that is stopped (SIGSTOP, a laptop that sleeps) while a server answers finds its timers run out and the answer in
// the socket. Its patience here is a few seconds: nobody has to stop it for five minutes, and a busy machine answers within it.

const isChild = process.argv[2] === 'standstill-child';
const patience = { connect: 60_000, signIn: 60_000, silence: 3000, send: 3600 };
const stops = isLongRun ? 20 : 1;

if (isChild) await sendOne(Number(process.argv[3]));
else {
  test(`${stops} times stopped while the server takes a message: each is sent, none is unknown or sent again`, async () => {
    for (let stop = 0; stop < stops; stop += 1) await stopWhileSending();
  });
}

/** In the child: tells what became of one message. */
async function sendOne(port: number): Promise<void> {
  const session = await openSmtp({
    server: { host: '127.0.0.1', port, security: 'none' },
    ca: undefined,
    hostName: 'test.example',
    userName: undefined,
    patience,
  });
  const raw = Buffer.from('Subject: x\r\n\r\nText\r\n');
  // Stopped while it waits for the network, it is given the answer first; so it is at work, right before the timers' turn.
  setImmediate(work);
  const outcome = await session.send({ from: 'a@x.example', to: ['b@x.example'] }, raw);
  process.send?.(outcome.kind, () => process.exit());
}

function work(): void {
  const until = performance.now() + 60;
  while (performance.now() < until);
  setImmediate(work);
}

async function stopWhileSending(): Promise<void> {
  let taken = 0;
  const whole = Promise.withResolvers<Socket>();
  const server = createServer((socket) =>
    converse(socket, () => {
      taken += 1;
      whole.resolve(socket);
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const args = [...sourceOptions, import.meta.filename, 'standstill-child', String(port)];
  const child = endWithUs(spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  try {
    const told = once(child, 'message');
    const socket = await whole.promise;
    child.kill('SIGSTOP');
    socket.write('250 2.0.0 taken\r\n');
    // Longer than all that it would wait for.
    await wait(patience.silence + patience.send + 400);
    const endedAt = performance.now();
    child.kill('SIGCONT');
    const [kind] = await told;
    const lost = kind === 'sent' ? 0 : 1;
    const row = { fault: 'SIGSTOP while a server answers', tries: 1, lost, doubled: taken - 1, changed: 0 };
    noteFault({ ...row, recoveredSeconds: secondsSince(endedAt) });
    assert.deepEqual([kind, taken], ['sent', 1]);
  } finally {
    child.kill('SIGKILL');
    server.close();
  }
}

/** Takes every message and leaves the answer to its end to the test. */
function converse(socket: Socket, onWhole: () => void): void {
  let text = '';
  let isText = false;
  socket.write('220 ready\r\n');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk;
    if (isText) {
      if (!text.endsWith('\r\n.\r\n')) return;
      onWhole();
    } else {
      for (const line of text.split('\r\n').slice(0, -1)) {
        isText = /^DATA/i.test(line);
        socket.write(isText ? '354 go on\r\n' : '250 fine\r\n');
      }
    }
    text = '';
  });
}
