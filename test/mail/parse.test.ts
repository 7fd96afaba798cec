import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import iconv from 'iconv-lite';
import type { ParsedMessage } from '../../src/domain/message.ts';
import { defaultLimits } from '../../src/mail/limits.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { UnreadableMail } from '../../src/mail/unreadable.ts';
import { describeQuarantineReason } from '../../views/facts/quarantine-words.ts';
import { showFrame } from '../support/frame-html.ts';

/** A message of header lines and a body, which may be bytes. */
function mail(head: string | Uint8Array, body: string | Uint8Array = ''): Buffer {
  const separator = Buffer.from('\n\n');
  return Buffer.concat([Buffer.from(head), separator, Buffer.from(body)].map((part) => Buffer.from(part)));
}
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('subjects and names', () => {
  const cases: [string, string | Uint8Array, string][] = [
    ['Q words', '=?ISO-8859-1?Q?Gr=FC=DFe_aus?= =?ISO-8859-1?Q?_K=F6ln?=', 'Grüße aus Köln'],
    ['a character cut between words', '=?utf-8?B?R3LDvMM=?= =?utf-8?B?n2U=?=', 'Grüße'],
    ['a character cut between Q words', '=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=', 'café'],
    ['a base64 group cut between words', '=?utf-8?B?SGVsb?= =?utf-8?B?G8=?=', 'Hello'],
    ['Japanese', '=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= =?iso-2022-jp?B?GyRCOGwbKEI=?=', '日本語'],
    ['Chinese under its old name', '=?gb2312?B?w7vOyszi?=', '没问题'],
    ['Cyrillic', '=?koi8-r?B?8NLJ18XU?=', 'Привет'],
    ['words beside text', 'Re: =?utf-8?Q?=C3=A4?= b', 'Re: ä b'],
    ['a question mark inside', '=?utf-8?Q?What?_Yes=21?=', 'What? Yes!'],
    ['a language suffix', '=?utf-8*de?Q?=C3=A4?=', 'ä'],
    ['an unknown charset', '=?x-unknown?Q?a=C3=A4?=', 'aä'],
    ['raw UTF-8', 'Grüße', 'Grüße'],
    ['raw Latin-1', latin1('Grüße'), 'Grüße'],
    ['folded', 'a\n\tb\n  c', 'a b c'],
    ['controls and bidi marks', 'a\u0007b\u202Ec\u200Bd', 'a bcd'],
    ['UTF-7', '=?utf-7?Q?Gr+APwA3w-e?=', 'Grüße'],
    ['a word that is cut off', '=?utf-8?B?R3LDvMOfZQ==', 'Grüße'],
    ['not a word', '=?broken?= =?a?b', '=?broken?= =?a?b'],
  ];
  for (const [name, subject, expected] of cases) {
    test(name, async () => {
      const message = await parseMessage(
        mail(Buffer.concat([Buffer.from('Subject: '), Buffer.from(subject)])),
      );
      assert.equal(message.subject, expected);
    });
  }
});

describe('senders', () => {
  const cases: [string, string, string][] = [
    ['plain', 'anna@example.com', ' <anna@example.com>'],
    ['name and case', '"Anna B." <Anna@Example.COM>', 'Anna B. <anna@example.com>'],
    ['old style comment', 'anna@example.com (Anna)', 'Anna <anna@example.com>'],
    ['a word for a name', '=?utf-8?Q?J=C3=BCrgen?= <j@example.com>', 'Jürgen <j@example.com>'],
    ['a comma in a word is no separator', '=?utf-8?Q?B=2C_Anna?= <a@example.com>', 'B, Anna <a@example.com>'],
    [
      'a word never becomes the address',
      '=?utf-8?Q?ceo=40bank.test?= <x@evil.test>',
      'ceo@bank.test <x@evil.test>',
    ],
    ['an encoded address is none', '=?utf-8?Q?a=40b.test?=', 'nobody'],
    ['empty', '', 'nobody'],
    ['only brackets', '<>', 'nobody'],
    ['a name alone', 'Anna', 'nobody'],
    ['two at signs', 'a@b@c.test', 'nobody'],
    ['a space inside', 'a b@c.test', 'nobody|a <b@c.test>'],
    ['no closing bracket', 'Anna <anna@example.com', 'Anna <anna@example.com>'],
    ['a group', 'Team: anna@example.com, b@example.com;', ' <anna@example.com>'],
    ['several', 'a@example.com, b@example.com', ' <a@example.com>'],
  ];
  for (const [name, from, expected] of cases) {
    test(name, async () => {
      const message = await parseMessage(mail(`From: ${from}`));
      const actual = message.from === undefined ? 'nobody' : `${message.from.name} <${message.from.address}>`;
      assert.ok(expected.split('|').includes(actual), actual);
    });
  }
});

