import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { defaultLimits } from '../../src/mail/limits.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { runLooks } from '../support/mail-look.ts';
import { hi, html, mail, multi } from '../support/write-mail.ts';

// Content that is not in the message, cannot be read, or is more than a page can show: what there is of it, and the bytes.

const external = (parameters: string, inner = 'Content-Type: application/pdf') =>
  `Content-Type: message/external-body; ${parameters}\n\n${inner}\nContent-ID: <1@gast.example>\n`;
const letter = `Message-ID: <inner@gast.example>
Subject: big
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=q

--q
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe
--q
Content-Type: application/pdf; name=a.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQ=`;
runLooks([
  [
    'a file that lies at an address, which is written in two lines',
    multi('mixed', hi, external('access-type=URL;\n URL="https://files.example/\n  a.pdf"; name="a.pdf"')),
    { text: 'hi|https://files.example/a.pdf', shown: 'https://files.example/a.pdf', files: ['a.pdf'] },
  ],
  [
    'one that two servers have',
    multi(
      'mixed',
      hi,
      [
        'Content-Type: multipart/alternative; boundary=b2\n',
        `--b2\n${external('access-type="mail-server"; server="files@gast.example"')}`,
        `--b2\n${external('name="draft.txt"; site="ftp.gast.example"; access-type="anon-ftp"; directory="drafts"')}`,
        '--b2--',
      ].join('\n'),
    ),
    { text: 'mailto:files@gast.example|ftp://ftp.gast.example/drafts/draft.txt' },
  ],
  [
    'the first piece of a message shows its words',
    mail('Content-Type: message/partial; id="abc@gast.example"; number=1; total=3', letter),
    { text: 'Grüße', files: ['message-1-of-3.txt'], shown: 'Grüße|!JVBER' },
  ],
  [
    'a further piece is a file',
    mail('Content-Type: message/partial; id="abc@gast.example"; number=2; total=3', 'JVBERi0xLjQ='),
    { text: '', files: ['message-2-of-3.txt'] },
  ],
  [
    'EBCDIC is a file that says so, not false words',
    mail('Content-Type: text/plain; charset=CP037', Buffer.from('c885939396400025', 'hex')),
    { text: '', files: ['message.cp037.txt'] },
  ],
  [
    'an old charset of Korea',
    mail('Content-Type: text/plain; charset=johab', Buffer.from('b4e1b9ed', 'hex')),
    { text: '', files: ['message.johab.txt'] },
  ],
  [
    'a page that is called so and is UTF-8',
    html('<p>Grüße</p>').toString().replace('charset=utf-8', 'charset=euc-tw'),
    { text: 'Grüße', files: [] },
  ],
]);

const value = (tag: number, ...parts: readonly Buffer[]) => {
  const inner = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(inner.length, 0);
  return Buffer.concat([Buffer.from([tag, 0x84]), length, inner]);
};
const oid = (hex: string) => value(0x06, Buffer.from(hex, 'hex'));
function compress(content: string): string {
  const data = value(0x04, deflateSync(content));
  const octets = value(0x30, oid('2a864886f70d010701'), value(0xa0, data));
  const algorithm = value(0x30, oid('2a864886f70d0109100308'));
  const inner = value(0x30, value(0x02, Buffer.from([1])), algorithm, octets);
  return value(0x30, oid('2a864886f70d0109100109'), value(0xa0, inner)).toString('base64');
}

test('of HTML no more is shown in all than of one page: the rest is files', async () => {
  const page = `Content-Type: text/html\r\n\r\n${'<p>hello <b>world</b></p>\n'.repeat(500)}`;
  const limits = { ...defaultLimits, htmlBytes: 30_000 };
  const part = `Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n${compress(page)}`;
  const { text, attachments } = await parseMessage(multi('mixed', ...Array(10).fill(part)), limits);
  assert.equal(text.match(/hello/g)?.length, 1_000);
  assert.deepEqual(
    attachments.map(({ type, content }) => [type, content.length]),
    Array(8).fill(['text/html', page.length - 'Content-Type: text/html\r\n\r\n'.length]),
  );
});
