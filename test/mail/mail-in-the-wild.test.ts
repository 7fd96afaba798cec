import assert from 'node:assert/strict';
import { test } from 'node:test';
import iconv from 'iconv-lite';
import type { ParsedMessage } from '../../src/domain/message.ts';
import { decideSender, type SenderDecision } from '../../src/domain/sender.ts';
import { defaultLimits } from '../../src/mail/limits.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { renderMessage } from '../../src/mail/render/render-message.ts';

// Mail as programs really write it: what it says, what hangs below it, and whose it is.

/** @returns what is wrong, undefined where nothing is */
type Check = (
  message: ParsedMessage,
  shown: { readonly html: string; readonly sender: SenderDecision },
) => string | undefined;
type Case = readonly [name: string, raw: Buffer, checks: readonly Check[]];
const head = (extra = '', from = 'Carla <carla@kunde.example>', subject = 'case') =>
  `From: ${from}\r\nTo: support@desk.example\r\nSubject: ${subject}\r\nDate: Mon, 2 Mar 2026 10:22:33 +0100\r\nMIME-Version: 1.0\r\n${extra}`;
const plain = (text: string, extra = '', from?: string, subject?: string) =>
  Buffer.from(
    `${head(`Content-Type: text/plain; charset=utf-8\r\n${extra}`, from, subject)}\r\n${text.replace(/\n/g, '\r\n')}\r\n`,
  );
const bytes = (ct: string, body: Buffer, cte = '8bit', extra = '') =>
  Buffer.concat([
    Buffer.from(`${head(`Content-Type: ${ct}\r\nContent-Transfer-Encoding: ${cte}\r\n${extra}`)}\r\n`),
    body,
    Buffer.from('\r\n'),
  ]);
const has =
  (w: string): Check =>
  (m) =>
    m.text.includes(w) ? undefined : `text lacks ${w}: ${JSON.stringify(m.text.slice(0, 120))}`;
const agent = 'Ada <ada@desk.example>';
const opts = {
  replyTo: 'address' as const,
  ownAddresses: ['support@desk.example'],
  agentAddresses: ['ada@desk.example'],
  formAddresses: ['form@shop.example', 'noreply@wordpress.example'],
  unwrapsForwards: true,
};
const customer =
  (a: string, n?: string): Check =>
  (_m, { sender }) =>
    sender.customer?.address === a && (n === undefined || sender.customer?.name === n)
      ? undefined
      : `customer ${JSON.stringify(sender.customer)} ${sender.because} want ${a}`;
const files =
  (...n: string[]): Check =>
  (m) =>
    JSON.stringify(m.attachments.map((a) => a.name)) === JSON.stringify(n)
      ? undefined
      : `files ${JSON.stringify(m.attachments.map((a) => a.name))}`;
const robot =
  (k?: string): Check =>
  (m) =>
    m.clues.robot?.kind === k ? undefined : `robot ${JSON.stringify(m.clues.robot)} want ${k}`;
const cal =
  (kind: string, part: string): Check =>
  (m) =>
    m.calendar[0]?.kind === kind && JSON.stringify(m.calendar[0]).includes(part)
      ? undefined
      : `calendar ${JSON.stringify(m.calendar)}`;
const mixed = (parts: string[], type = 'mixed', extra = '') =>
  Buffer.from(
    `${head(`Content-Type: multipart/${type}; boundary=b1\r\n${extra}`)}\r\n${parts.map((p) => `--b1\r\n${p.replace(/\r?\n/g, '\r\n')}\r\n`).join('')}--b1--\r\n`,
  );
