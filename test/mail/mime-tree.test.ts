import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ParsedMessage } from '../../src/domain/message.ts';
import { parseMessage } from '../../src/mail/parse.ts';

interface Expected {
  subject?: string;
  from?: string;
  text?: string | RegExp;
  files?: string[];
}
const pdf = 'Content-Type: application/pdf; name=a.pdf\n\n%PDF\n';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('what real mail breaks is read all the same', () => {
  const cases: [name: string, raw: string | Buffer, Expected][] = [
    [
      'no empty line before the body',
      'Subject: a\nFrom: x@y.example\nHello there,\nall is well.',
      { subject: 'a', from: 'x@y.example', text: 'Hello there,\nall is well.' },
    ],
    [
      'nor before a body that begins like a field',
      'From: x@y.example\nSubject: a\nNote: read this.\nAnd this.',
      { subject: 'a', text: 'Note: read this.\nAnd this.' },
    ],
    [
      'a field broken in two',
      'Subject: a long\nsubject line\nFrom: x@y.example\nMIME-Version: 1.0\n\ntext',
      { from: 'x@y.example', text: 'text', subject: 'a long subject line' },
    ],
    ['a blank line of blanks', 'Subject: a\n \t\ntext', { subject: 'a', text: 'text' }],
    [
      'an empty line before the header',
      '\r\nSubject: a\r\nFrom: x@y.example\r\n\r\ntext',
      { subject: 'a', text: 'text' },
    ],
    [
      'the line of an mbox',
      'From x@y.example Mon Mar  2 10:00:00 2026\nSubject: a\n\ntext',
      { subject: 'a', text: 'text' },
    ],
    ['a byte order mark before the first field', '\ufeffSubject: a\n\ntext', { subject: 'a', text: 'text' }],
    [
      'a whole message in UTF-16',
      Buffer.from('\ufeffSubject: a\r\n\r\nGrüße', 'utf16le'),
      { subject: 'a', text: 'Grüße' },
    ],
    ['bare CRs', 'Subject: a\rFrom: x@y.example\r\rone\rtwo\r', { subject: 'a', text: 'one\ntwo' }],
    [
      'line ends translated twice',
      'Subject: a\r\r\nFrom: x@y.example\r\r\n\r\r\none\r\r\ntwo',
      { subject: 'a', text: 'one\ntwo' },
    ],
    ['a blank before a colon', 'Subject : a\n\ntext', { subject: 'a', text: 'text' }],
    ['an encoding in quotes', `Content-Transfer-Encoding: "base64"\n\n${base64('hello')}`, { text: 'hello' }],
    [
      'an encoding with a comment',
      'Content-Transfer-Encoding: quoted-printable (why)\n\n=41=42',
      { text: 'AB' },
    ],
    [
      'quoted-printable with what is no escape',
      'Content-Transfer-Encoding: quoted-printable\n\na=b =ZZ 1=3D1 x=\ny  \nz',
      { text: 'a=b =ZZ 1=1 xy\nz' },
    ],
    [
      'a multipart in base64',
      `Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n${base64(`--b\n\nhi\n--b\n${pdf}--b--`)}`,
      { text: 'hi', files: ['a.pdf'] },
    ],
    [
      'a multipart in quoted-printable',
      'Content-Type: multipart/mixed; boundary="=b"\nContent-Transfer-Encoding: quoted-printable\n\n--=3Db\n\nhi\n--=3Db--',
      { text: 'hi' },
    ],
    [
      'one of the parts in base64',
      `Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=b\nContent-Transfer-Encoding: base64\n\n${base64('--b\n\nhi\n--b--')}\n--o\n${pdf}--o--`,
      { text: 'hi', files: ['a.pdf'] },
    ],
    [
      'no boundary named',
      `Content-Type: multipart/mixed\n\n--b\n\nhi\n--b\n${pdf}--b--`,
      { text: 'hi', files: ['a.pdf'] },
    ],
    [
      'another boundary named than used',
      `Content-Type: multipart/mixed; boundary=a\n\n--b\n\nhi\n--b\n${pdf}--b--`,
      { text: 'hi', files: ['a.pdf'] },
    ],
    [
      'a boundary with a comment',
      'Content-Type: multipart/mixed; boundary=b (x)\n\n--b\n\nhi\n--b--',
      { text: 'hi' },
    ],
    ['no closing boundary', 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi', { text: 'hi' }],
    [
      'an inner multipart that is not closed',
      `Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\nhi\n--o\n${pdf}--o--`,
      { text: 'hi', files: ['a.pdf'] },
    ],
    [
      'one boundary the beginning of the other',
      `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=bb\n\n--bb\n\nhi\n--bb--\n--b\n${pdf}--b--`,
      { text: 'hi', files: ['a.pdf'] },
    ],
    [
      'blanks behind a boundary',
      'Content-Type: multipart/mixed; boundary=b\n\n--b  \t\n\nhi\n--b--  ',
      { text: 'hi' },
    ],
    [
      'no header in a part',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nhi there\n--b--',
      { text: 'hi there' },
    ],
    [
      'a digest',
      'Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: One\n\n1\n--b\n\nSubject: Two\n\n2\n--b--',
      { text: '', files: ['One.eml', 'Two.eml'] },
    ],
    [
      'a part of a digest that says what it is',
      'Content-Type: multipart/digest; boundary=b\n\n--b\nContent-Type: text/plain\n\nhi\n--b--',
      { text: 'hi', files: [] },
    ],
    [
      'a name in brackets without quotes',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename=my file (1).pdf\n\nx\n--b--',
      { files: ['my file (1).pdf'] },
    ],
    [
      'a quote in a name',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename="a \\"b\\".pdf"; size=1\n\nx\n--b--',
      { files: ['a _b_.pdf'] },
    ],
    [
      'a name in UTF-8',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename="Übersicht.pdf"\n\nx\n--b--',
      { files: ['Übersicht.pdf'] },
    ],
    [
      'a name in pieces of encoded words',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment;\n filename*0="=?utf-8?Q?=C3=9C"; filename*1="bung.pdf?="\n\nx\n--b--',
      { files: ['Übung.pdf'] },
    ],
    [
      'a decoded name is not decoded again',
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename*=utf-8''a%3D%3Futf-8%3FQ%3F%3D41%3F%3D.pdf\n\nx\n--b--",
      { files: ['a=_utf-8_Q_=41_=.pdf'] },
    ],
    [
      'a file in uuencode',
      `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/x-log; name=a.log\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a.log\n#86)C\n\`\nend\n--b--`,
      { files: ['a.log'] },
    ],
  ];
  for (const [name, raw, expected] of cases) {
    test(name, async () => {
      const message = await parseMessage(Buffer.from(raw));
      const { subject, from, text, files } = expected;
      if (subject !== undefined) assert.equal(message.subject, subject);
      if (from !== undefined) assert.equal(message.from?.address, from);
      if (text !== undefined) assert.equal(message.text, text);
      if (files !== undefined) assert.deepEqual(listNames(message), files);
    });
  }
});

function listNames({ attachments }: ParsedMessage): string[] {
  return attachments.map(({ name }) => name);
}

test('an uuencoded part is decoded', async () => {
  const head = 'Content-Type: application/octet-stream; name=cat.txt\nContent-Transfer-Encoding: x-uuencode';
  const message = await parseMessage(Buffer.from(`${head}\n\nbegin 644 cat.txt\n#0V%T\n\`\nend\n`));
  assert.equal(Buffer.from(message.attachments[0]?.content ?? []).toString(), 'Cat');
});

test('structure of any kind costs what its bytes cost', async () => {
  const wrap = (text: string) => `Content-Type: multipart/mixed; boundary=b\n\n${text}`;
  const bodies = ['--b', '\n--b\n', '\n--', '\n--bb--\n', '\n--b--\n', 'a\n', '\n', '--b\n\n--b--\n'];
  for (const body of bodies) {
    const before = process.cpuUsage();
    await parseMessage(Buffer.from(wrap(body.repeat(2_000_000 / body.length)))).catch(() => undefined);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 3_000_000, `${JSON.stringify(body)} took ${user} µs`);
  }
});

// A mail without any word of what it is made of is a text, whatever that text is about.
test('a letter that begins with lines of a header loses none of its words', async () => {
  for (const letter of [
    'Content-Type: text/html; is what the server sends for our page,\r\nand Content-Length is missing.\r\n\r\nHow do I mend that?',
    'MIME-Version: 1.0 is what I see in my mail.\r\nContent-Type: text/plain\r\n\r\nHow do I mend that?',
    'Content-Type: application/json\r\nAccept: x\r\n\r\nThat is what our API answers.',
  ]) {
    const { text, attachments } = await parseMessage(
      Buffer.from(`From: a@x.example\r\nSubject: x\r\n\r\n${letter}`),
    );
    assert.deepEqual([text, attachments], [letter.replaceAll('\r\n', '\n'), []]);
  }
});
