import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParsedMessage } from '../../src/domain/message.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { writeTnef } from '../support/tnef.ts';

// Mail as scanners, telephones, gateways and programs of the web write it, and what a person would call right.

interface Expected {
  readonly subject?: string;
  readonly from?: string | undefined;
  readonly name?: string;
  readonly references?: readonly string[];
  readonly date?: string | undefined;
  readonly text?: string | RegExp;
  readonly files?: readonly string[];
  readonly protection?: ParsedMessage['protection'];
  readonly robot?: string | undefined;
  /** What is told of appointments: summary and time. */
  readonly calendar?: readonly string[];
}
type Case = readonly [name: string, raw: string | Buffer, expected: Expected];

/** Of bytes as they stand there, or of a text with line feeds. */
function mail(fields: string, body: string | Buffer): Buffer {
  const head = `From: Carla <carla@kunde.example>\nMIME-Version: 1.0\n${fields}\n\n`;
  return Buffer.concat([crlf(head), typeof body === 'string' ? crlf(body) : body]);
}

function crlf(text: string): Buffer {
  return Buffer.from(text.replaceAll('\n', '\r\n'));
}

function mixed(...parts: string[]): Buffer {
  const body = parts.map((part) => `--b1\n${part}\n`).join('');
  return mail('Content-Type: multipart/mixed; boundary=b1', `${body}--b1--\n`);
}

const hi = 'Content-Type: text/plain\n\nhi';
const file = (fields: string, type = 'application/pdf') => mixed(hi, `Content-Type: ${type}\n${fields}\n\nx`);
const named = (value: string) => file(`Content-Disposition: attachment; filename=${value}`);

const winmail = writeTnef({ files: [{ title: 'plan.pdf', data: Buffer.from('%PDF-1.4') }] });

function uuencode(name: string, bytes: Buffer): string {
  const sign = (six: number) => String.fromCharCode(32 + six).replace(' ', '`');
  const lines = (bytes.toString('latin1').match(/[\s\S]{1,45}/g) ?? []).map((piece) => {
    const groups = piece.match(/[\s\S]{1,3}/g) ?? [];
    const digits = groups.map((group) => {
      const value = Buffer.from(group.padEnd(3, '\0'), 'latin1').readUIntBE(0, 3);
      return [18, 12, 6, 0].map((shift) => sign((value >> shift) & 63)).join('');
    });
    return sign(piece.length) + digits.join('');
  });
  return [`begin 644 ${name}`, ...lines, '`', 'end'].join('\n');
}

const fields: readonly Case[] = [
  [
    'no semicolon behind a type',
    mail('Content-Type: text/plain charset=iso-8859-1', Buffer.from('Gr\xfc\xdfe', 'latin1')),
    { text: 'Grüße', files: [] },
  ],
  [
    'a comma behind a type',
    mail('Content-Type: text/html, charset="utf-8"', '<p>Grüße</p>'),
    { text: 'Grüße', files: [] },
  ],
  [
    'no semicolon before a boundary',
    mail('Content-Type: multipart/mixed boundary="b1"', `--b1\n${hi}\n--b1--`),
    { text: 'hi' },
  ],
  [
    'no semicolon behind a disposition',
    file('Content-Disposition: attachment filename="a b.pdf"'),
    { files: ['a b.pdf'] },
  ],
  ['no disposition before a name', file('Content-Disposition: filename=a.pdf'), { files: ['a.pdf'] }],
  ['no semicolon behind a name', named('"a.pdf" size=3'), { files: ['a.pdf'] }],
  ['quotes within quotes', named('"Bericht "final".pdf"; size=3'), { files: ['Bericht _final_.pdf'] }],
  ['single quotes', named("'c d.pdf'"), { files: ['c d.pdf'] }],
  [
    'an empty name beside one',
    file('Content-Disposition: attachment; filename=""', 'application/pdf; name="real.pdf"'),
    { files: ['real.pdf'] },
  ],
  ['a name as in an address', named('"Gr%C3%BC%C3%9Fe%20aus.pdf"'), { files: ['Grüße aus.pdf'] }],
  ['a percent sign in a name', named('"100%25 sicher.pdf"'), { files: ['100%25 sicher.pdf'] }],
  [
    'a name in the description alone',
    file('Content-Description: Fax_0001.tif', 'image/tiff'),
    { files: ['Fax_0001.tif'] },
  ],
  [
    'a description that is no name',
    file('Content-Description: Fax from 030 123', 'image/tiff'),
    { files: ['image.tif'] },
  ],
  [
    'two types, parts below the second',
    mail('Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b1', `--b1\n${hi}\n--b1--`),
    { text: 'hi' },
  ],
];