const ics = (method: string, body: string) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:${method}\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Besuch\r\nDTSTART:20260302T102200Z\r\nDTEND:20260302T112200Z\r\n${body}END:VEVENT\r\nEND:VCALENDAR`;
const charsets: readonly Case[] = [
  [
    'koi8-r labelled utf-8',
    bytes(
      'text/plain; charset=utf-8',
      iconv.encode('Здравствуйте, принтер не печатает. Помогите пожалуйста.', 'koi8-r'),
    ),
    [has('принтер')],
  ],
  [
    'win1251 no label',
    bytes('text/plain', iconv.encode('Здравствуйте, принтер не печатает. Помогите пожалуйста.', 'win1251')),
    [has('принтер')],
  ],
  [
    'win1251 labelled iso-8859-1',
    bytes(
      'text/plain; charset=iso-8859-1',
      iconv.encode('Здравствуйте, принтер не печатает. Помогите пожалуйста, мы ждём ответа.', 'win1251'),
    ),
    [has('принтер')],
  ],
  [
    'win1250 polish labelled iso-8859-2',
    bytes(
      'text/plain; charset=iso-8859-2',
      iconv.encode('Drukarka nie działa, proszę o pomoc – śłąż', 'win1250'),
    ),
    [has('działa')],
  ],
  [
    'euc-jp no label',
    bytes('text/plain', iconv.encode('プリンターが動きません。よろしくお願いします。', 'euc-jp')),
    [has('プリンター')],
  ],
  [
    'sjis labelled us-ascii',
    bytes(
      'text/plain; charset=us-ascii',
      iconv.encode('プリンターが動きません。よろしくお願いします。', 'shift_jis'),
    ),
    [has('プリンター')],
  ],
  [
    'euc-kr labelled iso-8859-1',
    bytes(
      'text/plain; charset=iso-8859-1',
      iconv.encode('프린터가 작동하지 않습니다. 도와주세요. 감사합니다.', 'euc-kr'),
    ),
    [has('프린터')],
  ],
  [
    'big5 no label',
    bytes('text/plain', iconv.encode('印表機無法使用，請協助處理，謝謝您的幫忙。', 'big5')),
    [has('印表機')],
  ],
  [
    'gb2312 label with gbk chars',
    bytes('text/plain; charset=gb2312', iconv.encode('打印机坏了，请朱镕基先生帮忙。', 'gbk')),
    [has('镕')],
  ],
  [
    'utf8 labelled us-ascii',
    bytes('text/plain; charset=us-ascii', Buffer.from('Grüße aus Köln')),
    [has('Grüße aus Köln')],
  ],
  [
    'utf8 labelled iso-8859-15',
    bytes('text/plain; charset=iso-8859-15', Buffer.from('Grüße – 5 €')),
    [has('Grüße – 5 €')],
  ],
  [
    'win1252 quotes labelled iso-8859-1',
    bytes('text/plain; charset=iso-8859-1', Buffer.from([0x93, 0x48, 0x69, 0x94, 0x20, 0x80])),
    [has('“Hi” €')],
  ],
  [
    'utf-16le with header label',
    bytes(
      'text/plain; charset=utf-16le',
      Buffer.from(Buffer.from('Grüße', 'utf16le').toString('base64')),
      'base64',
    ),
    [has('Grüße')],
  ],
  [
    'utf-16 be BOM',
    bytes(
      'text/plain; charset=utf-16',
      Buffer.from(
        Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('Grüße', 'utf16le').swap16()]).toString(
          'base64',
        ),
      ),
      'base64',
    ),
    [has('Grüße')],
  ],
  ['utf-7 no label stays', bytes('text/plain', Buffer.from('1+1=2 and a+AOQ-b')), [has('1+1=2')]],
  [
    'unicode-1-1-utf-7',
    bytes('text/plain; charset=unicode-1-1-utf-7', Buffer.from('Gr+APwA3w-e')),
    [has('Grüße')],
  ],
  [
    'HZ',
    bytes('text/plain; charset=hz-gb-2312', Buffer.from('Hi ~{<:Ky2;S{#,NpJ)l6HK!#~}bye')),
    [has('己所不欲，勿施於人')],
  ],
  [
    'iso-2022-cn',
    bytes('text/plain; charset=iso-2022-cn', Buffer.from('\x1b$)A\x0e4rS!;z\x0f ok', 'latin1')),
    [has('打印机')],
  ],
  [
    'html meta utf-8, header latin1',
    bytes('text/html; charset=iso-8859-1', Buffer.from('<meta charset=utf-8><p>Grüße</p>')),
    [has('Grüße')],
  ],
  [
    'html meta 1251 header none',
    bytes(
      'text/html',
      iconv.encode(
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Привет принтер</p>',
        'win1251',
      ),
    ),
    [has('Привет')],
  ],
  [
    'Q word with blanks',
    plain('x', '', undefined, '=?utf-8?Q?Gr=C3=BC=C3=9Fe aus K=C3=B6ln?='),
    [(m) => (m.subject === 'Grüße aus Köln' ? undefined : m.subject)],
  ],
  [
    'B word split mid char',
    plain(
      'x',
      '',
      undefined,
      `=?utf-8?B?${Buffer.from('Grüße').subarray(0, 3).toString('base64')}?= =?utf-8?B?${Buffer.from('Grüße').subarray(3).toString('base64')}?=`,
    ),
    [(m) => (m.subject === 'Grüße' ? undefined : m.subject)],
  ],
  [
    'quoted encoded name',
    plain('x', '', '"=?utf-8?B?R3LDvMOfZQ==?=" <a@b.example>'),
    [(m) => (m.from?.name === 'Grüße' ? undefined : m.from?.name)],
  ],
  [
    'raw latin1 subject',
    Buffer.concat([
      Buffer.from('From: a@b.example\r\nSubject: '),
      Buffer.from('Gr\xfc\xdfe', 'latin1'),
      Buffer.from('\r\n\r\nx\r\n'),
    ]),
    [(m) => (m.subject === 'Grüße' ? undefined : m.subject)],
  ],
  [
    'word without charset lang',
    plain('x', '', undefined, '=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?='),
    [(m) => (m.subject === 'Grüße' ? undefined : m.subject)],
  ],
  [
    'filename rfc2231 in latin1',
    mixed([
      'Content-Type: text/plain\n\nhi',
      "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=iso-8859-1''Gr%FC%DFe.pdf\nContent-Transfer-Encoding: base64\n\nAAAA",
    ]),
    [files('Grüße.pdf')],
  ],
  [
    'filename 2231 split',
    mixed([
      'Content-Type: text/plain\n\nhi',
      "Content-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe; filename*2=.pdf\nContent-Transfer-Encoding: base64\n\nAAAA",
    ]),
    [files('Grüße.pdf')],
  ],
  [
    'filename raw utf8',
    mixed([
      'Content-Type: text/plain\n\nhi',
      'Content-Type: application/pdf; name="Grüße.pdf"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nAAAA',
    ]),
    [files('Grüße.pdf')],
  ],
  [
    'filename encoded word in 2231 quotes',
    mixed([
      'Content-Type: text/plain\n\nhi',
      'Content-Type: application/pdf\nContent-Disposition: attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?="\nContent-Transfer-Encoding: base64\n\nAAAA',
    ]),
    [files('Grüße.pdf')],
  ],
  [
    'date in filename slashes',
    mixed([
      'Content-Type: text/plain\n\nhi',
      'Content-Type: application/pdf\nContent-Disposition: attachment; filename="02/03/2026.pdf"\nContent-Transfer-Encoding: base64\n\nAAAA',
    ]),
    [
      (m) =>
        /02.03.2026\.pdf/.test(m.attachments[0]?.name ?? '') && !m.attachments[0]?.name.includes('/')
          ? undefined
          : m.attachments[0]?.name,
    ],
  ],
];
const structures: readonly Case[] = [
  [
    'alternative within mixed with text after',
    mixed([
      'Content-Type: multipart/alternative; boundary=b2\n\n--b2\nContent-Type: text/plain\n\nHELLO\n--b2\nContent-Type: text/html\n\n<p>HELLO</p>\n--b2--',
      'Content-Type: text/plain\n\nFOOTER OF LIST',
    ]),
    [
      has('HELLO'),
      has('FOOTER'),
      (_m, { html }) => (html.includes('FOOTER') ? undefined : 'footer not in frame'),
    ],
  ],
  [
    'apple mixed html pdf html',
    mixed([
      'Content-Type: text/html\n\n<p>BEFORE</p>',
      'Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline; filename=a.pdf\nContent-Transfer-Encoding: base64\n\nAAAA',
      'Content-Type: text/html\n\n<p>AFTER</p>',
    ]),
    [has('BEFORE'), has('AFTER'), files('a.pdf')],
  ],
  [
    'text part inline named',
    mixed([
      'Content-Type: text/plain\n\nHELLO',
      'Content-Type: text/plain; name=log.txt\nContent-Disposition: attachment; filename=log.txt\n\nLOGLINE',
    ]),
    [has('HELLO'), files('log.txt'), (m) => (m.text.includes('LOGLINE') ? 'log in text' : undefined)],
  ],
  [
    'message/rfc822 forward',
    mixed([
      'Content-Type: text/plain\n\nFYI',
      'Content-Type: message/rfc822\n\nFrom: Gerd <gerd@gast.example>\nSubject: Drucker\n\nINNER',
    ]),
    [files('Drucker.eml')],
  ],
  [
    'multipart/related root not first',
    mixed(
      [
        'Content-Type: image/png\nContent-ID: <p1>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=',
        'Content-Type: text/html\nContent-ID: <root>\n\n<p>ROOT <img src="cid:p1"></p>',
      ],
      'related; start="<root>"',
    ),
    [has('ROOT')],
  ],
  [
    'empty html, text has words',
    mixed(
      ['Content-Type: text/plain\n\nWORDS', 'Content-Type: text/html\n\n<html><body></body></html>'],
      'alternative',
    ),
    [has('WORDS'), (_m, { html }) => (html === '' || html.includes('WORDS') ? undefined : `html ${html}`)],
  ],
  [
    'html only image, text has words',
    mixed(['Content-Type: text/plain\n\n ', 'Content-Type: text/html\n\n<p>ONLY HTML</p>'], 'alternative'),
    [has('ONLY HTML')],
  ],
  [
    'calendar request',
    mixed(
      [
        'Content-Type: text/plain\n\nInvite',
        `Content-Type: text/calendar; method=REQUEST\n\n${ics('REQUEST', 'ORGANIZER;CN=Gerd:mailto:g@x.example\r\n')}`,
      ],
      'alternative',
    ),
    [cal('invitation', 'Besuch')],
  ],
  [
    'calendar reply declined',
    mixed(
      [
        'Content-Type: text/plain\n\nDeclined',
        `Content-Type: text/calendar; method=REPLY\n\n${ics('REPLY', 'ATTENDEE;PARTSTAT=DECLINED;CN=Gerd:mailto:g@x.example\r\n')}`,
      ],
      'alternative',
    ),
    [cal('answer', 'declined')],
  ],
  [
    'calendar reply tentative lowercase',
    mixed(
      [
        'Content-Type: text/plain\n\nx',
        `Content-Type: text/calendar; method=reply\n\n${ics('reply', 'ATTENDEE;PARTSTAT=tentative;CN=Gerd:mailto:g@x.example\r\n')}`,
      ],
      'alternative',
    ),
    [cal('answer', 'tentative')],
  ],
  [
    'calendar counter',
    mixed(
      [
        'Content-Type: text/plain\n\nx',
        `Content-Type: text/calendar; method=COUNTER\n\n${ics('COUNTER', 'ATTENDEE;PARTSTAT=TENTATIVE:mailto:g@x.example\r\n')}`,
      ],
      'alternative',
    ),
    [cal('answer', 'tentative')],
  ],
  [
    'calendar method only in content-type',
    mixed(
      [
        'Content-Type: text/plain\n\nx',
        `Content-Type: text/calendar; method=CANCEL\n\n${ics('', '').replace('METHOD:\r\n', '')}`,
      ],
      'alternative',
    ),
    [cal('cancellation', 'Besuch')],
  ],
  [
    'calendar whole mail',
    bytes('text/calendar; method=REQUEST; charset=utf-8', Buffer.from(ics('REQUEST', ''))),
    [cal('invitation', 'Besuch')],
  ],
  [
    'calendar application/ics publish',
    mixed([
      'Content-Type: text/plain\n\nx',
      `Content-Type: application/ics; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\n${ics('PUBLISH', '')}`,
    ]),
    [cal('event', 'Besuch')],
  ],
  [
    'calendar as octet-stream .ics',
    mixed([
      'Content-Type: text/plain\n\nx',
      `Content-Type: application/octet-stream; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\n${ics('REQUEST', '')}`,
    ]),
    [cal('invitation', 'Besuch')],
  ],
  [
    'gmail reaction',
    mixed(
      [
        'Content-Type: text/plain; charset=utf-8\n\n👍\n\nGerd reacted via Gmail',
        'Content-Type: text/vnd.google.email-reaction+json; charset=utf-8\n\n{"emoji":"👍","version":1}',
        'Content-Type: text/html; charset=utf-8\n\n<p>👍</p><p>Gerd reacted via Gmail</p>',
      ],
      'alternative',
    ),
    [files(), has('reacted via Gmail')],
  ],
  [
    'outlook reaction',
    mixed(
      ['Content-Type: text/plain; charset=utf-8\n\nGerd reacted to your message:\n👍'],
      'mixed',
      'X-MS-Reactions: x\r\n',
    ),
    [has('reacted to your message')],
  ],
  [
    'pgp encrypted',
    mixed(
      [
        'Content-Type: application/pgp-encrypted\n\nVersion: 1',
        'Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----',
      ],
      'encrypted; protocol="application/pgp-encrypted"',
    ),
    [files('encrypted.asc'), (m) => (m.protection === 'pgp-encrypted' ? undefined : m.protection)],
  ],
  [
    'autocrypt setup / pgp keys',
    mixed([
      'Content-Type: text/plain\n\nx',
      'Content-Type: application/pgp-keys; name=OpenPGP_0x1.asc\nContent-Disposition: attachment; filename=OpenPGP_0x1.asc\n\n-----BEGIN PGP PUBLIC KEY BLOCK-----',
    ]),
    [files('OpenPGP_0x1.asc')],
  ],
  [
    'pgp signature file',
    mixed(
      [
        'Content-Type: text/plain\n\nHELLO',
        'Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----',
      ],
      'signed; protocol="application/pgp-signature"',
    ),
    [has('HELLO'), (m) => (m.protection === 'pgp-signed' ? undefined : m.protection)],
  ],
  [
    'uuencode with text after',
    plain('HELLO\n\nbegin 644 a.txt\n#0V%T\n`\nend\n\nBYE'),
    [has('HELLO'), has('BYE'), files('a.txt')],
  ],
  ['yenc-like begin word', plain('begin 2 weeks from now\nplease'), [has('begin 2 weeks'), files()]],
  [
    'BinHex',
    mixed([
      'Content-Type: text/plain\n\nx',
      'Content-Type: application/mac-binhex40; name=a.hqx\n\n(This file must be converted',
    ]),
    [files('a.hqx')],
  ],
  [
    'applefile appledouble',
    mixed([
      'Content-Type: text/plain\n\nx',
      'Content-Type: multipart/appledouble; boundary=b3\n\n--b3\nContent-Type: application/applefile; name="a.pdf"\nContent-Transfer-Encoding: base64\n\nAAUWBwACAAA=\n--b3\nContent-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\nAAAA\n--b3--',
    ]),
    [
      (m) =>
        m.attachments.some((a) => a.name === 'a.pdf' && a.type === 'application/pdf')
          ? undefined
          : `no pdf ${m.attachments.map((a) => a.name + a.type)}`,
    ],
  ],
  [
    'text/rtf body',
    bytes('text/rtf', Buffer.from('{\\rtf1\\ansi Hello \\b WORLD\\b0 .}')),
    [(m) => (m.text.includes('WORLD') || m.attachments.length === 1 ? undefined : 'lost')],
  ],
  [
    'format flowed',
    bytes(
      'text/plain; charset=utf-8; format=flowed',
      Buffer.from('This is a long \r\nparagraph that flows.\r\n> quoted \r\n> more\r\n'),
    ),
    [has('This is a long paragraph that flows.')],
  ],
  [
    'message/partial',
    bytes('message/partial; id="x"; number=1; total=2', Buffer.from('part')),
    [(m) => (m.text !== '' || m.attachments.length > 0 ? undefined : 'lost')],
  ],
  [
    'message/external-body',
    mixed([
      'Content-Type: text/plain\n\nx',
      'Content-Type: message/external-body; access-type=URL; URL="https://x.example/a.pdf"\n\nContent-Type: application/pdf\n',
    ]),
    [(m) => (m.attachments.length === 1 ? undefined : `files ${m.attachments.length}`)],
  ],
  [
    'boundary with blanks',
    Buffer.from(
      `${head('Content-Type: multipart/mixed; boundary="b 1 "\r\n')}\r\n--b 1\r\nContent-Type: text/plain\r\n\r\nHELLO\r\n--b 1--\r\n`,
    ),
    [has('HELLO')],
  ],
  [
    'content-type twice',
    Buffer.from(`${head('Content-Type: text/html\r\nContent-Type: text/plain\r\n')}\r\n<p>HELLO</p>\r\n`),
    [has('HELLO')],
  ],
  [
    'content type "html"',
    Buffer.from(`${head('Content-Type: html; charset=utf-8\r\n')}\r\n<p>HELLO</p>\r\n`),
    [(m) => (m.text.trim() === 'HELLO' ? undefined : JSON.stringify(m.text))],
  ],
  [
    'text/html without tags newline',
    bytes('text/html', Buffer.from('LINE ONE\r\nLINE TWO')),
    [has('LINE ONE')],
  ],
  [
    'html labelled plain',
    bytes('text/plain; charset=utf-8', Buffer.from('<!DOCTYPE html><html><body><p>HELLO</p></body></html>')),
    [(m) => (m.text.includes('HELLO') ? undefined : 'lost')],
  ],
  ['8bit cte unknown', bytes('text/plain; charset=utf-8', Buffer.from('Grüße'), 'x-unknown'), [has('Grüße')]],
  [
    'base64 with junk',
    bytes(
      'text/plain; charset=utf-8',
      Buffer.from('R3LDvMOf\r\nZQ==\r\n\r\n-- \r\nFooter of list'),
      'base64',
    ),
    [has('Grüße')],
  ],
  [
    'qp soft break at end',
    bytes('text/plain; charset=utf-8', Buffer.from('Hello=\r\n World=0'), 'quoted-printable'),
    [has('Hello World')],
  ],
  ['no date no from', Buffer.from('Subject: x\r\n\r\nHELLO'), [has('HELLO')]],
  ['only body', Buffer.from('HELLO WORLD this is text\r\nmore'), [has('HELLO WORLD')]],
  [
    'mbox From line',
    Buffer.from(`From a@b.example Mon Mar  2 10:22:33 2026\r\n${head()}\r\nHELLO`),
    [has('HELLO'), (m) => (m.from?.address === 'carla@kunde.example' ? undefined : 'from')],
  ],
  [
    'BOM',
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain('HELLO')]),
    [(m) => (m.from?.address === 'carla@kunde.example' ? undefined : 'from')],
  ],
  [
    'blank lines first',
    Buffer.concat([Buffer.from('\r\n\r\n'), plain('HELLO')]),
    [(m) => (m.from?.address === 'carla@kunde.example' ? undefined : 'from')],
  ],
  ['LF only', Buffer.from(plain('HELLO\nthere').toString().replace(/\r\n/g, '\n')), [has('HELLO\nthere')]],
  ['empty body', Buffer.from(`${head()}\r\n`), [(m) => (m.text === '' ? undefined : m.text)]],
];
const forwards: readonly Case[] = [
  ...(
    [
      [
        'WG: Drucker',
        '-----Ursprüngliche Nachricht-----\nVon: Gerd Gast <gerd@gast.example>\nGesendet: Montag\nAn: x\nBetreff: Drucker',
      ],
      [
        'Fwd: x',
        '---------- Forwarded message ---------\nVon: Gerd Gast <gerd@gast.example>\nDate: Mo., 2. März 2026 um 10:22 Uhr\nSubject: x\nTo: <support@desk.example>',
      ],
      ['TR: x', 'De : Gerd Gast <gerd@gast.example>\nEnvoyé : lundi\nÀ : x\nObjet : x'],
      ['I: x', 'Da: Gerd Gast <gerd@gast.example>\nInviato: lunedì\nA: x\nOggetto: x'],
      ['RV: x', 'De: Gerd Gast <gerd@gast.example>\nEnviado el: lunes\nPara: x\nAsunto: x'],
      ['ENC: x', 'De: Gerd Gast <gerd@gast.example>\nEnviada em: segunda\nPara: x\nAssunto: x'],
      ['PD: x', 'Od: Gerd Gast <gerd@gast.example>\nWysłano: pon\nDo: x\nTemat: x'],
      ['VS: x', 'Lähettäjä: Gerd Gast <gerd@gast.example>\nLähetetty: ma\nVastaanottaja: x\nAihe: x'],
      ['VB: x', 'Från: Gerd Gast <gerd@gast.example>\nSkickat: mån\nTill: x\nÄmne: x'],
      ['Doorst: x', 'Van: Gerd Gast <gerd@gast.example>\nVerzonden: ma\nAan: x\nOnderwerp: x'],
      ['FW: x', 'From: "Gerd Gast" [gerd@gast.example]\nSent: Monday\nTo: x\nSubject: x'],
      ['FW: x', 'From: Gerd Gast (gerd@gast.example)\nSent: Monday\nTo: x\nSubject: x'],
      ['FW: x', 'From: gerd@gast.example <gerd@gast.example>\nSent: Monday\nTo: x\nSubject: x'],
      [
        'FW: x',
        'From: Gerd Gast <gerd@gast.example<mailto:gerd@gast.example>>\nSent: Monday\nTo: x\nSubject: x',
      ],
      ['FW: x', "From: 'Gerd Gast' via Team <gerd@gast.example>\nSent: Monday\nTo: x\nSubject: x"],
      [
        'Fwd: x',
        '> Begin forwarded message:\n> \n> From: Gerd Gast <gerd@gast.example>\n> Subject: x\n> Date: Monday\n> To: support@desk.example',
      ],
      [
        'Fw: x',
        '________________________________\nFrom: Gerd Gast <gerd@gast.example>\nSent: Monday, March 2, 2026 10:22:33 AM\nTo: x\nSubject: x',
      ],
      [
        'Fwd: x',
        '-------- Forwarded Message --------\nSubject: \tx\nDate: \tMon\nFrom: \tGerd Gast <gerd@gast.example>\nTo: \tx',
      ],
      ['[EXT] WG: x', 'Von: Gerd Gast <gerd@gast.example>\nGesendet: Mo\nAn: x\nBetreff: x'],
      ['FW:x', 'From: Gerd Gast <gerd@gast.example>\nSent: Mo\nTo: x\nSubject: x'],
      ['Fwd : x', 'From: Gerd Gast <gerd@gast.example>\nSent: Mo\nTo: x\nSubject: x'],
      ['Weitergeleitet: x', 'Von: Gerd Gast <gerd@gast.example>\nGesendet: Mo\nAn: x\nBetreff: x'],
      [
        'FYI: x (fwd)',
        '---------- Forwarded message ----------\nDate: Mon\nFrom: Gerd Gast <gerd@gast.example>\nTo: x\nSubject: x',
      ],
      [
        'x [Fwd: y]',
        '-------- Original Message --------\nSubject: y\nDate: Mon\nFrom: Gerd Gast <gerd@gast.example>\nTo: x',
      ],
      ['转发: x', '发件人: Gerd Gast <gerd@gast.example>\n发送时间: x\n收件人: x\n主题: x'],
      ['FWD: 転送', '差出人: Gerd Gast <gerd@gast.example>\n送信日時: x\n宛先: x\n件名: x'],
      [
        'Пересл: x',
        '-------- Пересылаемое сообщение --------\nОт: Gerd Gast <gerd@gast.example>\nДата: x\nКому: x',
      ],
      ['Fwd: x', '02.03.2026, 10:22, "Gerd Gast" <gerd@gast.example>:\n\nQUESTION'],
    ] as const
  ).map(([s, b], i): [string, Buffer, Check[]] => [
    `forward ${i} ${s} ${b.slice(0, 30)}`,
    plain(
      `FYI\n\n${b}\n\nQUESTION`,
      '',
      agent,
      s.includes('转') || s.includes('転') || s.includes('П')
        ? `=?utf-8?B?${Buffer.from(s).toString('base64')}?=`
        : s,
    ),
    [customer('gerd@gast.example')],
  ]),
  [
    'Re: Fwd is not a forward by the agent of somebody',
    plain('I answer\n\n> From: Gerd <gerd@gast.example>\n> Subject: x', '', agent, 'Re: x'),
    [customer('ada@desk.example')],
  ],
  [
    'customer forwards to us',
    plain(
      'look\n\nFrom: Third <third@x.example>\nSent: Mo\nTo: carla@kunde.example\nSubject: x\n\ntext',
      '',
      undefined,
      'Fwd: x',
    ),
    [customer('carla@kunde.example')],
  ],
];
const forms: readonly Case[] = [
  ...(
    [
      ['Name: Gerd Gast\nE-Mail: gerd@gast.example\nNachricht: hallo'],
      ['Name\nGerd Gast\n\nEmail\ngerd@gast.example\n\nMessage\nhi'],
      ['From: Gerd Gast <gerd@gast.example>\nSubject: Printer\n\nMessage Body:\nhi'],
      ['Your name: Gerd\nYour email: gerd@gast.example\n'],
      ['*Email:* gerd@gast.example'],
      ['E-Mail-Adresse: gerd@gast.example'],
      ['Ihre E-Mail: gerd@gast.example'],
      ['Absender: Gerd Gast <gerd@gast.example>'],
      ['Correo: gerd@gast.example'],
      ['Correo electrónico: gerd@gast.example'],
      ['Courriel : gerd@gast.example'],
      ['Adresse e-mail : gerd@gast.example'],
      ['Email address\n\ngerd@gast.example'],
      ['email = gerd@gast.example'],
      ['E-mail: gerd@gast.example <mailto:gerd@gast.example>'],
      ['Kontakt E-Mail: gerd@gast.example'],
      ['Email Address: gerd@gast.example\nReply to: gerd@gast.example'],
      ['Mail: gerd@gast.example'],
      ['Adres e-mail: gerd@gast.example'],
      ['E-mailadres: gerd@gast.example'],
      ['Электронная почта: gerd@gast.example'],
      ['メールアドレス：gerd@gast.example'],
      ['邮箱：gerd@gast.example'],
      ['이메일: gerd@gast.example'],
      ['Contact email: gerd@gast.example'],
      ['Customer Email: gerd@gast.example'],
      ['Email (required): gerd@gast.example'],
      ['| Email | gerd@gast.example |'],
      ['Email\tgerd@gast.example'],
      ['Sender: gerd@gast.example'],
    ] as const
  ).map(([b], i): [string, Buffer, Check[]] => [
    `form ${i} ${JSON.stringify(b).slice(0, 40)}`,
    plain(b, '', 'Shop <form@shop.example>', 'Contact form'),
    [customer('gerd@gast.example')],
  ]),
];
const lists: readonly Case[] = [
  [
    'google groups via',
    plain(
      'x',
      'List-ID: <g.example>\r\nList-Post: <mailto:g@groups.example>\r\nX-Original-From: Gerd <gerd@gast.example>\r\nReply-To: Gerd <gerd@gast.example>\r\n',
      "'Gerd' via G <g@groups.example>",
    ),
    [customer('gerd@gast.example', 'Gerd')],
  ],
  [
    'mailman via, reply-to list+author',
    plain(
      'x',
      'List-Id: <g.example>\r\nList-Post: <mailto:g@lists.example>\r\nReply-To: g@lists.example, Gerd <gerd@gast.example>\r\n',
      'Gerd via G <g@lists.example>',
    ),
    [customer('gerd@gast.example')],
  ],
  [
    'mailman cc author',
    plain(
      'x',
      'List-Id: <g.example>\r\nList-Post: <mailto:g@lists.example>\r\nReply-To: g@lists.example\r\nCc: Gerd <gerd@gast.example>\r\n',
      'Gerd via G <g@lists.example>',
    ),
    [customer('gerd@gast.example')],
  ],
  [
    'groups.io',
    plain(
      'x',
      'List-Id: <g.groups.io>\r\nReply-To: g@groups.example,gerd@gast.example\r\n',
      'Gerd via groups.io <gerd=gast.example@groups.io>',
    ),
    [customer('gerd@gast.example')],
  ],
  [
    'sympa x-original-from',
    plain(
      'x',
      'List-Id: <g>\r\nList-Post: <mailto:g@lists.example>\r\nX-Original-From: "Gerd" <gerd@gast.example>\r\n',
      '"Gerd (via g list)" <g@lists.example>',
    ),
    [customer('gerd@gast.example')],
  ],
  [
    'plain list',
    plain('x', 'List-Id: <g>\r\nList-Post: <mailto:g@lists.example>\r\n', 'Gerd <gerd@gast.example>'),
    [customer('gerd@gast.example'), robot('list')],
  ],
  [
    'discourse',
    plain('x', 'List-ID: <d>\r\nReply-To: reply+abc@d.example\r\n', 'Gerd via Forum <noreply@d.example>'),
    [
      (_m, { sender }) =>
        sender.customer?.address === 'reply+abc@d.example' ? undefined : JSON.stringify(sender.customer),
    ],
  ],
  [
    'outlook on behalf',
    plain('x', 'Sender: Ada <ada2@x.example>\r\n', 'Gerd <gerd@gast.example>'),
    [customer('gerd@gast.example')],
  ],
];
const robots: readonly Case[] = [
  ['suppress all human', plain('x', 'X-Auto-Response-Suppress: All\r\n'), [robot(undefined)]],
  ['auto-replied', plain('x', 'Auto-Submitted: auto-replied\r\n'), [robot('auto_reply')]],
  [
    'auto-generated ooo',
    plain('x', 'Auto-Submitted: auto-generated\r\n', undefined, 'Automatic reply: x'),
    [robot('out_of_office')],
  ],
  ['x-autoreply', plain('x', 'X-Autoreply: yes\r\n'), [robot('auto_reply')]],
  ['x-autorespond', plain('x', 'X-Autorespond: vacation\r\n'), [robot('auto_reply')]],
  ['precedence auto_reply', plain('x', 'Precedence: auto_reply\r\n'), [robot('auto_reply')]],
  ['precedence bulk', plain('x', 'Precedence: bulk\r\n'), [robot('list')]],
  ['precedence normal', plain('x', 'Precedence: normal\r\n'), [robot(undefined)]],
  ['auto-submitted no', plain('x', 'Auto-Submitted: no\r\n'), [robot(undefined)]],
  ['feedback-id newsletter', plain('x', 'List-Unsubscribe: <https://x.example>\r\n'), [robot('list')]],
  [
    'x-ms-exchange-inbox-rules-loop',
    plain('x', 'X-MS-Exchange-Inbox-Rules-Loop: a@b\r\n'),
    [robot(undefined)],
  ],
  [
    'x-ms-exchange-generated-message-source',
    plain('x', 'X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\r\n'),
    [robot(undefined)],
  ],
  [
    'gmail vacation',
    plain('x', 'X-Autoreply: yes\r\nPrecedence: bulk\r\nAuto-Submitted: auto-replied\r\n'),
    [robot('auto_reply')],
  ],
  ['noreply', plain('x', '', 'no-reply@shop.example'), [robot('notification')]],
  ['donotreply', plain('x', '', 'DoNotReply@shop.example'), [robot('notification')]],
  ['nepasrepondre', plain('x', '', 'ne-pas-repondre@shop.example'), [robot('notification')]],
  [
    'noreply reply-to person',
    plain('x', 'Reply-To: gerd@gast.example\r\n', 'Shop <no-reply@shop.example>'),
    [customer('gerd@gast.example')],
  ],
  [
    'read receipt exchange without report type',
    mixed(
      [
        'Content-Type: text/plain\n\nYour message was read',
        'Content-Type: message/disposition-notification\n\nFinal-Recipient: RFC822;gerd@gast.example\nDisposition: automatic-action/MDN-sent-automatically; displayed\nOriginal-Message-ID: <x@y.example>',
      ],
      'report; report-type=disposition-notification',
    ),
    [
      (m) =>
        m.clues.receipt?.kind === 'read' && m.clues.receipt.address === 'gerd@gast.example'
          ? undefined
          : JSON.stringify(m.clues.receipt),
    ],
  ],
  [
    'not read receipt',
    mixed(
      [
        'Content-Type: text/plain\n\nYour message was deleted without being read',
        'Content-Type: message/disposition-notification\n\nFinal-Recipient: RFC822;gerd@gast.example\nDisposition: automatic-action/MDN-sent-automatically; deleted',
      ],
      'report; report-type=disposition-notification',
    ),
    [(m) => (m.clues.receipt?.kind === 'deleted' ? undefined : JSON.stringify(m.clues.receipt))],
  ],
  [
    'denied receipt',
    mixed(
      [
        'Content-Type: text/plain\n\nx',
        'Content-Type: message/disposition-notification\n\nFinal-Recipient: RFC822;gerd@gast.example\nDisposition: manual-action/MDN-sent-manually; denied',
      ],
      'report; report-type=disposition-notification',
    ),
    [
      (m) =>
        m.clues.receipt !== undefined && m.clues.receipt.kind !== 'read'
          ? undefined
          : JSON.stringify(m.clues.receipt),
    ],
  ],
  [
    'dsn success',
    mixed(
      [
        'Content-Type: text/plain\n\ndelivered',
        'Content-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: delivered\nStatus: 2.0.0',
      ],
      'report; report-type=delivery-status',
    ),
    [(m) => (m.clues.report === undefined ? undefined : JSON.stringify(m.clues.report))],
  ],
  [
    'dsn mixed failed and delayed',
    mixed(
      [
        'Content-Type: text/plain\n\nx',
        'Content-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822;c@d.example\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Tue, 3 Mar 2026 10:00:00 +0000',
      ],
      'report; report-type=delivery-status',
    ),
    [
      (m) =>
        m.clues.report?.recipients.map((r) => r.state).join() === 'failed,delayed'
          ? undefined
          : JSON.stringify(m.clues.report),
    ],
  ],
  [
    'arf complaint',
    mixed(
      [
        'Content-Type: text/plain\n\nThis is an email abuse report',
        'Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1',
        'Content-Type: message/rfc822\n\nFrom: support@desk.example\nSubject: y\n\nz',
      ],
      'report; report-type=feedback-report',
    ),
    [robot('report')],
  ],
  ['tls-rpt', mixed(['Content-Type: text/plain\n\nx'], 'report; report-type=tlsrpt'), [robot('report')]],
];

