import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { readBer } from '../../src/mail/ber.ts';
import { decompressRtf } from '../../src/mail/compressed-rtf.ts';
import { readEnriched } from '../../src/mail/enriched-text.ts';
import { defaultLimits } from '../../src/mail/limits.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { readRtf } from '../../src/mail/rtf.ts';
import { readCms } from '../../src/mail/smime.ts';
import { splitUu } from '../../src/mail/uuencode.ts';

const signedMail = readFileSync('test/fixtures/mail-cases/057-smime-opaque-signed.eml').toString('latin1');
const signedBytes = () => Buffer.from(signedMail.slice(signedMail.indexOf('\r\n\r\n')), 'base64');

describe('opaque S/MIME', () => {
  test('shows its words and files, who signed, and that the words are as they were', async () => {
    const message = await parseMessage(Buffer.from(signedMail, 'latin1'));
    assert.match(message.text, /SIGNED-WORDS/);
    assert.deepEqual(message.signature, {
      name: 'Sina Signer',
      address: 'sina@amt.example',
      state: 'intact',
    });
    assert.equal(message.protection, 'smime-signed');
  });

  test('names who signed beside the words, too, and checks nothing', async () => {
    const signature = signedBytes().toString('base64');
    const type = 'multipart/signed; protocol="application/pkcs7-signature"; boundary=b';
    const parts = `--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n${signature}\r\n--b--\r\n`;
    const message = await parseMessage(Buffer.from(`Content-Type: ${type}\r\n\r\n${parts}`));
    const signer = { name: 'Sina Signer', address: 'sina@amt.example', state: 'unchecked' };
    assert.deepEqual(
      [message.text, message.protection, message.signature],
      ['hello', 'smime-signed', signer],
    );
  });

  test('says of no words beside the signed ones that they were signed', async () => {
    const at = signedMail.indexOf('\r\n\r\n');
    const type = /^content-type:.*(?:\r\n[ \t].*)*/im.exec(signedMail)?.[0] ?? '';
    const part = `${type}\r\nContent-Transfer-Encoding: base64${signedMail.slice(at)}`;
    const words = 'Content-Type: text/html\r\n\r\nPay to this account.\r\n';
    const mail = (kind: string, ...parts: string[]) =>
      `Content-Type: multipart/${kind}; boundary=x\r\n\r\n${parts.map((each) => `--x\r\n${each}\r\n`).join('')}--x--\r\n`;
    const stateOf = async (raw: string) => {
      const { text, signature } = await parseMessage(Buffer.from(raw, 'latin1'));
      assert.match(text, /SIGNED-WORDS/);
      return signature?.state;
    };
    assert.equal(await stateOf(mail('mixed', part)), 'intact');
    for (const kind of ['mixed', 'related', 'signed']) {
      assert.equal(await stateOf(mail(kind, words, part)), 'partial', kind);
      assert.equal(await stateOf(mail(kind, part, words)), 'partial', kind);
      assert.equal(await stateOf(mail('mixed', mail(kind, part), words)), 'partial', kind);
    }
  });

  test('says when the words were changed', () => {
    const bytes = signedBytes();
    bytes[bytes.indexOf('SIGNED-WORDS')] = 'X'.charCodeAt(0);
    const found = readCms(bytes, 1_000_000);
    assert.ok(found.kind === 'signed');
    assert.equal(found.signature.state, 'broken');
  });

  test('is read in pieces of unknown length too', () => {
    // ContentInfo, SignedData and content in the indefinite form that streaming programs write.
    const oid = (hex: string) =>
      Buffer.from(`06${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`, 'hex');
    const open = (tag: string) => Buffer.from(`${tag}80`, 'hex');
    const end = Buffer.alloc(2);
    const pieces = ['Content-', 'Type: text/plain\r\n\r\n', 'hello'].map((text) =>
      Buffer.concat([Buffer.from([0x04, text.length]), Buffer.from(text)]),
    );
    const content = Buffer.concat([
      open('30'),
      oid('2a864886f70d010701'),
      open('a0'),
      open('24'),
      ...pieces,
      end,
      end,
      end,
    ]);
    const signed = Buffer.concat([
      open('30'),
      Buffer.from('0201013100', 'hex'),
      content,
      Buffer.from('3100', 'hex'),
      end,
    ]);
    const info = Buffer.concat([open('30'), oid('2a864886f70d010702'), open('a0'), signed, end, end]);
    const found = readCms(info, 1_000);
    assert.ok(found.kind === 'signed');
    assert.equal(found.content.toString(), 'Content-Type: text/plain\r\n\r\nhello');
    assert.equal(found.signature.state, 'unchecked');
  });

  test('compressed mail is inflated, a bomb stays a file', () => {
    const pack = (size: number) => {
      const body = deflateSync(Buffer.alloc(size, 'a'));
      const seq = (tag: number, ...parts: Buffer[]) => {
        const inner = Buffer.concat(parts);
        const length = Buffer.alloc(3);
        length[0] = 0x82;
        length.writeUInt16BE(inner.length, 1);
        return Buffer.concat([Buffer.from([tag]), length, inner]);
      };
      const oid = (hex: string) =>
        Buffer.concat([Buffer.from([0x06, hex.length / 2]), Buffer.from(hex, 'hex')]);
      const content = seq(0x30, oid('2a864886f70d010701'), seq(0xa0, seq(0x04, body)));
      const data = seq(0x30, Buffer.from('020100', 'hex'), seq(0x30, oid('2a864886f70d0109100308')), content);
      return seq(0x30, oid('2a864886f70d0109100109'), seq(0xa0, data));
    };
    const small = readCms(pack(500), 1_000);
    assert.equal(small.kind === 'compressed' && small.content.length, 500);
    assert.equal(readCms(pack(5_000), 1_000).kind, 'other');
  });

  test('rubbish of any kind is nothing, at once', () => {
    for (const piece of ['30', '3080', '24800000', 'a0', '3082ffff', '0000', '1f']) {
      const bytes = Buffer.from(piece.repeat(400_000 / piece.length), 'hex');
      const before = process.cpuUsage();
      readBer(bytes);
      assert.equal(readCms(bytes, 1_000).kind, 'other');
      assert.ok(process.cpuUsage(before).user < 1_000_000, piece);
    }
  });
});

