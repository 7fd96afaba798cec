import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseMessage } from '../../src/mail/parse.ts';
import { readTnef } from '../../src/mail/tnef.ts';
import { showFrame } from '../support/frame-html.ts';
import { unicode, writeTnef } from '../support/tnef.ts';

const html = '<p>Grüße aus <b>Outlook</b></p>';
const winmail = writeTnef({
  properties: [
    { tag: 0x8005_0003, value: Buffer.from([1, 0, 0, 0]) },
    { tag: 0x3fde_0003, value: Buffer.from([0xe9, 0xfd, 0, 0]) },
    { tag: 0x1013_0102, value: Buffer.from(html) },
  ],
  files: [
    { title: 'Quarterly.xls', data: Buffer.from('sheet') },
    {
      title: 'LAGEPL~1.PDF',
      data: Buffer.from('%PDF-1.4'),
      properties: [
        { tag: 0x3707_001f, value: unicode('Lageplan Größe.pdf') },
        { tag: 0x370e_001f, value: unicode('application/pdf') },
      ],
    },
    { title: '..\\..\\evil\u0000.exe', data: Buffer.from('MZ') },
  ],
});

function mail(text: string, attached: Buffer, type = 'application/ms-tnef; name="winmail.dat"'): Buffer {
  return Buffer.from(
    [
      'From: Anna <anna@example.com>',
      'Subject: Plan',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      text,
      '--b',
      `Content-Type: ${type}`,
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="winmail.dat"',
      '',
      attached.toString('base64'),
      '--b--',
      '',
    ].join('\r\n'),
  );
}

/** Exchange hands a signed message on as one file that is all of it. */
function signedBy(type: string, title: string, data: Buffer): Buffer {
  return mail(
    '',
    writeTnef({ files: [{ title, data, properties: [{ tag: 0x370e_001f, value: unicode(type) }] }] }),
  );
}

describe('winmail.dat', () => {
  test('a message that was signed stands in it whole, and is read', async () => {
    const entity =
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s\r\n\r\n--s\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nWORDS\r\n--i\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--i--\r\n--s\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--s--\r\n';
    const clear = await parseMessage(signedBy('multipart/signed', 'smime.p7m', Buffer.from(entity)));
    assert.deepEqual(
      [clear.text, clear.protection, clear.attachments.map(({ name }) => name)],
      ['WORDS', 'smime-signed', ['a.pdf', 'smime.p7s']],
    );
    const raw = readFileSync('test/fixtures/mail-cases/057-smime-opaque-signed.eml').toString('latin1');
    const cms = Buffer.from(raw.slice(raw.indexOf('\r\n\r\n')), 'base64');
    const opaque = await parseMessage(signedBy('application/pkcs7-mime', 'smime.p7m', cms));
    assert.match(opaque.text, /SIGNED-WORDS/);
    assert.deepEqual([opaque.protection, opaque.signature?.name], ['smime-signed', 'Sina Signer']);
  });

  test('its files are the attachments, by their long names', async () => {
    const { attachments, text } = await parseMessage(mail('The plan is attached.', winmail));
    assert.deepEqual(
      attachments.map(({ name, type, content }) => [name, type, Buffer.from(content).toString()]),
      [
        ['Quarterly.xls', 'application/vnd.ms-excel', 'sheet'],
        ['Lageplan Größe.pdf', 'application/pdf', '%PDF-1.4'],
        ['evil .exe', 'application/octet-stream', 'MZ'],
      ],
    );
    assert.equal(text, 'The plan is attached.');
  });

  test('its body is read where the mail has no other', async () => {
    const raw = mail('', winmail, 'application/octet-stream');
    const message = await parseMessage(raw);
    assert.equal(message.text, 'Grüße aus Outlook');
    assert.match(await showFrame(raw), /Grüße aus <b>Outlook<\/b>/);
  });

  test('scripts in it are taken out as anywhere else', async () => {
    const evil = writeTnef({
      properties: [{ tag: 0x1013_0102, value: Buffer.from('<img src=x onerror=alert(1)>a') }],
    });
    assert.doesNotMatch(await showFrame(mail('', evil)), /onerror/);
  });

  test('what is none stays the file that it is', async () => {
    const { attachments } = await parseMessage(mail('a', Buffer.from('no tnef')));
    assert.deepEqual(
      attachments.map(({ name }) => name),
      ['winmail.dat'],
    );
  });

  test('a message in it becomes a file of its words, and its files', () => {
    const inner = Buffer.concat([Buffer.alloc(16), winmail]);
    const outer = writeTnef({
      files: [
        {
          title: '',
          data: Buffer.alloc(0),
          properties: [
            { tag: 0x3001_001f, value: unicode('Angebot') },
            { tag: 0x3701_000d, value: inner },
          ],
        },
      ],
    });
    const files = readTnef(outer)?.files ?? [];
    assert.deepEqual(
      files.map(({ name }) => name.replace(/.*\\/, '')),
      ['Angebot.html', 'Quarterly.xls', 'Lageplan Größe.pdf', 'evil\0.exe'],
    );
    assert.equal(Buffer.from(files[0]?.content ?? []).toString(), html);
  });

  test('rich text that says it is large costs no more than it has', () => {
    const head = Buffer.alloc(20);
    head.writeUInt32LE(16 * 1024 * 1024, 4);
    head.writeUInt32LE(0x75465a4c, 8);
    const draft = writeTnef({ properties: [{ tag: 0x1009_0102, value: head }] });
    const before = process.cpuUsage();
    for (let count = 0; count < 1_000; count++) readTnef(draft);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_500_000, `${(user + system) / 1000} ms`);
  });

  test('cut at any byte it gives what came before', () => {
    for (let length = 0; length < winmail.length; length++) {
      const found = readTnef(winmail.subarray(0, length));
      assert.ok((found?.files.length ?? 0) <= 3);
    }
  });

  test('damaged in any way it neither throws nor grows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: winmail.length - 1 }), fc.nat({ max: 255 })), { maxLength: 12 }),
        (changes) => {
          const bytes = Buffer.from(winmail);
          for (const [at, value] of changes) bytes[at] = value;
          const found = readTnef(bytes);
          const size = (found?.files ?? []).reduce((sum, { content }) => sum + content.length, 0);
          assert.ok(size <= bytes.length);
        },
      ),
      { seed: 20_261_123, numRuns: 3_000 },
    );
  });
});