const names: readonly Case[] = [
  ...(
    [
      ['audio/wav', 'audio.wav'],
      ['audio/amr', 'audio.amr'],
      ['image/heic', 'image.heic'],
      ['application/zip', 'file.zip'],
      ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'file.docx'],
      ['text/vcard', 'text.vcf'],
      ['text/csv', 'text.csv'],
      ['application/x-foreign', 'file.bin'],
    ] as const
  ).map(([type, name]): Case => [`a nameless ${type}`, file('X: y', type), { files: [name] }]),
  [
    'a forwarded mail named by its subject',
    mixed(hi, 'Content-Type: message/rfc822; name="RE: Angebot 1.2"\n\nSubject: x\n\ny'),
    { files: ['RE_ Angebot 1.2.eml'] },
  ],
  ['a name without extension', named('"Rechnung 1.234"'), { files: ['Rechnung 1.234.pdf'] }],
  [
    'a piece of an archive',
    file('Content-Disposition: attachment; filename=a.zip.001', 'application/zip'),
    { files: ['a.zip.001'] },
  ],
  ['a device of Windows with a blank', named('"CON .pdf"'), { files: ['_CON .pdf'] }],
  ['a device with a small figure', named('"COM¹.pdf"'), { files: ['_COM¹.pdf'] }],
  ['the console', named('"CONOUT$"'), { files: ['_CONOUT$.pdf'] }],
  [
    'signs that look like nothing',
    named(`"rechnung.pdf${'\u2800\u3164'.repeat(40)}.exe"`),
    { files: ['rechnung.pdf .exe'] },
  ],
];

const latin2 = Buffer.from('Za\xbf\xf3\xb3\xe6, nie dzia\xb3a', 'latin1');
const words = (subject: string, from = 'a@b.example') => crlf(`Subject: ${subject}\nFrom: ${from}\n\nx`);

