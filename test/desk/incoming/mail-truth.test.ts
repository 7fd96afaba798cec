import { type Case, runCases } from '../../support/mail-truth.ts';

// Mail as public reports of other help desks and mail libraries describe it, from its delivery to the ticket's page.

const crlf = (t: string) => t.replace(/\r?\n/g, '\r\n');
const head = (
  fields: string,
  { from = 'Gerd Gast <gerd@gast.example>', subject = 'case', date = 'Mon, 2 Mar 2026 10:22:33 +0100' } = {},
) =>
  `From: ${from}\nTo: support@postroom.example\nSubject: ${subject}\nDate: ${date}\nMIME-Version: 1.0\n${fields}`;
const mail = (fields: string, body: string | Buffer, o = {}) =>
  Buffer.concat([
    Buffer.from(crlf(`${head(fields, o)}\n\n`)),
    typeof body === 'string' ? Buffer.from(crlf(body)) : body,
  ]);
const text = (body: string, fields = '', o = {}) =>
  mail(`Content-Type: text/plain; charset=utf-8${fields === '' ? '' : `\n${fields}`}`, body, o);
const html = (body: string, o = {}) => mail('Content-Type: text/html; charset=utf-8', body, o);
const multi = (type: string, ...parts: string[]) =>
  mail(
    `Content-Type: multipart/${type}; boundary=b1`,
    `${parts.map((p) => `--b1\n${p}\n`).join('')}--b1--\n`,
  );
const hi = 'Content-Type: text/plain\n\nhi';
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

