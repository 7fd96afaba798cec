import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// A few kilobytes of header name a thousand people, and files of one byte are files: a page of fifty such messages would be
// tens of megabytes, and all other pages would wait for it.

const each = 900;
const messages = 12;
const mostBytes = 2_000_000;

let desk: TicketDesk;
let agent: Person;
before(async () => {
  desk = await openTicketDesk();
  agent = await desk.signIn('admin');
  for (let index = 0; index < messages; index += 1) await desk.deliver(makeMail(index));
});
after(() => desk.close());

function makeMail(index: number): string {
  const people = Array.from({ length: each }, (_, n) => `Person ${n} <p${n}@customer.example>`);
  const files = Array.from(
    { length: each },
    (_, n) =>
      `--b\r\nContent-Type: application/octet-stream; name="f-${index}-${n}.bin"\r\nContent-Disposition: attachment\r\n\r\n${index} ${n}\r\n`,
  );
  return [
    `From: Eve <eve@customer.example>\r\nTo: support@postroom.example\r\nCc: ${people.join(',\r\n ')}\r\n`,
    `Message-ID: <m${index}@customer.example>\r\nIn-Reply-To: <m0@customer.example>\r\nSubject: many\r\n`,
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n',
    ...files,
    '--b--\r\n',
  ].join('');
}

test('a page lists so many files and people of all its messages, the newest first', async () => {
  const page = await (await agent.get('/tickets/10001')).text();
  assert.ok(page.length < mostBytes, `${page.length} bytes`);
  // Each of its messages is there, and of each some of both.
  for (let index = 0; index < messages; index += 1) assert.match(page, new RegExp(`>f-${index}-0\\.bin<`));
  assert.match(page, />f-11-400\.bin</);
  assert.match(page, /400 more files are in its <a href="\/articles\/12\/raw">raw form<\/a>/);
  assert.match(page, /p600@customer\.example/);
  // The newest has 901, the one before it the 99 that are left, and those before them eight each.
  const people = page.match(/\d+ more people are/g) ?? [];
  assert.deepEqual(
    [people.at(-1), people.at(-2), people.length],
    ['802 more people are', '893 more people are', 11],
  );
});

test('the parts of a page are no larger than it', async () => {
  for (const part of ['conversation', 'side', 'news', 'print']) {
    const answer = await agent.get(`/tickets/10001/${part}`);
    const { length } = await answer.text();
    assert.ok(length < mostBytes, `${part}: ${length} bytes`);
  }
});
