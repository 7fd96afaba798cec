import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../support/app.ts';
import { startStaffedApp } from '../support/staffed-app.ts';

// S26: heads and bodies that come letter by letter, and lines that say nothing. Others are served meanwhile, and memory stays.

let running: TestApp;
let agent: Visitor;
const lines: Socket[] = [];
before(async () => {
  running = await startStaffedApp();
  await running.signIn('admin');
  agent = await running.signIn('agent');
});
after(async () => {
  for (const line of lines) line.destroy();
  await running.stop();
});

const host = () => `Host: localhost:${running.app.port}\r\nOrigin: ${running.url}`;
const form = 'Content-Type: application/x-www-form-urlencoded';
const beginnings: readonly (readonly [name: string, words: () => string, letter: string])[] = [
  ['heads', () => `GET /login HTTP/1.1\r\n${host()}\r\nX-Slow: `, 'a'],
  ['bodies', () => `POST /login HTTP/1.1\r\n${host()}\r\n${form}\r\nContent-Length: 60000\r\n\r\n`, 'a'],
  [
    'bodies in chunks',
    () => `POST /login HTTP/1.1\r\n${host()}\r\n${form}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    '1\r\na\r\n',
  ],
  ['nothing', () => '', ''],
];

for (const [name, words, letter] of beginnings) {
  test(`200 lines that bring ${name}: pages are served, and memory stays`, async () => {
    const before = process.memoryUsage().rss;
    const opened = await Promise.all(Array.from({ length: 200 }, open));
    for (const line of opened) line.write(words());
    for (let n = 0; n < 30; n += 1) {
      for (const line of opened) if (letter !== '' && line.writable) line.write(letter);
      const answer = await agent.get('/tickets');
      assert.equal(answer.status, 200);
      await answer.arrayBuffer();
    }
    // A stranger's form has its turn only when it is whole: slow ones hold up no other.
    assert.equal(
      (await running.visitor().post('/login', { email: 'a@b.example', password: 'x' })).status,
      401,
    );
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    assert.ok(grown < 150, `${Math.round(grown)} MB more`);
  });
}

async function open(): Promise<Socket> {
  const line = connect(running.app.port, 'localhost').on('error', () => undefined);
  lines.push(line);
  line.resume();
  await once(line, 'connect');
  return line;
}