const structure: Case[] = [
  [
    'blank lines before the header',
    Buffer.concat([Buffer.from('\r\n\r\n'), text('HELLO')]),
    { customer: 'gerd@gast.example', text: 'HELLO|!From:' },
  ],
  [
    'mbox From line first',
    Buffer.concat([Buffer.from('From gerd@gast.example Mon Mar  2 10:22:33 2026\r\n'), text('HELLO')]),
    { customer: 'gerd@gast.example', text: 'HELLO|!From:' },
  ],
  [
    'quoted mbox line first',
    Buffer.concat([Buffer.from('>From gerd@gast.example Mon Mar  2 10:22:33 2026\r\n'), text('HELLO')]),
    { customer: 'gerd@gast.example', text: 'HELLO' },
  ],
  [
    'a separator of blanks',
    crlf(`${head('Content-Type: text/plain')}\n \nHELLO\n`),
    { customer: 'gerd@gast.example', text: 'HELLO' },
  ],
  [
    'header goes on below the blank line',
    crlf(
      'From: Gerd <gerd@gast.example>\nTo: support@postroom.example\nSubject: case\n\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>HELLO <b>you</b></p>\n',
    ),
    { text: 'HELLO you|!<p>|!MIME-Version' },
  ],
  [
    'multipart below the blank line',
    crlf(
      `From: Gerd <gerd@gast.example>\nTo: support@postroom.example\nSubject: case\n\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b1"\n\n--b1\n${hi}\n--b1\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n${pdf.toString('base64')}\n--b1--\n`,
    ),
    { text: 'hi|!--b1', files: ['a.pdf'] },
  ],
  [
    'space before colon',
    crlf(
      'From : Gerd <gerd@gast.example>\nTo : support@postroom.example\nSubject : case\nContent-Type : text/html\n\n<b>HELLO</b>\n',
    ),
    { customer: 'gerd@gast.example', subject: 'case', text: 'HELLO|!<b>' },
  ],
  [
    'upper case fields',
    crlf(
      'FROM: Gerd <gerd@gast.example>\nTO: support@postroom.example\nSUBJECT: case\nCONTENT-TYPE: TEXT/HTML; CHARSET=UTF-8\n\n<b>HELLO</b>\n',
    ),
    { customer: 'gerd@gast.example', text: 'HELLO|!<b>' },
  ],
  [
    'nested multipart with the same boundary',
    mail(
      'Content-Type: multipart/mixed; boundary=b1',
      `--b1\nContent-Type: multipart/alternative; boundary=b1\n\n--b1\n${hi}\n--b1\nContent-Type: text/html\n\n<p>hi rich</p>\n--b1--\n--b1\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b1--\n`,
    ),
    { text: 'hi', files: ['a.pdf'] },
  ],
  [
    'boundary in pieces',
    mail('Content-Type: multipart/mixed; boundary*0=b; boundary*1=1', `--b1\n${hi}\n--b1--\n`),
    { text: 'hi|!--b1' },
  ],
  [
    'base64 file without encoding',
    multi(
      'mixed',
      hi,
      `Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n\n${pdf.toString('base64')}`,
    ),
    { files: ['a.pdf'] },
  ],
  [
    'disposition in a word',
    mail('Content-Type: text/html; charset=utf-8\nContent-Disposition: =?utf-8?Q?inline?=', '<p>HELLO</p>'),
    { text: 'HELLO', files: [] },
  ],
  [
    'html called plain',
    text(
      '<html><head><title>x</title></head><body><p>HELLO</p><table><tr><td>you</td></tr></table></body></html>',
    ),
    { text: 'HELLO|!<p>', shown: '!<p>' },
  ],
  ['plain called html', html('Hello\nline two\nline three\n\nBye\nGerd'), { text: 'Hello\nline two' }],
  [
    'plain called html with an address',
    html('Name: Gerd\nE-Mail: <gerd@gast.example>\nMessage: hi'),
    { text: 'gerd@gast.example|Name: Gerd\n' },
  ],
  [
    'preamble is all',
    mail(
      'Content-Type: multipart/mixed; boundary=b1',
      `WORDS OF A PERSON\n\n--b1\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b1--\n`,
    ),
    { files: ['a.pdf'] },
  ],
  [
    'the whole is a message',
    mail('Content-Type: message/rfc822', 'From: Ina <ina@innen.example>\nSubject: inner\n\nINNER WORDS'),
    { files: ['inner.eml'] },
  ],
  [
    'alternative with files',
    multi(
      'alternative',
      hi,
      'Content-Type: text/html\n\n<p>hi</p>',
      `Content-Type: application/pdf; name=a.pdf\n\nx`,
    ),
    { text: 'hi', files: ['a.pdf'] },
  ],
  [
    'alternative of mixed (Apple)',
    multi(
      'alternative',
      'Content-Type: text/plain\n\nBEFORE AFTER',
      `Content-Type: multipart/mixed; boundary=b2\n\n--b2\nContent-Type: text/html\n\n<p>BEFORE</p>\n--b2\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b2\nContent-Type: text/html\n\n<p>AFTER</p>\n--b2--`,
    ),
    { shown: 'BEFORE|AFTER', files: ['a.pdf'] },
  ],
  [
    'log before the letter',
    multi(
      'mixed',
      'Content-Type: text/plain; name=log.txt\nContent-Disposition: inline; filename=log.txt\n\nLOG',
      'Content-Type: text/plain\n\nLETTER',
    ),
    { text: 'LETTER' },
  ],
  [
    'text of two htmls',
    multi('mixed', 'Content-Type: text/html\n\n<p>ONE</p>', 'Content-Type: text/html\n\n<p>TWO</p>'),
    { text: 'ONE|TWO', shown: 'ONE|TWO' },
  ],
  [
    'related around mixed',
    multi(
      'related',
      'Content-Type: multipart/alternative; boundary=b2\n\n--b2\nContent-Type: text/plain\n\nhi\n--b2\nContent-Type: text/html\n\n<p>hi</p><img src="cid:a@b">\n--b2--',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
      'Content-Type: application/pdf; name=b.pdf\n\nx',
    ),
    { inline: ['a.png'], files: ['b.pdf'] },
  ],
  [
    'picture as octets',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><img src="cid:a@b">',
      `Content-Type: application/octet-stream; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { inline: ['a.png'] },
  ],
  [
    'cid upper case',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><img src="CID:A@B">',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { inline: ['a.png'] },
  ],
  [
    'cid in brackets',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><img src="cid:<a@b>">',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { inline: ['a.png'] },
  ],
  [
    'cid encoded',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><img src="cid:a%40b">',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { inline: ['a.png'] },
  ],
  [
    'cid with blanks',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><img src=" cid: a@b ">',
      `Content-Type: image/png; name=a.png\nContent-ID:  a@b \nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { inline: ['a.png'] },
  ],
  [
    'background cid',
    multi(
      'related',
      'Content-Type: text/html\n\n<table background="cid:a@b"><tr><td>hi</td></tr></table>',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    {},
  ],
  [
    'vml picture',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><!--[if gte vml 1]><v:shape><v:imagedata src="cid:a@b"/></v:shape><![endif]--><![if !vml]><img src="cid:a@b"><![endif]>',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { inline: ['a.png'] },
  ],
  [
    'vml alone',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><v:shape><v:imagedata src="cid:a@b"/></v:shape>',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    {},
  ],
];
const fields: Case[] = [
  [
    'two dispositions',
    multi(
      'mixed',
      hi,
      'Content-Type: application/pdf\nContent-Disposition: inline\nContent-Disposition: attachment; filename=a.pdf\n\nx',
    ),
    { files: ['a.pdf'] },
  ],
  [
    'two types',
    multi(
      'mixed',
      hi,
      'Content-Type: application/octet-stream\nContent-Type: application/pdf; name=a.pdf\n\nx',
    ),
    { files: ['a.pdf'] },
  ],
  ['a type in quotes', mail('Content-Type: "text/html"; charset=utf-8', '<b>hi</b>'), { text: 'hi|!<b>' }],
];
const names: Case[] = (
  [
    ['filename*0="=?utf-8?Q?Gr=C3=BC"; filename*1="=C3=9Fe.pdf?="', 'Grüße.pdf'],
    ["filename*=utf-8''=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=", 'Grüße.pdf'],
    ['filename*="UTF-8\'\'Gr%C3%BC%C3%9Fe.pdf"', 'Grüße.pdf'],
    ['filename*=Gr%C3%BC%C3%9Fe.pdf', 'Grüße.pdf'],
    ["filename*=''Gr%C3%BC%C3%9Fe.pdf", 'Grüße.pdf'],
    ['filename*=utf-8\'de\'Gr%C3%BC%C3%9Fe.pdf; filename="Gr__e.pdf"', 'Grüße.pdf'],
    ["filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe.pdf", 'Grüße.pdf'],
    ["filename*1*=%C3%9Fe.pdf; filename*0*=utf-8''Gr%C3%BC", 'Grüße.pdf'],
    ["filename*0*=utf-8''Gr%C3; filename*1*=%BC%C3%9Fe.pdf", 'Grüße.pdf'],
    ["filename*=utf-8''Gr%FC%DFe.pdf", 'Grüße.pdf'],
    ['filename==?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=', 'Grüße.pdf'],
    ['filename="=?utf-8?B?R3LDvMOfZQ==?= =?utf-8?B?LnBkZg==?="', 'Grüße.pdf'],
    ['filename="=?utf-8?B?R3LDvMOfZQ==?=.pdf"', 'Grüße.pdf'],
    ['filename="=?utf-8?B?R3LDvMOfZ\n S5wZGY=?="', 'Grüße.pdf'],
    ['filename="=?utf-8?Q?Rechnung M=C3=A4rz.pdf?="', 'Rechnung März.pdf'],
    ['filename="Rechnung\n Nr 5.pdf"', 'Rechnung Nr 5.pdf'],
    ['filename="Rechnung; Nr 5.pdf"', 'Rechnung; Nr 5.pdf'],
    ['filename="C:\\Users\\gerd\\Rechnung.pdf"', 'Rechnung.pdf'],
    ['filename="a\\"b.pdf"', 'a_b.pdf'],
    ['filename="&#1056;&#1072;.pdf"', 'Ра.pdf'],
    ['filename="=?UTF-8?Q?=3D=3Futf-8=3FQ=3FGr=3DC3=3DBC=3DC3=3D9Fe.pdf=3F=3D?="', 'Grüße.pdf'],
    ['filename="=?iso-2022-jp?B?GyRCQEE1YT1xGyhCLnBkZg==?="', '請求書.pdf'],
    ["filename*=iso-2022-jp''%1B$B@A5a=q%1B(B.pdf", '請求書.pdf'],
    ["filename*=gb2312''%C7%EB.pdf", '请.pdf'],
  ] as const
).map(
  ([n, want]): Case => [
    `name ${n}`,
    multi('mixed', hi, `Content-Type: application/pdf\nContent-Disposition: attachment; ${n}\n\nx`),
    { files: [want] },
  ],
);
const subjects: Case[] = (
  [
    ['=?utf-8?Q?=3D=3Futf-8=3FB=3FR3LDvMOfZQ=3D=3D=3F=3D?=', 'Grüße'],
    ['=?utf-8?B?R3LDvMOfZQ==?==?utf-8?B?IGF1cw==?=', 'Grüße aus'],
    ['Re: =?utf-8?B?R3LDvMOfZQ==?=: hi', 'Re: Grüße: hi'],
    ['=?utf-8?B?R3LDvMOfZQ==?=\n\t=?utf-8?B?IGF1cw==?=', 'Grüße aus'],
    ['\n =?utf-8?B?R3LDvMOfZQ==?=', 'Grüße'],
    ['=?UTF8?B?R3LDvMOfZQ==?=', 'Grüße'],
    ['=?utf-8?b?R3LDvM\n OfZQ==?=', 'Grüße'],
    ['=?utf-8?Q?Gr=c3=bc=c3=9fe?=', 'Grüße'],
    ['=?utf-8?Q?a=?= =?utf-8?Q?b?=', 'a=b'],
    ['=?cp932?B?g3aDioOTg16BWw==?=', 'プリンター'],
    ['=?utf-16?B?/v8ARwByAPwA3wBl?=', 'Grüße'],
    ['=?unknown-8bit?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['=?x-unknown?Q?Gr=FC=DFe?=', 'Grüße'],
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?Q?_=FC?=', 'Grüße ü'],
    ['=?utf-8?Q?=F0=9F=98?= =?utf-8?Q?=80_ok?=', '😀 ok'],
    ['=?us-ascii?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['=?utf-8?Q?50=25=20off=3F?=', '50% off?'],
    ['=?utf-8?Q?Invoice_#5?= due', 'Invoice #5 due'],
    ['=?ISO-8859-1?Q?Gr=FC=DFe_=96_5_=80?=', 'Grüße – 5 €'],
    ['=?gb2312?B?tPLTobv6us3W7A==?=', '打印机和朱'],
  ] as const
).map(([s, want]): Case => [`subject ${s}`, text('x', '', { subject: s }), { subject: want }]);

const people: Case[] = (
  [
    ['Gerd Gast gerd@gast.example', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd Gast <gerd@gast.example', 'gerd@gast.example', 'Gerd Gast'],
    ['gerd@gast.example (Gerd Gast)', 'gerd@gast.example', 'Gerd Gast'],
    ['"gerd@gast.example" <gerd@gast.example>', 'gerd@gast.example', ''],
    ['<"Gerd Gast" gerd@gast.example>', 'gerd@gast.example', undefined],
    ['Gast, Gerd <gerd@gast.example>', 'gerd@gast.example', 'Gast, Gerd'],
    ['"Gast, Gerd" <gerd@gast.example>', 'gerd@gast.example', 'Gast, Gerd'],
    ["'Gerd Gast' <gerd@gast.example>", 'gerd@gast.example', undefined],
    ['"Gerd \\"G\\" Gast" <gerd@gast.example>', 'gerd@gast.example', 'Gerd "G" Gast'],
    ['Gerd Gast <gerd@gast.example>, ', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd Gast <mailto:gerd@gast.example>', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd Gast <gerd@gast.example.>', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd Gast <GERD@GAST.EXAMPLE>', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd Gast <gerd@gast.example> (Sales)', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd @ Gast GmbH <gerd@gast.example>', 'gerd@gast.example', 'Gerd @ Gast GmbH'],
    ['Gerd; Gast <gerd@gast.example>', 'gerd@gast.example', undefined],
    ['Gast GmbH: Gerd <gerd@gast.example>', 'gerd@gast.example', undefined],
    ['=?utf-8?Q?Gast=2C_Gerd?= <gerd@gast.example>', 'gerd@gast.example', 'Gast, Gerd'],
    ['=?utf-8?Q?"Gast,_Gerd"?= <gerd@gast.example>', 'gerd@gast.example', 'Gast, Gerd'],
    ['=?utf-8?B?R2VyZA==?= Gast <gerd@gast.example>', 'gerd@gast.example', 'Gerd Gast'],
    ['"=?utf-8?Q?Gerd?=" <gerd@gast.example>', 'gerd@gast.example', 'Gerd'],
    ['\n Gerd Gast\n <gerd@gast.example>', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd <gerd @ gast.example>', 'gerd@gast.example', 'Gerd'],
    ['Gerd <gerd@gast. example>', 'gerd@gast.example', 'Gerd'],
    ['Gerd Gast &lt;gerd@gast.example&gt;', 'gerd@gast.example', 'Gerd Gast'],
    ['Gerd <gerd@grüße.example>', 'gerd@grüße.example', 'Gerd'],
    ['Gerd <gerd..gast@docomo.example>', 'gerd..gast@docomo.example', 'Gerd'],
    ['Gerd <gerd.@docomo.example>', 'gerd.@docomo.example', 'Gerd'],
    ['"Gerd" <"gerd gast"@gast.example>', '"gerd gast"@gast.example', 'Gerd'],
    ['Gerd <gerd/s@gast.example>', 'gerd/s@gast.example', 'Gerd'],
    ['Gerd <@relay.example:gerd@gast.example>', 'gerd@gast.example', 'Gerd'],
    ['Gerd {gerd@gast.example}', 'gerd@gast.example', undefined],
    ['Gerd Gast|gerd@gast.example', 'gerd@gast.example', undefined],
    ['undisclosed-recipients:; <gerd@gast.example>', 'gerd@gast.example', undefined],
    ['Gerd (home <gerd@gast.example>', 'gerd@gast.example', undefined],
  ] as const
).map(
  ([f, a, n]): Case => [
    `from ${f}`,
    text('x', '', { from: f }),
    { customer: a, ...(n === undefined ? {} : { from: `${n} <${a}>` }) },
  ],
);
const noFrom: Case[] = [
  [
    'From without address, Return-Path',
    text('x', 'Return-Path: <gerd@gast.example>', { from: 'Gerd Gast' }),
    { customer: 'gerd@gast.example' },
  ],
  [
    'From X.500, Reply-To',
    text('x', 'Reply-To: gerd@gast.example', { from: '"Gerd" </O=FIRMA/OU=EX/CN=GERD>' }),
    { customer: 'gerd@gast.example' },
  ],
  [
    'no From, Sender',
    crlf('Sender: Gerd <gerd@gast.example>\nTo: support@postroom.example\nSubject: a\n\nx'),
    { customer: 'gerd@gast.example' },
  ],
  [
    'no From, Return-Path',
    crlf('Return-Path: <gerd@gast.example>\nTo: support@postroom.example\nSubject: a\n\nx'),
    { customer: 'gerd@gast.example' },
  ],
  [
    'no From, X-Sender',
    crlf('X-Sender: gerd@gast.example\nTo: support@postroom.example\nSubject: a\n\nx'),
    { customer: 'gerd@gast.example' },
  ],
  [
    'two From',
    crlf(
      'From: Gerd <gerd@gast.example>\nFrom: Relay <relay@x.example>\nTo: support@postroom.example\nSubject: a\n\nx',
    ),
    { customer: 'gerd@gast.example' },
  ],
];

const inHtml: Case[] = [
  [
    'line ends that a style keeps',
    html('<div style="white-space: pre-wrap">one\ntwo <b>bold</b>\nthree</div><p>a\nb</p>'),
    { text: 'one\ntwo bold\nthree|a b' },
  ],
  [
    'an emoji in two halves',
    html('<p>ok &#55357;&#56832; &#xD83D;&#xDE00; &#128512;</p>'),
    { text: 'ok 😀 😀 😀', shown: 'ok 😀 😀 😀' },
  ],
  ['half of an emoji', html('<p>ok &#55357; x</p>'), { text: 'ok' }],
  [
    'a smile in Wingdings',
    html('<p>thanks <span style="font-family:Wingdings">J</span> J</p>'),
    { text: 'thanks ☺ J', shown: 'thanks ☺ J' },
  ],
  [
    'an arrow in Wingdings',
    html('<p>go <span style=\'font-size:11.0pt;font-family:"Wingdings"\'>à</span> there</p>'),
    { text: 'go → there', shown: '→' },
  ],
  [
    'a title that nothing closes',
    html('<html><head><title>Mail</head><body><p>WORDS</p></body></html>'),
    { text: 'WORDS', shown: 'WORDS' },
  ],
  [
    'a style sheet that nothing closes',
    html('<html><head><style>p{color:red}</head><body><p>WORDS</p></body></html>'),
    { text: 'WORDS|!color', shown: 'WORDS|!color' },
  ],
  [
    'a style sheet without a head that nothing closes',
    html('<p>ABOVE</p><style>p{color:red}<p>BELOW</p>'),
    { text: 'ABOVE|BELOW', shown: 'ABOVE|BELOW' },
  ],
  [
    'a comment that nothing closes',
    html('<p>ABOVE</p><!-- <p>BELOW</p>'),
    { text: 'ABOVE|BELOW', shown: 'BELOW' },
  ],
  [
    'comments for Outlook',
    html(
      '<p>x</p><![if !supportLists]><span>1. </span><![endif]>WORDS<!--[if !mso]><!-->MORE<!--<![endif]--><!--[if mso]>MSO<![endif]-->',
    ),
    { text: 'WORDS|MORE|1.|!MSO', shown: 'WORDS|MORE|!MSO' },
  ],
  [
    'an address in brackets',
    html('<p>Write to <gerd@gast.example> please</p>'),
    { text: '<gerd@gast.example> please', shown: 'gerd@gast.example' },
  ],
  [
    'a link in brackets',
    html('<p>See <https://x.example/a?b=c> please</p>'),
    { text: 'https://x.example/a?b=c', shown: 'x.example/a' },
  ],
  [
    'signs that are no tags',
    html('<p>if a < b and c > d then</p>'),
    { text: 'a < b and c > d', shown: 'a < b and c > d' },
  ],
  [
    'no size around words of a size',
    html(
      '<table><tr><td style="font-size:0"><div style="font-size:14px">WORDS</div></td></tr></table><p>x</p>',
    ),
    { text: 'WORDS', shown: 'WORDS' },
  ],
  [
    'hidden on telephones',
    html(
      '<style>@media only screen and (max-width:480px){.hide{display:none!important}}</style><p>x</p><div class="hide">WORDS</div>',
    ),
    { text: 'WORDS', shown: 'WORDS' },
  ],
  [
    'a page within the quote of a telephone',
    html(
      'ANSWER words<br><br><p class="yahoo-quoted-begin">On Thursday, March 2, 2026, 10:22 AM, Desk &lt;a@b.example&gt; wrote:</p><blockquote class="iosymail"><div><html lang="en"><head><style>p{x:y}</style></head><body><div>QUOTED</div></body></html></div></blockquote>',
    ),
    { text: 'ANSWER words', shown: 'ANSWER words|!QUOTED', folded: 'QUOTED' },
  ],
  [
    'a quote that is the letter',
    html('<p>Look at this:</p><blockquote>IMPORTANT</blockquote><p>bye</p>'),
    { shown: 'IMPORTANT' },
  ],
  [
    'a page that only a script would write',
    text('<html><body><script>write("x")</script></body></html>'),
    { text: '<script>' },
  ],
  [
    'a program that is shown in a letter',
    text('Our page:\n\n<html><body><p>x</p></body></html>'),
    { text: '<p>x</p>' },
  ],
];
const machines: Case[] = [
  ...(
    [
      ['X-Mailer: CommuniGate Pro Auto-Responder', 'auto_reply'],
      ['X-Mailer: IMail AutoResponder', 'auto_reply'],
      ['X-Mailer: GroupWise Rule Reply', 'auto_reply'],
      ['X-Mailer: Microsoft Outlook 16.0', 'no'],
      ['X-ServiceNow-Generated: true', 'notification'],
      ['Return-Path: <MAILER-DAEMON>', 'notification'],
      ['Return-Path: <mailer-daemon@mx.example>', 'notification'],
      ['Return-Path: <gerd@gast.example>', 'no'],
    ] as const
  ).map(([field, robot]): Case => [field, text('x', field), { robot }]),
  ...(['Automatické odpovědi: x', 'Resposta de Ausência Temporária: x', '休假通知: x'] as const).map(
    (subject): Case => [subject, text('x', '', { subject }), { robot: 'out_of_office' }],
  ),
  ...(
    [
      [
        'Gelesen: x',
        'Ihre Nachricht\n\n  An: Gerd\n  Betreff: x\n\nwurde am 02.03.2026 10:22 gelesen.',
        'receipt',
      ],
      ['Lu : x', 'Votre message a été lu le 02/03/2026.', 'receipt'],
      [
        'Not read: x',
        'Your message\n\n  To: Gerd\n  Subject: x\n\nwas deleted without being read on 2.3.2026.',
        'receipt',
      ],
      ['開封済み: x', '2026/03/02 10:22 に開封されました。', 'receipt'],
      ['Read: your answer', 'I do not understand what you mean.', 'no'],
      ['Re: x', 'Your message was read on Monday, and I have a question.', 'no'],
    ] as const
  ).map(([subject, body, robot]): Case => [`${subject} ${robot}`, text(body, '', { subject }), { robot }]),
];
const ics = (lines: string, method = 'REQUEST') =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:${method}\nBEGIN:VEVENT\nUID:1\n${lines}\nEND:VEVENT\nEND:VCALENDAR`;
const visit = 'SUMMARY:Besuch\nDTSTART:20260302T102200Z';
const appointment = (
  lines: string,
  method = 'REQUEST',
  type = `text/calendar; method=${method}; charset=utf-8`,
) => multi('mixed', hi, `Content-Type: ${type}\n\n${ics(lines, method)}`);
const calendars: Case[] = [
  [
    'a zone with a colon in quotes',
    appointment('SUMMARY:Besuch\nDTSTART;TZID="(UTC+01:00) Berlin":20260302T102200'),
    { calendar: '10:22 ((UTC+01:00) Berlin)' },
  ],
  [
    'a zone with a colon',
    appointment(
      'SUMMARY:Besuch\nDTSTART;TZID=(UTC+01:00) Amsterdam, Berlin:20260302T102200\nDTEND;TZID=(UTC+01:00) Amsterdam, Berlin:20260302T112200',
    ),
    { calendar: '10:22 – 11:22' },
  ],
  [
    'a time with dashes',
    appointment('SUMMARY:Besuch\nDTSTART:2026-03-02T10:22:00Z'),
    { calendar: '10:22 (UTC)' },
  ],
  [
    'an answer that names who was asked first',
    appointment(
      `${visit}\nATTENDEE;CN=Desk;PARTSTAT=NEEDS-ACTION:mailto:support@postroom.example\nATTENDEE;CN=Gerd;PARTSTAT=DECLINED:mailto:gerd@gast.example`,
      'REPLY',
    ),
    { calendar: 'declined|!needs-action' },
  ],
  ['vCalendar', appointment(visit, 'PUBLISH', 'text/x-vcalendar; name=a.vcs'), { calendar: 'Besuch' }],
  [
    'vCalendar as octets',
    appointment(visit, 'PUBLISH', 'application/octet-stream; name=a.vcs'),
    { calendar: 'Besuch' },
  ],
  [
    'another name of the type',
    appointment(visit, 'PUBLISH', 'application/x-ical; name=a.ics'),
    { calendar: 'Besuch' },
  ],
];

runCases([
  ...fields,
  ...inHtml,
  ...machines,
  ...calendars,
  ...structure,
  ...names,
  ...subjects,
  ...people,
  ...noFrom,
]);