const value = (tag: number, ...parts: readonly Buffer[]) => {
  const inner = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(inner.length, 0);
  return Buffer.concat([Buffer.from([tag, 0x84]), length, inner]);
};
const identifier = (hex: string) => value(0x06, Buffer.from(hex, 'hex'));
const one = value(0x02, Buffer.from([1]));
const empty = value(0x31);
const octets = (content: Buffer) =>
  value(0x30, identifier('2a864886f70d010701'), value(0xa0, value(0x04, content)));
const sign = (content: Buffer) =>
  value(0x30, identifier('2a864886f70d010702'), value(0xa0, value(0x30, one, empty, octets(content), empty)));
const compress = (content: Buffer) => {
  const algorithm = value(0x30, identifier('2a864886f70d0109100308'));
  const data = value(0x30, one, algorithm, octets(deflateSync(content)));
  return value(0x30, identifier('2a864886f70d0109100109'), value(0xa0, data));
};
const mixed = (...parts: readonly [type: string, content: Buffer][]) =>
  Buffer.from(
    [
      'Content-Type: multipart/mixed; boundary=b1\n',
      ...parts.map(
        ([type, content]) =>
          `--b1\nContent-Type: ${type}\nContent-Transfer-Encoding: base64\n\n${content.toString('base64').replace(/.{76}/g, '$&\n')}\n`,
      ),
      '--b1--\n',
    ].join('\n'),
  );

describe('a document that is signed by itself', () => {
  const cases = [
    ['application/pkcs7-mime; name="contratto.pdf.p7m"', '%PDF-1.4\nContent', 'contratto.pdf'],
    ['application/octet-stream; name="IT0123_1.xml.p7m"', '<?xml version="1.0"?><a/>', 'IT0123_1.xml'],
    ['application/octet-stream; name="note.txt.p7m"', 'Note: pay\n\nthis', 'note.txt'],
  ] as const;
  for (const [type, content, name] of cases) {
    test(name, async () => {
      const raw = mixed(['text/plain', Buffer.from('see the file')], [type, sign(Buffer.from(content))]);
      const { text, attachments, protection } = await parseMessage(raw);
      assert.equal(text, 'see the file');
      assert.deepEqual(
        attachments.map((file) => file.name),
        [`${name}.p7m`, name],
      );
      assert.equal(Buffer.from(attachments[1]?.content ?? []).toString(), content);
      assert.equal(protection, 'none');
    });
  }

  test('a message of such a name is one', async () => {
    const signed = sign(Buffer.from('Content-Type: text/plain\r\n\r\nWORDS'));
    const { text, protection } = await parseMessage(
      mixed(['application/pkcs7-mime; name="letter.eml.p7m"', signed]),
    );
    assert.deepEqual([text, protection], ['WORDS', 'smime-signed']);
  });
});