const charsets: readonly Case[] = [
  ...['win-1250', 'x-windows-1250', 'WINDOWS1250', '_iso-8859-2$ESC'].map(
    (charset): Case => [
      `charset ${charset}`,
      mail(`Content-Type: text/plain; charset="${charset}"`, latin2),
      { text: 'Zażółć, nie działa' },
    ],
  ),
  [
    'charset x-user-defined',
    mail('Content-Type: text/plain; charset=x-user-defined', Buffer.from('Gr\xfc\xdfe', 'latin1')),
    { text: 'Grüße' },
  ],
  ['a word cut within its end', words('=?utf-8?B?R3LDvMOfZQ==?'), { subject: 'Grüße' }],
  ['a word cut within an escape', words('=?utf-8?Q?Gr=C3=BC=C3=9Fe_K=C'), { subject: 'Grüße K' }],
  ['a word cut within a character', words('=?utf-8?Q?Gr=C3=BC=C3=9Fe_K=C3'), { subject: 'Grüße K\ufffd' }],
  [
    'a return alone in a field',
    Buffer.from('Subject: one\rtwo\r\n\tthree\r\n\r\nx'),
    { subject: 'one two three' },
  ],
  [
    'words without padding',
    words('=?utf-8?B?R3LDvMOfZQ?= =?utf-8?B?IGF1cyBLw7Zsbg?='),
    { subject: 'Grüße aus Köln' },
  ],
  [
    'a word cut within a group of base64',
    words('=?utf-8?B?R3LDv?= =?utf-8?B?MOfZQ==?='),
    { subject: 'Grüße' },
  ],
  ['a charset in quotes', words('=?"utf-8"?B?R3LDvMOfZQ==?='), { subject: 'Grüße' }],
  ['no charset at all', words('=??Q?Gr=C3=BC=C3=9Fe?='), { subject: 'Grüße' }],
  [
    'an encoded address',
    words('x', '=?utf-8?Q?Carla_=3Ca=40b.example=3E?='),
    { from: 'a@b.example', name: 'Carla' },
  ],
  [
    'an address encoded beside its name',
    words('x', '=?utf-8?Q?Carla?= <=?utf-8?Q?a=40b.example?=>'),
    { from: 'a@b.example' },
  ],
  [
    'two addresses in one word',
    words('x', '=?utf-8?Q?a=40b.example=2C_c=40d.example?='),
    { from: undefined },
  ],
  [
    'a word that looks like a second address',
    words('x', '=?utf-8?Q?c=40d.example=2C?= <a@b.example>'),
    { from: 'a@b.example' },
  ],
  ['brackets that are doubled', words('x', 'Carla <<a@b.example>>'), { from: 'a@b.example', name: 'Carla' }],
  ['square brackets', words('x', 'Carla [a@b.example]'), { from: 'a@b.example', name: 'Carla' }],
  [
    'an empty field before the one that counts',
    crlf('Subject:\nSubject: two\nFrom:\nFrom: a@b.example\n\nx'),
    { subject: 'two', from: 'a@b.example' },
  ],
  [
    'references in a word',
    crlf('Subject: x\nReferences: =?utf-8?Q?=3Ca=40b=3E_=3Cc=40d=3E?=\n\nx'),
    { references: ['a@b', 'c@d'] },
  ],
  ['a question at the end', words('=?utf-8?Q?Gr=C3=BC=C3=9Fe?= ok?'), { subject: 'Grüße ok?' }],
  [
    'a text cut within a character',
    mail('Content-Type: text/plain', Buffer.concat([Buffer.from('Grüße aus K'), Buffer.from([0xc3])])),
    { text: 'Grüße aus K\ufffd' },
  ],
];

const event = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join(
    '\n',
  );
const invitation = (...lines: string[]) =>
  mail('Content-Type: text/calendar; method=REQUEST', event(...lines));
const visit = ['SUMMARY:Besuch', 'DTSTART:20260302T102200Z', 'DTEND:20260302T112200Z'];
const besuch = 'Besuch: Mon, 2 March 2026, 10:22 – 11:22 (UTC)';
const big = Buffer.from(event('SUMMARY:Größe').replaceAll('\n', '\r\n'));
const within = big.indexOf('ö') + 1;

const calendars: readonly Case[] = [
  [
    'an invitation as a body and as a file with another end',
    mixed(
      `Content-Type: text/calendar; method=REQUEST\n\n${event(...visit)}`,
      `Content-Type: application/ics; name=invite.ics\nContent-Transfer-Encoding: base64\n\n${Buffer.from(`${event(...visit)}\n`).toString('base64')}`,
    ),
    { calendar: [besuch] },
  ],
  [
    'a duration in place of an end',
    invitation('SUMMARY:a', 'DTSTART;TZID=Europe/Berlin:20260302T230000', 'DURATION:PT1H30M'),
    { calendar: ['a: Mon, 2 March 2026, 23:00 – Tue, 3 March 2026, 00:30 (Europe/Berlin)'] },
  ],
  [
    'a zone of a table of its own',
    invitation('SUMMARY:a', 'DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260302T102200'),
    { calendar: ['a: Mon, 2 March 2026, 10:22 (Europe/Berlin)'] },
  ],
  [
    'a duration of days',
    invitation('SUMMARY:a', 'DTSTART;VALUE=DATE:20260302', 'DURATION:P2D'),
    { calendar: ['a: Mon, 2 March 2026 – Tue, 3 March 2026'] },
  ],
  [
    'a line folded within a character',
    mail(
      'Content-Type: text/calendar; charset=utf-8',
      Buffer.concat([big.subarray(0, within), Buffer.from('\r\n '), big.subarray(within)]),
    ),
    { calendar: ['Größe: '] },
  ],
  [
    'vCalendar 1.0 of a telephone',
    invitation('SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gespr=C3=A4ch 10=25 =', 'mehr'),
    { calendar: ['Gespräch 10% mehr: '] },
  ],
  [
    'strokes and semicolons',
    invitation('SUMMARY:C:\\\\neu\\, Halle\\; 3\\nOst'),
    { calendar: ['C:\\neu, Halle; 3 Ost: '] },
  ],
];