test('what is in no way special is read as what stands beside something special', async () => {
  const names = [
    'Anna',
    "O'Neil J. ",
    '"B, Anna"',
    '"B.  C."',
    '"a b" ',
    '"" ',
    '" "',
    '"x@y.test"',
    '',
    '1',
  ];
  const addresses = [
    '<a@example.com>',
    'a@example.com',
    '<A.b+c@Ex-ample.com>',
    '<a@b>',
    '<>',
    'a@b@c',
    'a@.de',
  ];
  const singles = names.flatMap((name) => addresses.map((address) => `${name} ${address}`));
  const comments = addresses.flatMap((each) => [
    `${each} (Anna B.)`,
    `${each} (a, b)`,
    `${each}()`,
    `(x) ${each}`,
  ]);
  const lists = [
    'a@b.de, c@d.de',
    'A B <a@b.de>,c@d.de ,',
    ',a@b.de',
    'Smith, John <j@s.de>',
    'a@b.de c@d.de, e@f.de',
  ];
  for (const value of [...singles, ...comments, ...lists]) {
    const alone = await parseMessage(mail(`To: ${value}`));
    // The backslash is for the parser that reads everything.
    const beside = await parseMessage(mail(`To: ${value}, "\\"" <tail@example.com>`));
    assert.deepEqual(alone.to, beside.to.slice(0, -1), value);
  }
  const types = [
    'text/plain',
    ' TEXT/Plain ',
    'text/html;',
    'text/plain ; x',
    '',
    '; name=a.txt',
    'text/plain;\n\tname=a b.txt',
  ];
  const parameters = [
    '',
    '; name=a.txt',
    '; name="a b.txt" ;',
    '; NAME="a\\"b.txt"',
    '; name=a.txt; name=b.txt',
    '; name=""',
  ];
  for (const field of types.flatMap((type) => parameters.map((each) => type + each))) {
    const [alone, beside] = await Promise.all(
      ['', ';c=(d)'].map((end) =>
        parseMessage(mail(`Content-Disposition: attachment\nContent-Type: ${field}${end}`, 'x')),
      ),
    );
    assert.deepEqual(alone?.attachments, beside?.attachments, field);
  }
});

describe('charsets of texts', () => {
  const text = 'Grüße, 12 €';
  const cases: [string, string, Uint8Array, string][] = [
    ['declared', 'iso-8859-15', iconv.encode(text, 'iso-8859-15'), text],
    ['windows-1252 called Latin-1', 'iso-8859-1', iconv.encode(text, 'windows-1252'), text],
    ['UTF-8 called Latin-1', 'iso-8859-1', Buffer.from(text), text],
    ['UTF-8 called ASCII', 'us-ascii', Buffer.from(text), text],
    ['Latin-1 called UTF-8', 'utf-8', latin1('Grüße für Müller'), 'Grüße für Müller'],
    [
      'UTF-8 with one broken byte',
      'utf-8',
      Buffer.concat([Buffer.from('äöüß'), Buffer.from([0xff])]),
      'äöüß\ufffd',
    ],
    ['an unknown name', 'x-unknown', Buffer.from(text), text],
    ['none', '', latin1('Grüße'), 'Grüße'],
    ['a byte order mark', 'utf-8', Buffer.from('\ufeffa'), 'a'],
    ['GBK called GB2312', 'gb2312', iconv.encode('镕基', 'gbk'), '镕基'],
    ['big5', 'big5', iconv.encode('中文', 'big5'), '中文'],
    ['ISO-2022-JP', 'iso-2022-jp', Buffer.from('\x1b$BF|K\\8l\x1b(B'), '日本語'],
    ['EUC-KR', 'ks_c_5601-1987', iconv.encode('한국어', 'euc-kr'), '한국어'],
    ['KOI8-R', 'koi8-r', iconv.encode('Привет', 'koi8-r'), 'Привет'],
    ['Shift_JIS by Microsoft’s name', 'cp932', iconv.encode('日本', 'shift_jis'), '日本'],
    ['a DOS code page', 'cp850', iconv.encode('Grüße', 'cp850'), 'Grüße'],
    ['UTF-16', 'utf-16le', Buffer.from('Grüße', 'utf16le'), 'Grüße'],
    ['UTF-7', 'utf-7', Buffer.from('Gr+APwA3w-e, 1 +- 1, +ADw-b+AD4-'), 'Grüße, 1 + 1, <b>'],
  ];
  for (const [name, charset, bytes, expected] of cases) {
    test(name, async () => {
      const type = charset === '' ? 'X-None: 1' : `Content-Type: text/plain; charset="${charset}"`;
      const head = `${type}\nContent-Transfer-Encoding: base64`;
      assert.equal((await parseMessage(mail(head, Buffer.from(bytes).toString('base64')))).text, expected);
    });
  }
  test('unlabelled bytes follow what the message does declare', async () => {
    const message = await parseMessage(
      mail('Subject: =?koi8-r?B?8NLJ18XU?=', iconv.encode('Привет', 'koi8-r')),
    );
    assert.equal(message.text, 'Привет');
  });
});