test('a few kilobytes of containers do not become more than one message may be', async () => {
  const limits = { ...defaultLimits, totalBytes: 1024 * 1024 };
  const words = compress(Buffer.from(`Content-Type: text/plain\r\n\r\n${'word '.repeat(80_000)}`));
  const many = mixed(
    ...Array.from({ length: 40 }, (): [string, Buffer] => ['application/pkcs7-mime', words]),
  );
  const { text, attachments } = await parseMessage(many, limits);
  assert.ok(text.length > 400_000 && text.length < 1024 * 1024, String(text.length));
  assert.equal(attachments.length, 38);
  const small = compress(Buffer.from('Content-Type: text/plain\r\n\r\nword'));
  const opened = await parseMessage(
    mixed(...Array.from({ length: 40 }, (): [string, Buffer] => ['application/pkcs7-mime', small])),
  );
  assert.equal(opened.attachments.length, 30);
});

test('certified mail of Italy shows what was written, and keeps it as the proof that it is', async () => {
  const letter =
    'From: Gerd <gerd@pec.example>\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nREAL WORDS\n--i\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n--i--';
  const raw = (field: string) =>
    `${field}From: "Per conto di: gerd@pec.example" <pec@provider.example>\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\nMessaggio di posta certificata\n--b1\nContent-Type: message/rfc822; name="postacert.eml"\n\n${letter}\n--b1--\n`;
  const certified = await parseMessage(Buffer.from(raw('X-Trasporto: posta-certificata\n')));
  assert.match(certified.text, /certificata\n\nREAL WORDS/);
  assert.deepEqual(
    certified.attachments.map(({ name }) => name),
    ['postacert.eml', 'a.pdf'],
  );
  const other = await parseMessage(Buffer.from(raw('')));
  assert.doesNotMatch(other.text, /REAL WORDS/);
});