const versions = (...parts: string[]) =>
  mail(
    'Content-Type: multipart/alternative; boundary=b1',
    `${parts.map((part) => `--b1\n${part}\n`).join('')}--b1--\n`,
  );
const rtf = "{\\rtf1\\ansi Gr\\'fc\\'dfe \\b aus\\b0  K\\u246?ln\\par}";

const bodies: readonly Case[] = [
  [
    'a boundary with a blank at its end',
    mail('Content-Type: multipart/mixed; boundary="b1 "', `--b1 \n${hi}\n--b1 --\nbehind the end`),
    { text: 'hi', files: [] },
  ],
  ...(
    [
      'Content-Transfer-Encoding: quoted printable',
      'Content-Transfer-Encoding: quoted_printable',
      'Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: quoted-printable',
      'Content-Transfer-Encoding: Quoted-Printable\nContent-Transfer-Encoding: 8bit',
    ] as const
  ).map((encoding): Case => {
    const fields = `Content-Type: text/plain; charset=utf-8\n${encoding}`;
    return [encoding, mail(fields, 'Gr=C3=BC=C3=9Fe'), { text: 'Grüße' }];
  }),
  [
    'base 64',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base 64', 'R3LDvMOfZQ=='),
    { text: 'Grüße' },
  ],
  ['a body that is not encoded', mail('Content-Transfer-Encoding: 8bit', 'a=20b'), { text: 'a=20b' }],
  [
    'a mail in Markdown',
    mail('Content-Type: text/markdown; charset=utf-8', 'Grüße'),
    { text: 'Grüße', files: [] },
  ],
  ['a patch', mail('Content-Type: text/x-patch', '--- a\n+++ b'), { text: '--- a\n+++ b', files: [] }],
  ['a mail in RTF', mail('Content-Type: text/rtf', rtf), { text: 'Grüße aus Köln', files: [] }],
  [
    'a version in RTF beside the plain one',
    versions(hi, `Content-Type: text/rtf\n\n${rtf}`),
    { text: 'hi', files: [] },
  ],
  ['a version in Markdown', versions(hi, 'Content-Type: text/markdown\n\n*hi*'), { text: 'hi', files: [] }],
  ['a nameless table', mixed(hi, 'Content-Type: text/csv\n\n1;2'), { text: 'hi', files: ['text.csv'] }],
  [
    'a named text',
    mixed(hi, 'Content-Type: text/x-log; name=a.log\n\nline'),
    { text: 'hi', files: ['a.log'] },
  ],
  [
    'a whole mail called an attachment',
    mail('Content-Type: text/plain\nContent-Disposition: attachment', 'hi'),
    { text: 'hi', files: [] },
  ],
  [
    'a file that is the whole mail',
    mail('Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt', 'hi'),
    { text: '', files: ['a.txt'] },
  ],
  [
    'words that a form calls its data',
    mixed('Content-Type: text/plain\nContent-Disposition: form-data; name=message\n\nhi'),
    { text: 'hi', files: [] },
  ],
  [
    'a file that a form calls its data',
    mixed(hi, 'Content-Type: text/plain\nContent-Disposition: form-data; name=f; filename=a.txt\n\nx'),
    { text: 'hi', files: ['a.txt'] },
  ],
  [
    'PGP as Exchange leaves it',
    mixed(
      'Content-Type: text/plain\n\n',
      'Content-Type: application/pgp-encrypted; name="PGPMIME version identification"\n\nVersion: 1',
      'Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----',
    ),
    { protection: 'pgp-encrypted', files: ['encrypted.asc'] },
  ],
  [
    'an encrypted file',
    mixed(hi, 'Content-Type: application/pgp-encrypted; name=a.pdf.gpg\n\nx'),
    { protection: 'none', files: ['a.pdf.gpg'] },
  ],
  [
    'winmail.dat in the text',
    mail('Content-Type: text/plain', `hi\n\n${uuencode('winmail.dat', winmail)}`),
    { text: 'hi', files: ['plan.pdf'] },
  ],
];

