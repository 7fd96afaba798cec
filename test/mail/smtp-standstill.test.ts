import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { openSmtp } from '../../src/mail/smtp.ts';

// A process that stood still (SIGSTOP, a machine that slept) finds its timers run out and the answer in the socket.

/** Takes every message and answers a while after its end. */
const server = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
createServer((socket) => {
  let isText = false;
  let text = '';
  socket.write('220 ready\\r\\n');
  socket.on('data', (chunk) => {
    text += chunk;
    if (isText) {
      if (!text.endsWith('\\r\\n.\\r\\n')) return;
      isText = false;
      text = '';
      parentPort.postMessage({ kind: 'whole' });
      setTimeout(() => socket.write('250 2.0.0 taken\\r\\n'), 150);
      return;
    }
    for (const line of text.split('\\r\\n').slice(0, -1)) {
      isText = /^DATA/i.test(line);
      socket.write(isText ? '354 go on\\r\\n' : '250 fine\\r\\n');
    }
    text = '';
  });
}).listen(0, '127.0.0.1', function () { parentPort.postMessage({ kind: 'port', port: this.address().port }); });
`;

test('an answer that came while the process stood still is read before the silence is judged', async () => {
  const worker = new Worker(server, { eval: true });
  try {
    const [{ port }] = (await once(worker, 'message')) as [{ port: number }];
    const session = await openSmtp({
      server: { host: '127.0.0.1', port, security: 'none' },
      ca: undefined,
      hostName: 'test.example',
      userName: undefined,
      patience: { connect: 5000, signIn: 5000, silence: 300, send: 400 },
    });
    worker.once('message', () => {
      // Nothing of this thread runs meanwhile, as after SIGSTOP.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
    });
    const raw = Buffer.from('Subject: x\r\n\r\nText\r\n');
    const outcome = await session.send({ from: 'a@x.example', to: ['b@x.example'] }, raw);
    assert.equal(outcome.kind, 'sent', JSON.stringify(outcome));
    session.close();
  } finally {
    await worker.terminate();
  }
});