describe('bodies', () => {
  const cases: [string, string | Buffer, Partial<ParsedMessage>][] = [
    ['nothing at all', '', { text: '', subject: '', hasHtml: false }],
    ['only a header', 'Subject: a', { text: '', subject: 'a' }],
    ['only a body', '\n\nhello', { text: 'hello' }],
    ['plain', mail('X: 1', 'a\r\nb  \r\n\r\n'), { text: 'a\nb' }],
    [
      'format=flowed',
      mail('Content-Type: text/plain; format=flowed', 'a \nb\n> c \n> d\n-- \ne'),
      { text: 'a b\n> c d\n--\ne' },
    ],
    ['DelSp', mail('Content-Type: text/plain; format=flowed; delsp=yes', 'ab \ncd'), { text: 'abcd' }],
    [
      'HTML alone gets a text',
      mail('Content-Type: text/html', '<p>a</p><p>b</p>'),
      { text: 'a\n\nb', hasHtml: true },
    ],
    [
      'a charset in a meta element',
      mail(
        'Content-Type: text/html',
        Buffer.concat([Buffer.from('<meta charset=koi8-r>'), iconv.encode('Привет', 'koi8-r')]),
      ),
      { text: 'Привет' },
    ],
    ['an alternative', alternative('plain', '<b>rich</b>'), { text: 'plain', hasHtml: true }],
    ['an alternative with an empty text', alternative('  ', '<b>rich</b>'), { text: 'rich', hasHtml: true }],
    [
      'base64 with a list’s footer behind it',
      mail('Content-Transfer-Encoding: base64', 'aGVsbG8=\n\n____\nThe list, see http://x'),
      { text: 'hello\n____\nThe list, see http://x' },
    ],
    [
      'a boundary that never comes',
      mail('Content-Type: multipart/mixed; boundary=b', 'hello'),
      { text: 'hello' },
    ],
    [
      'PGP',
      mail('X: 1', '-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----'),
      { protection: 'pgp-encrypted' },
    ],
    [
      'S/MIME encrypted',
      mail(
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64',
        'AAAA',
      ),
      { protection: 'smime-encrypted', text: '' },
    ],
    [
      'S/MIME signed',
      mail(
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
        '--b\n\nhello\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--',
      ),
      { protection: 'smime-signed', text: 'hello' },
    ],
  ];
  for (const [name, raw, expected] of cases) {
    test(name, async () => {
      const message: Record<string, unknown> = { ...(await parseMessage(Buffer.from(raw))) };
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(message[key], value, key);
    });
  }
  test('text beside HTML, outside an alternative, is in both views', async () => {
    const raw = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '--b\nContent-Type: text/html\n\n<b>a</b>\n--b\n\nfooter <x>\n--b--',
    );
    const message = await parseMessage(raw);
    assert.equal(
      await showFrame(raw),
      '<b>a</b>\n<div style="white-space:pre-wrap" dir="auto">footer &lt;x&gt;</div>',
    );
    assert.match(message.text, /^a\n+footer <x>$/);
  });
});