const footer = `${'_'.repeat(47)}\nThe list`;
const structures: readonly Case[] = [
  [
    'a part behind the end',
    mail(
      'Content-Type: multipart/mixed; boundary=b1',
      `--b1\n${hi}\n--b1--\n\n--b1\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b1--\n`,
    ),
    { text: 'hi', files: ['a.pdf'] },
  ],
  [
    'words behind the end',
    mail('Content-Type: multipart/mixed; boundary=b1', `--b1\n${hi}\n--b1--\n--b1 is not one\n`),
    { text: 'hi', files: [] },
  ],
  ['a type that there is not', mail('Content-Type: plain/text', 'Grüße'), { text: 'Grüße', files: [] }],
  [
    'texts and a page in the only version of an alternative',
    mail(
      'Content-Type: multipart/alternative; boundary=b1',
      `--b1\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\n\nText 1\n--b2\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b2\nContent-Type: text/html\n\n<p>Text 2</p>\n--b2--\n--b1--\n`,
    ),
    { text: 'Text 1\nText 2', files: ['a.pdf'] },
  ],
  [
    'a field that begins in the line of the type',
    mail(
      'Content-Type: text/html; charset = "iso-8859-1" Content-Transfer-Encoding: quoted-printable',
      '<p>Gr=FC=DFe</p>',
    ),
    { text: 'Grüße', files: [] },
  ],
  [
    'a disposition that is encoded as a whole',
    mixed(
      hi,
      'Content-Type: text/html\nContent-Disposition: =?utf-8?b?YXR0YWNobWVudDsgZmlsZW5hbWU9ICJhIGIuaHRtIg==?=\n\n<p>x</p>',
    ),
    { text: 'hi', files: ['a b.htm'] },
  ],
  [
    'a message in a part that is called encoded and is not',
    mixed(
      hi,
      'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nFrom: x@gast.example\nSubject: Inner\n\nwords',
    ),
    { text: 'hi', files: ['Inner.eml'] },
  ],
  [
    'the one part, which is called a file and has no name',
    mixed('Content-Type: text/html; charset=utf-8\nContent-Disposition: attachment\n\n<p>WORDS</p>'),
    { text: 'WORDS', files: [] },
  ],
  [
    'a type in an encoded word',
    mail('Content-Type: =?utf-8?Q?text/plain?=', 'hi'),
    { text: 'hi', files: [] },
  ],
  [
    'bytes of a type that there is not',
    mail('Content-Type: unknown/unknown', Buffer.from([0x50, 0, 1, 2])),
    { text: '', files: ['file.bin'] },
  ],
  [
    'a name where only a file name belongs',
    file('Content-Disposition: attachment; name="a.pdf"'),
    { files: ['a.pdf'] },
  ],
  [
    'a forwarded mail with addresses beyond ASCII',
    mixed(hi, 'Content-Type: message/global\n\nSubject: Größe\n\ny'),
    { files: ['Größe.eml'] },
  ],
  [
    'base64 as in addresses',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      Buffer.from('Grüße ??>>~~ÿÿÿ aus Köln').toString('base64url'),
    ),
    { text: 'Grüße ??>>~~ÿÿÿ aus Köln' },
  ],
  [
    'a footer below base64',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      `${Buffer.from('Grüße').toString('base64')}\n${footer}`,
    ),
    { text: `Grüße\n${footer}` },
  ],
  [
    'the boundary of another mail below base64',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      `${Buffer.from('Grüße und').toString('base64').replace(/=+$/, '')}\n--DeathToSpamDeathToSpam--\n\nThe list`,
    ),
    { text: 'Grüße und\n--DeathToSpamDeathToSpam--\n\nThe list' },
  ],
  [
    'words that are signed in the clear',
    mail(
      'Content-Type: text/plain',
      'Intro\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- -- \nCarla\n-----BEGIN PGP SIGNATURE-----\n\nabc=\n-----END PGP SIGNATURE-----\n\nFooter of a list',
    ),
    { text: 'Intro\nHello\n--\nCarla\n\nFooter of a list', protection: 'pgp-signed' },
  ],
  [
    'a signature without an end',
    mail('Content-Type: text/plain', '-----BEGIN PGP SIGNED MESSAGE-----\n\nHello'),
    { text: /BEGIN PGP SIGNED MESSAGE-----\n\nHello$/, protection: 'pgp-signed' },
  ],
  [
    'a signed mail that does not say by what',
    mail(
      'Content-Type: multipart/signed; boundary=b1',
      `--b1\n${hi}\n--b1\nContent-Type: application/pgp-signature; name=s.asc\n\nx\n--b1--`,
    ),
    { text: 'hi', protection: 'pgp-signed', files: ['s.asc'] },
  ],
  [
    'colours of a terminal',
    mail('Content-Type: text/plain', '\x1b[1;31mred\x1b[0m and [31m'),
    { text: 'red and [31m' },
  ],
  [
    'two plain versions',
    versions(hi, 'Content-Type: text/plain\n\nConfidential'),
    { text: 'hi\n\nConfidential' },
  ],
  ['the same plain version twice', versions(hi, hi), { text: 'hi' }],
  ...[
    'Your mail program does not support HTML.',
    'This message is in HTML. Please view it in a browser.',
    'Ihr E-Mail-Programm kann diese HTML-Nachricht nicht anzeigen.',
    'Votre logiciel de messagerie ne prend pas en charge le HTML.',
  ].map(
    (notice): Case => [
      notice,
      versions(`Content-Type: text/plain\n\n${notice}`, 'Content-Type: text/html\n\n<p>The real words</p>'),
      { text: 'The real words' },
    ],
  ),
  [
    'a question about HTML',
    versions(
      'Content-Type: text/plain\n\nWhy does it not show HTML?',
      'Content-Type: text/html\n\n<p>Why does it not show <b>HTML</b>?</p>',
    ),
    { text: 'Why does it not show HTML?' },
  ],
];