describe('rich text', () => {
  const cases: [name: string, rtf: string, text: string][] = [
    ['words and lines', '{\\rtf1\\ansi Hello\\par World\\tab!}', 'Hello\nWorld\t!'],
    ['umlauts by code page', "{\\rtf1\\ansi\\ansicpg1252 Gr\\'fc\\'dfe}", 'Grüße'],
    ['another code page', "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}", 'При'],
    [
      'a font that says its character set',
      "{\\rtf1{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset128 Gothic;}}\\f1 \\'93\\'fa\\'96\\'7b\\f0 x}",
      '日本x',
    ],
    ['Unicode with a spare character', '{\\rtf1\\uc1 \\u8364?5 \\u-10179?\\u-8704?}', '€5 😀'],
    ['Unicode with two spare bytes', "{\\rtf1\\uc2 \\u26085\\'93\\'fa.}", '日.'],
    [
      'the font that nobody has chosen',
      "{\\rtf1\\deff1{\\fonttbl{\\f0 A;}{\\f1\\fcharset204 B;}}\\'cf\\'f0\\'e8}",
      'При',
    ],
    [
      'a font of the usual page behind another',
      "{\\rtf1{\\fonttbl{\\f0\\fcharset204 A;}{\\f1\\fcharset0 B;}}\\f0\\'cf\\f1\\'fc\\f0\\'cf\\plain\\'cf}",
      'ПüПП',
    ],
    [
      'a character whose second byte is written as a letter',
      "{\\rtf1\\ansi\\ansicpg932 \\'83e\\'83X\\'83g OK \\'83\\\\\\'83\\{ \\'82\\'b1}",
      'テスト OK ソボ こ',
    ],
    ['the same in Chinese of Taiwan', "{\\rtf1\\ansi\\ansicpg950 \\'a6L\\'aa\\'ed\\'be\\'f7}", '印表機'],
    [
      'the same in a font of Japanese, across a line of the file',
      "{\\rtf1{\\fonttbl{\\f0\\fcharset128 A;}}\\f0 \\'83\r\nv\\'83\\'8aX}",
      'プリX',
    ],
    ['half a character before a blank', "{\\rtf1\\ansi\\ansicpg932 \\'83 a}", '\ufffd a'],
    ['letters of Europe take no other along', "{\\rtf1\\ansi\\ansicpg1252 Gr\\'fcn}", 'Grün'],
    ['a picture in bytes', '{\\rtf1 a{\\pict\\bin5 }xyz{}b c}', 'ab c'],
    ['more bytes than there are', '{\\rtf1 a{\\pict\\bin999999999 }}b}', 'a'],
    ['hidden words', '{\\rtf1 a{\\v b}\\v c\\v0 d\\v e\\plain f}', 'adf'],
    [
      'what is no text',
      '{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\*\\generator X;}{\\info{\\title T}}{\\pict 00ff}a}',
      'a',
    ],
    ['braces and strokes', '{\\rtf1 \\{a\\\\b\\}}', '{a\\b}'],
    [
      'a link shows its words',
      '{\\rtf1{\\field{\\*\\fldinst HYPERLINK "http://x"}{\\fldrslt here}}}',
      'here',
    ],
    ['unbalanced braces', '}}{\\rtf1 a}}}b', 'ab'],
  ];
  for (const [name, rtf, text] of cases) test(name, () => assert.equal(readRtf(rtf).text, text));

  test('HTML is taken out as it was (MS-OXRTFEX section 3.1.1)', () => {
    const rtf =
      "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag19 <html>}{\\*\\htmltag64 <p>}\\htmlrtf {\\f0 \\htmlrtf0 Gr\\'fc\\'dfe {\\*\\htmltag84 &amp;}\\htmlrtf &\\htmlrtf0  mehr\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}{\\*\\mhtmltag19 <x>}}";
    assert.equal(readRtf(rtf).html, '<html><p>Grüße &amp; mehr</p>');
  });

  test('compressed as in the specification (MS-OXRTFCP section 4.1)', () => {
    const bytes = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3206865 6c090020627705b06c647d0a800fa0'.replaceAll(
        ' ',
        '',
      ),
      'hex',
    );
    assert.equal(decompressRtf(bytes, 1_000), '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    assert.equal(decompressRtf(bytes, 10), undefined);
  });

  test('attacks cost little', () => {
    for (const piece of ['{', '}', '\\bin0 ', '\\u1 ', "\\'ff", '\\', '{\\*', '\\f1', 'a', '\\htmlrtf ']) {
      const before = process.cpuUsage();
      readRtf(piece.repeat(500_000 / piece.length));
      assert.ok(process.cpuUsage(before).user < 1_500_000, piece);
    }
  });
});

test('text/enriched: line ends, parameters, nofill, and richtext before it', () => {
  assert.equal(readEnriched('a\nb\n\nc<color><param>red</param>d</color><<e'), 'a b\ncd<e');
  assert.equal(readEnriched('<nofill>a\nb</nofill>'), 'a\nb');
  assert.equal(readEnriched('a<nl>b<lt>c<comment>no</comment>'), 'a\nb<c');
  assert.equal(readEnriched('1 < 2 <'), '1 < 2 <');
});

test('uuencoded files leave the text; what only looks like one stays', () => {
  const { text, files } = splitUu('a\nbegin 644 cat.txt\n#0V%T\n`\nend\nb');
  assert.equal(text, 'a\nb');
  assert.deepEqual(
    files.map(({ name, content }) => [name, content.toString()]),
    [['cat.txt', 'Cat']],
  );
  const base64 = splitUu('begin-base64 644 cat.txt\nQ2F0\n====\n');
  assert.equal(base64.files[0]?.content.toString(), 'Cat');
  for (const plain of ['begin 644 now\nand then', 'begin 644 cat.txt\n#0V%T', 'we begin 644 x\n#0V%T\nend']) {
    assert.deepEqual(splitUu(plain), { text: plain, files: [] });
  }
});
