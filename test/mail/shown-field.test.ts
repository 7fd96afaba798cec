import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShownField } from '../../src/mail/shown-field.ts';

const rows: readonly (readonly [title: string, header: string, shown: string])[] = [
  ['plain words', 'Subject: Order 17\r\n', 'Order 17'],
  [
    'a word that its program has half encoded',
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe aus Köln?=\r\n',
    'Grüße aus Köln',
  ],
  ['encoded words', 'Subject: =?utf-8?B?w4RyZ2Vy?= =?utf-8?Q?_mit_=C3=9Cbung?=\r\n', 'Ärger mit Übung'],
  [
    'words folded over lines',
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?Q?_aus_K=C3=B6ln?=\r\n',
    'Grüße aus Köln',
  ],
  ['bytes that no field should have', 'SUBJECT: \xc3\x84rger\r\n', 'Ärger'],
  ['a charset of its own', 'Subject: =?iso-8859-1?Q?M=FCll?=\r\n', 'Müll'],
  ['the first of two', 'Subject: one\r\nSubject: two\r\n', 'one'],
  ['a field of the body', 'From: a@x.example\r\n\r\nSubject: body\r\n', ''],
  ['none', 'From: a@x.example\r\n', ''],
  ['an empty one', 'Subject:\r\n', ''],
  ['a name that only begins like it', 'Subject-Line: other\r\nSubject: it\r\n', 'it'],
  ['control characters', 'Subject: a\0b\x07c\r\n', 'a b c'],
];
for (const [title, header, shown] of rows) {
  test(`what is shown of a header that nobody has parsed: ${title}`, () => {
    assert.equal(readShownField(Buffer.from(header, 'latin1'), 'subject').replace(/\s+/g, ' '), shown);
  });
}

test('a sender keeps his address, and a field of a megabyte is cut', () => {
  const from = Buffer.from('From: =?utf-8?Q?J=C3=BCrgen?= <j@x.example>\r\n');
  assert.equal(readShownField(from, 'from'), 'Jürgen <j@x.example>');
  const long = Buffer.from(`Subject: ${'=?utf-8?Q?=C3=84?= '.repeat(60_000)}\r\n`);
  assert.ok(readShownField(long, 'subject').length <= 300);
  assert.equal(readShownField(Buffer.from(`X: ${'x'.repeat(70_000)}\r\nSubject: late\r\n`), 'subject'), '');
});