const march = '2026-03-02T09:22:33.000Z';
const dates: readonly Case[] = (
  [
    ['Mon Mar 2 10:22:33 CET 2026', march],
    ['Mon Mar  2 10:22:33 2026 +0100', march],
    ['Mon Mar  2 09:22:33 2026', march],
    ['Sun Mar 02 10:22:33 GMT+01:00 2026', march],
    ['2026-03-02 09:22:33', march],
    ['2026-03-02T09:22:33', march],
    ['2.3.2026 10:22:33 MEZ', march],
    ['02/03/2026 10:22:33', undefined],
    ['Mo., 2. März 2026 10:22:33 +0100', march],
    ['Mo, 02 Mrz 2026 10:22:33 +0100', march],
    ['lun., 02 févr. 2026 10:22:33 +0100', '2026-02-02T09:22:33.000Z'],
    ['mar., 14 juil. 2026 10:22:33 +0200', '2026-07-14T08:22:33.000Z'],
    ['dom, 09 ago 2026 10:22:33 +0200', '2026-08-09T08:22:33.000Z'],
    ['Mon, 2 Mar 2026 10:22:33 A.M. +0100', march],
    ['Monday, March 2, 2026 9:22:33 AM', march],
    ['Mon, 30 Feb 2026 10:22:33 +0100', undefined],
    ['Po, 2 bře 2026 10:22:33 +0100', march],
    ['пн, 02 мар 2026 12:22:33 +0300', march],
    ['вт, 5 мая 2026 г. 10:22:33 +0300', '2026-05-05T07:22:33.000Z'],
    ['Cum, 7 Ağu 2026 10:22:33 +0300', '2026-08-07T07:22:33.000Z'],
    ['śr., 7 paź 2026 10:22:33 +0200', '2026-10-07T08:22:33.000Z'],
    ['2026年3月2日(月) 午後6:22:33 +0900', march],
    ['2026년 3월 2일 (월) 오후 6:22:33 +0900', march],
    ['=?utf-8?Q?Mon=2C_2_Mar_2026_10=3A22=3A33_+0100?=', march],
    ['2.13.2026 10:22:33', undefined],
  ] as const
).map(([value, date]) => [`Date: ${value}`, mail(`Date: ${value}`, 'x'), { date }]);