function alternative(plain: string, html: string): Buffer {
  const body = `--b\nContent-Type: text/plain\n\n${plain}\n--b\nContent-Type: text/html\n\n${html}\n--b--`;
  return mail('Content-Type: multipart/alternative; boundary=b', body);
}

describe('attachments', () => {
  const cases: [string, string, string, string][] = [
    ['RFC 2231', "Content-Type: image/png; name*=utf-8''Gr%C3%BC%C3%9Fe.png", 'Grüße.png', 'image/png'],
    [
      'RFC 2231 in pieces',
      "Content-Type: image/png;\n name*0*=utf-8''Gr%C3;\n name*1*=%BC%C3%9Fe;\n name*2=.png",
      'Grüße.png',
      'image/png',
    ],
    [
      'a word for a name',
      'Content-Disposition: attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe.txt?="',
      'Grüße.txt',
      'text/plain',
    ],
    [
      'a path',
      'Content-Disposition: attachment; filename="../../etc/passwd"',
      'passwd',
      'application/octet-stream',
    ],
    [
      'a Windows path',
      'Content-Disposition: attachment; filename="C:\\\\\\\\x\\\\\\\\a.pdf"',
      'a.pdf',
      'application/pdf',
    ],
    [
      'a right-to-left trick',
      "Content-Disposition: attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe",
      'invoicefdp.exe',
      'application/octet-stream',
    ],
    [
      'a hidden file',
      "Content-Disposition: attachment; filename*=utf-8''%E2%80%8B.htaccess",
      'htaccess',
      'application/octet-stream',
    ],
    [
      'type by name where none is told',
      'Content-Type: application/octet-stream; name=a.pdf',
      'a.pdf',
      'application/pdf',
    ],
    ['no name', 'Content-Type: image/jpeg', 'image.jpg', 'image/jpeg'],
    ['a calendar', 'Content-Type: text/calendar; method=REQUEST', 'text.ics', 'text/calendar'],
  ];
  for (const [name, head, filename, type] of cases) {
    test(name, async () => {
      const message = await parseMessage(
        mail('Content-Type: multipart/mixed; boundary=b', `--b\n\nhi\n--b\n${head}\n\ncontent\n--b--`),
      );
      const [attachment] = message.attachments;
      assert.equal(attachment?.name, filename);
      if (type !== 'application/octet-stream') assert.equal(attachment?.type, type);
      assert.equal(Buffer.from(attachment?.content ?? []).toString(), 'content');
    });
  }

  test('a forwarded message is a file named after its subject', async () => {
    const inner = 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= a/b\nFrom: a@b.test\n\n--b2\ninner';
    const message = await parseMessage(
      mail(
        'Content-Type: multipart/mixed; boundary=b',
        `--b\n\nhi\n--b\nContent-Type: message/rfc822\n\n${inner}\n--b--`,
      ),
    );
    assert.deepEqual(
      message.attachments.map(({ name, type }) => [name, type]),
      [['Grüße a-b.eml', 'message/rfc822']],
    );
    assert.equal(Buffer.from(message.attachments[0]?.content ?? []).toString(), inner);
    assert.equal(message.text, 'hi');
  });

  test('a picture the HTML shows is inline, another is not', async () => {
    const image = (id: string) =>
      `--b\nContent-Type: image/png; name=${id}.png\nContent-ID: <${id}@x>\n\nGIF89a\n`;
    const html = '--b\nContent-Type: text/html\n\n<img src="cid:shown@x">\n';
    const message = await parseMessage(
      mail('Content-Type: multipart/related; boundary=b', `${html}${image('shown')}${image('hidden')}--b--`),
    );
    assert.deepEqual(
      message.attachments.map((one) => [one.contentId, one.isInline]),
      [
        ['shown@x', true],
        ['hidden@x', false],
      ],
    );
  });
});