/** Name, From, Subject, HTML, and whose it is. */
const bodies: readonly (readonly [string, string, string, string, string])[] = [
  [
    'table form',
    'Shop <form@shop.example>',
    'Contact',
    '<table><tr><td>Name</td><td>Gerd Gast</td></tr><tr><td>E-Mail</td><td>gerd@gast.example</td></tr><tr><td>Message</td><td>hi</td></tr></table>',
    'gerd@gast.example',
  ],
  [
    'table form th',
    'Shop <form@shop.example>',
    'Contact',
    '<table><tr><th>Email:</th><td><a href="mailto:gerd@gast.example">gerd@gast.example</a></td></tr></table>',
    'gerd@gast.example',
  ],
  [
    'dl form',
    'Shop <form@shop.example>',
    'Contact',
    '<dl><dt>Email</dt><dd>gerd@gast.example</dd></dl>',
    'gerd@gast.example',
  ],
  [
    'strong label',
    'Shop <form@shop.example>',
    'Contact',
    '<p><strong>Email</strong><br>gerd@gast.example</p>',
    'gerd@gast.example',
  ],
  [
    'wpforms',
    'Shop <form@shop.example>',
    'New Entry',
    '<b>Name</b><br>Gerd Gast<br><b>Email</b><br><a href="mailto:gerd@gast.example">gerd@gast.example</a>',
    'gerd@gast.example',
  ],
  [
    'footer of own',
    'Shop <form@shop.example>',
    'Contact',
    '<p>From: Gerd Gast gerd@gast.example</p><p>Shop GmbH, info@shop.example</p>',
    'gerd@gast.example',
  ],
  [
    'sentence',
    'Shop <form@shop.example>',
    'Contact',
    '<p>Gerd Gast (gerd@gast.example) has sent a message:</p><p>hi</p>',
    'gerd@gast.example',
  ],
  [
    'gmail fwd html',
    'Ada <ada@desk.example>',
    'Fwd: x',
    '<div>FYI</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Gerd Gast</strong> <span>&lt;<a href="mailto:gerd@gast.example">gerd@gast.example</a>&gt;</span><br>Date: Mon<br>Subject: x<br>To: a</div>hi</div>',
    'gerd@gast.example',
  ],
  [
    'thunderbird fwd table',
    'Ada <ada@desk.example>',
    'Fwd: x',
    '<p>FYI</p><div class="moz-forward-container">-------- Forwarded Message --------<table><tr><th>Subject: </th><td>x</td></tr><tr><th>Date: </th><td>Mon</td></tr><tr><th>From: </th><td>Gerd Gast <a href="mailto:gerd@gast.example">&lt;gerd@gast.example&gt;</a></td></tr></table>hi</div>',
    'gerd@gast.example',
  ],
  [
    'outlook fwd html',
    'Ada <ada@desk.example>',
    'WG: x',
    '<div><p><b>Von:</b> Gerd Gast &lt;gerd@gast.example&gt; <br><b>Gesendet:</b> Montag<br><b>An:</b> Ada<br><b>Betreff:</b> x</p></div>hi',
    'gerd@gast.example',
  ],
  [
    'apple fwd html',
    'Ada <ada@desk.example>',
    'Fwd: x',
    '<blockquote type="cite"><div>Begin forwarded message:</div><div><span><b>From: </b></span><span>Gerd Gast &lt;<a href="mailto:gerd@gast.example">gerd@gast.example</a>&gt;<br></span></div><div><b>Subject: </b>x</div></blockquote>',
    'gerd@gast.example',
  ],
  [
    'owa fwd mailto',
    'Ada <ada@desk.example>',
    'Fw: x',
    '<div id="divRplyFwdMsg"><b>From:</b> Gerd Gast &lt;<a href="mailto:gerd@gast.example">gerd@gast.example</a>&gt;<br><b>Sent:</b> Mo<br><b>To:</b> Ada<br><b>Subject:</b> x</div>hi',
    'gerd@gast.example',
  ],
  [
    'notes fwd',
    'Ada <ada@desk.example>',
    'Fw: x',
    '<font>----- Forwarded by Ada/Firma on 02.03.2026 10:22 -----</font><br><table><tr><td>From:</td><td>"Gerd Gast" &lt;gerd@gast.example&gt;</td></tr><tr><td>To:</td><td>ada</td></tr><tr><td>Date:</td><td>x</td></tr><tr><td>Subject:</td><td>x</td></tr></table>',
    'gerd@gast.example',
  ],
  [
    'samsung fwd',
    'Ada <ada@desk.example>',
    'Fwd: x',
    '<div>-------- Original message --------</div><div>From: Gerd Gast &lt;gerd@gast.example&gt; </div><div>Date: 3/2/26 10:22 AM (GMT+01:00) </div><div>To: ada@desk.example </div><div>Subject: x </div>hi',
    'gerd@gast.example',
  ],
];

for (const [name, from, subject, body, whose] of bodies) {
  test(`${name}, in HTML`, async () => {
    const extra = 'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n';
    const raw = `${head(extra, from, subject)}\r\n${Buffer.from(body).toString('base64')}\r\n`;
    const { customer: found } = decideSender(await parseMessage(Buffer.from(raw)), opts);
    assert.equal(found?.address, whose);
  });
}

for (const [name, raw, checks] of [...charsets, ...structures, ...forwards, ...forms, ...lists, ...robots]) {
  test(name, async () => {
    const message = await parseMessage(raw);
    const { html = '' } = renderMessage(raw, [], defaultLimits);
    const sender = decideSender(message, opts);
    assert.notEqual(checks.length, 0, 'nothing is looked at');
    for (const check of checks) assert.equal(check(message, { html, sender }), undefined);
  });
}
