import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitMbox } from '../../src/mail/mbox.ts';

const limit = 1024 * 1024;

async function split(text: string | Buffer, pieceBytes = 65_536, limitBytes = limit) {
  async function* pieces() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const found = [];
  for await (const message of splitMbox(pieces(), limitBytes)) found.push(message);
  return found;
}

const texts = async (text: string, pieceBytes?: number) =>
  (await split(text, pieceBytes)).map(({ raw }) => raw.toString('latin1'));

const one = 'From a@x.example Thu Aug 22 12:36:23 2002\n';
const two = 'From b@x.example  Fri, 23 Aug 2002 12:36:23 +0200\n';

const cases: [string, string, string[]][] = [
  [
    'two messages',
    `${one}Subject: 1\n\nText\n\n${two}Subject: 2\n\nText\n`,
    ['Subject: 1\n\nText\n', 'Subject: 2\n\nText\n'],
  ],
  ['the empty line at the end', `${one}Subject: 1\n\nText\n\n`, ['Subject: 1\n\nText\n']],
  [
    'more empty lines belong to the text',
    `${one}Subject: 1\n\nText\n\n\n\n${two}Subject: 2\n\n`,
    ['Subject: 1\n\nText\n\n\n', 'Subject: 2\n'],
  ],
  [
    'CRLF',
    `${one}Subject: 1\r\n\r\nText\r\n\r\n${two}Subject: 2\r\n\r\nText\r\n`,
    ['Subject: 1\r\n\r\nText\r\n', 'Subject: 2\r\n\r\nText\r\n'],
  ],
  [
    'mboxo and mboxrd quoting',
    `${one}Subject: 1\n\n>From here\n>>From there\n> From far\n>Fromage\n`,
    ['Subject: 1\n\nFrom here\n>From there\n> From far\n>Fromage\n'],
  ],
  [
    'an unquoted From without a date',
    `${one}Subject: 1\n\nHello\n\nFrom now on it works.\nReally: yes\n`,
    ['Subject: 1\n\nHello\n\nFrom now on it works.\nReally: yes\n'],
  ],
  [
    'an unquoted From with a date and no header behind',
    `${one}Subject: 1\n\nHello\n\nFrom Monday Mon Aug 22 12:36:23 2002 on\nall is well\n`,
    ['Subject: 1\n\nHello\n\nFrom Monday Mon Aug 22 12:36:23 2002 on\nall is well\n'],
  ],
  [
    'a From line in the middle of a paragraph',
    `${one}Subject: 1\n\nHello\n${two}Subject: no\n`,
    [`Subject: 1\n\nHello\n${two}Subject: no\n`],
  ],
  [
    'Thunderbird',
    `From - Tue Apr 02 10:00:00 2013\nX-Mozilla-Status: 0001\nSubject: 1\n\n\nFrom - Tue Apr 02 10:00:01 2013\nSubject: 2\n\nx`,
    ['X-Mozilla-Status: 0001\nSubject: 1\n\n', 'Subject: 2\n\nx'],
  ],
  [
    'Gmail',
    `From 1234567890@xxx Mon Aug 12 09:15:11 +0000 2019\nSubject: 1\n\na\n\nFrom 1234567891@xxx Mon Aug 12 09:15:11 +0000 2019\nSubject: 2\n\nb\n`,
    ['Subject: 1\n\na\n', 'Subject: 2\n\nb\n'],
  ],
  ['no line end at the end', `${one}Subject: 1\n\nText`, ['Subject: 1\n\nText']],
];

for (const [name, mbox, expected] of cases) {
  test(`mbox: ${name}`, async () => {
    assert.deepEqual(await texts(mbox), expected);
    for (const piece of [1, 2, 3, 7, 64])
      assert.deepEqual(await texts(mbox, piece), expected, `pieces of ${piece}`);
  });
}

test('the separator tells when a message was delivered', async () => {
  const dates = (await split(`${one}Subject: 1\n\n\n${two}Subject: 2\n\n`)).map(({ deliveredAt }) =>
    deliveredAt?.toISOString(),
  );
  assert.deepEqual(dates, ['2002-08-22T12:36:23.000Z', undefined]);
  const [gmail] = await split('From 1@xxx Mon Aug 12 09:15:11 +0200 2019\nSubject: 1\n\n');
  assert.equal(gmail?.deliveredAt?.toISOString(), '2019-08-12T07:15:11.000Z');
});

test('of a message beyond the limit only the header and the size are kept', async () => {
  const big = `${one}Subject: big\n\n${'x'.repeat(99)}\n`.concat(`${'y'.repeat(99)}\n`.repeat(1000));
  const found = await split(`${big}\n${two}Subject: small\n\nText\n`, 1000, 5000);
  assert.deepEqual(
    found.map(({ raw, size, isOversized }) => [raw.toString(), size, isOversized]),
    [
      ['Subject: big\n\n', 14 + 100_100, true],
      ['Subject: small\n\nText\n', 21, false],
    ],
  );
});

test('what mboxrd quoting has put into an mbox comes out again, wherever the pieces end', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      'From ',
      'From x',
      '>From me',
      '>>From you',
      'From a Thu Aug 22 12:36:23 2002',
      'Text',
      'Subject: x',
    ),
    fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, '')),
  );
  const message = fc
    .array(line, { maxLength: 12 })
    .map((lines) => `Subject: 1\n\n${lines.map((text) => `${text}\n`).join('')}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 200 }),
      async (messages, piece) => {
        const mbox = messages.map((text) => `${one}${text.replace(/^(>*From )/gm, '>$1')}\n`).join('');
        const expected = messages.map((text) => Buffer.from(text).toString('latin1'));
        assert.deepEqual(await texts(mbox, piece), expected);
      },
    ),
    { seed: 20_260_302, numRuns: 400 },
  );
});