describe('identifiers and dates', () => {
  const cases: [string, string, Partial<ParsedMessage>][] = [
    [
      'usual',
      'Message-ID: <a@b>\nIn-Reply-To: <c@d>\nReferences: <e@f> <c@d>',
      { messageId: 'a@b', inReplyTo: ['c@d'], references: ['e@f', 'c@d'] },
    ],
    [
      'without brackets',
      'Message-ID: a@b\nReferences: e@f, c@d',
      { messageId: 'a@b', references: ['e@f', 'c@d'] },
    ],
    ['rubbish between', 'In-Reply-To: Your message of "Mon" <c@d> (from x)', { inReplyTo: ['c@d'] }],
    ['no identifier at all', 'In-Reply-To: your mail', { messageId: undefined, inReplyTo: [] }],
    ['glued and doubled', 'References: <a@b><c@d><a@b>', { references: ['a@b', 'c@d'] }],
    ['folded inside', 'References: <a@b>\n <c\n d@e>', { references: ['a@b', 'cd@e'] }],
    ['a date', 'Date: Mon, 2 Nov 2026 10:00:00 +0100 (CET)', { date: new Date('2026-11-02T09:00:00Z') }],
    ['no date', 'Subject: a', { date: undefined }],
    ['a broken date', 'Date: yesterday', { date: undefined }],
  ];
  for (const [name, head, expected] of cases) {
    test(name, async () => {
      const message: Record<string, unknown> = { ...(await parseMessage(mail(head))) };
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(message[key], value, key);
    });
  }
});

describe('the digest', () => {
  const read = (file: string) => parseMessage(readFileSync(`test/fixtures/mail/${file}`));
  test('survives a new rendering by the server', async () => {
    assert.equal((await read('rendered-once.eml')).digest, (await read('rendered-anew.eml')).digest);
  });
  test('tells different messages apart', async () => {
    const digests = ['a', 'b'].map(
      async (text) => (await parseMessage(mail('Message-ID: <same@id>', text))).digest,
    );
    assert.notEqual(await digests[0], await digests[1]);
  });
});

const wordsOf = (error: unknown) =>
  error instanceof UnreadableMail ? describeQuarantineReason(error.reason) : String(error);

describe('limits', () => {
  const parts = (count: number) => `--b\n\n\n`.repeat(count);
  const nest = (depth: number) =>
    Array.from(
      { length: depth },
      (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}`,
    ).join('\n');
  const cases: [string, Buffer, RegExp][] = [
    ['size', mail('a: b', Buffer.alloc(2_000)), /is 2006 bytes long; at most 1000 bytes/],
    [
      'parts',
      mail('Content-Type: multipart/mixed; boundary=b', parts(100)),
      /has more than 20 parts; at most 20 parts are accepted \(.*Parts of a message\)/,
    ],
    ['depth', Buffer.from(nest(15)), /nests parts on 1\d levels; at most 10 levels/],
    [
      'header bytes',
      mail(`X: ${'x'.repeat(900)}`),
      /has a header of 9\d\d bytes; at most 500 bytes to a part/,
    ],
    [
      'header bytes of a part',
      mail('Content-Type: multipart/mixed; boundary=b', `--b\nX: ${'x'.repeat(700)}\n\n\n`),
      /a part whose header is longer than 500 bytes/,
    ],
  ];
  const limits = { ...defaultLimits, totalBytes: 1_000, parts: 20, depth: 10, headerBytes: 500 };
  for (const [name, raw, expected] of cases) {
    test(name, async () => {
      await assert.rejects(parseMessage(raw, limits), (error) => expected.test(wordsOf(error)));
    });
  }
  test('a line and the number of fields', async () => {
    const line = { ...defaultLimits, lineBytes: 100 };
    await assert.rejects(parseMessage(mail('a: b', 'x'.repeat(200)), line), (error) =>
      /a line of 200 bytes/.test(wordsOf(error)),
    );
    await assert.rejects(
      parseMessage(mail('a: b\n'.repeat(50).trim()), { ...defaultLimits, headerFields: 10 }),
      (error) => /50 header fields/.test(wordsOf(error)),
    );
  });
  test('too much HTML is a file, not a stall', async () => {
    const message = await parseMessage(mail('Content-Type: text/html; name=a.html', '<p>'.repeat(100)), {
      ...defaultLimits,
      htmlBytes: 100,
    });
    assert.equal(message.hasHtml, false);
    assert.deepEqual(
      message.attachments.map((one) => one.type),
      ['text/html'],
    );
  });
  test('HTML nested beyond reason is a file too, with its words as text', async () => {
    const message = await parseMessage(mail('Content-Type: text/html', `${'<div>'.repeat(700_000)}deep`));
    assert.equal(message.hasHtml, false);
    assert.equal(message.text.trim(), 'deep');
    assert.deepEqual(
      message.attachments.map((one) => one.type),
      ['text/html'],
    );
  });
});