const machines: readonly Case[] = [
  [
    'a read receipt within another type',
    mixed(
      hi,
      'Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;a@b.example\nDisposition: manual-action/MDN-sent-manually; displayed',
    ),
    { robot: 'receipt' },
  ],
  [
    'a delivery report within another type',
    mail(
      'Return-Path: <>\nContent-Type: multipart/mixed; boundary=b1',
      `--b1\n${hi}\n--b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1\n--b1--`,
    ),
    { robot: 'report' },
  ],
  [
    'a delivery report that a person passes on',
    mixed(
      hi,
      'Content-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1',
    ),
    { robot: undefined },
  ],
];

const robots: readonly Case[] = (
  [
    ['Auto-Submitted: (vacation) auto-replied', 'auto_reply'],
    ['Auto-Submitted: "auto-replied"', 'auto_reply'],
    ['Auto-Submitted: no (a person)', undefined],
    ['Auto-Submitted: ', undefined],
    ['Precedence: auto-reply', 'auto_reply'],
    ['X-Precedence: bulk', 'list'],
    ['Preference: auto_reply', 'auto_reply'],
    ['X-FC-MachineGenerated: true', 'auto_reply'],
    ['X-POST-MessageClass: 9; Autoresponder', 'auto_reply'],
    ['X-POST-MessageClass: 1; Person', undefined],
    ['Delivered-To: Autoresponder', 'auto_reply'],
    ['Delivered-To: support@desk.example', undefined],
    ['X-OTRS-Loop: hotline@firma.example', 'notification'],
    ['X-RT-Loop-Prevention: firma', 'notification'],
    ['X-Mailer: vacation 1.2', 'auto_reply'],
    ['X-Auto-Response: yes', 'auto_reply'],
    ['X-Vacation-Reply: no', undefined],
    ['Subject: Anna Gast is out of the office (returning 05.03.2026)', 'out_of_office'],
    [
      'Subject: Anna Gast ist =?utf-8?Q?au=C3=9Fer?= Haus (=?utf-8?Q?R=C3=BCckkehr?= am 05.03.2026)',
      'out_of_office',
    ],
    ['X-Amazon-Auto-Reply: true', 'auto_reply'],
    ['X-Auto-Reply-From: support@firma.example', 'auto_reply'],
    ['X-Auto-Submitted: auto-generated', 'auto_reply'],
    ['X-Auto-Response-Suppress: All', undefined],
    ['X-Automobile: yes', undefined],
    ['Subject: Absent(e) : Re: Imprimante', 'out_of_office'],
    ['Subject: Krankheitsbedingt abwesend: Re: Drucker', 'out_of_office'],
    ['Subject: Elternzeit: Re: Drucker', 'out_of_office'],
    ['Subject: Elternzeit beantragen', undefined],
    ['Subject: Away from office Re: Printer', 'out_of_office'],
    ['Subject: Who is out of the office? (returning a laptop)', undefined],
    ['Subject: I am currently out of the office', 'out_of_office'],
  ] as const
).map(([field, robot]) => [field, mail(field, 'x'), { robot }]);

for (const [name, raw, expected] of [
  ...fields,
  ...names,
  ...charsets,
  ...structures,
  ...calendars,
  ...bodies,
  ...dates,
  ...robots,
  ...machines,
]) {
  test(name, async () => {
    const message = await parseMessage(Buffer.from(raw));
    const seen = {
      subject: message.subject,
      from: message.from?.address,
      name: message.from?.name,
      references: message.references,
      date: message.date?.toISOString(),
      files: message.attachments.map((attachment) => attachment.name),
      protection: message.protection,
      robot: message.clues.robot?.kind,
      calendar: message.calendar.map(({ summary, time }) => `${summary}: ${time}`),
    };
    const { text, ...rest } = expected;
    for (const key of Object.keys(rest) as (keyof typeof rest)[]) assert.deepEqual(seen[key], rest[key], key);
    if (typeof text === 'string') assert.equal(message.text.trim(), text);
    else if (text !== undefined) assert.match(message.text, text);
  });
}
