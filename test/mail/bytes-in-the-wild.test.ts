import { type Look, runLooks } from '../support/mail-look.ts';
import { crlf, hi, html, mail, multi, png, text } from '../support/write-mail.ts';

// Bytes that mean something else than the ASCII that they look like, or than the letters that they were made of.

const escaped = {
  /** Of ISO-2022-JP; among its bytes are `;`, `<` and `"`. */
  yamada: '\x1b$B;3ED\x1b(B',
  person: '\x1b$B<T\x1b(B',
  asia: '\x1b$B%"%8%"\x1b(B',
  bill: '\x1b$B@A5a=q\x1b(B',
} as const;
const raw = (fields: string, body: string) => Buffer.from(crlf(`${fields}\n\n${body}`), 'latin1');
const fields = (from: string, subject: string) =>
  raw(`From: ${from}\nTo: support@postroom.example\nSubject: ${subject}\nContent-Type: text/plain`, 'hi');
const named = (field: string) =>
  raw(
    'From: a@b.example\nContent-Type: multipart/mixed; boundary=b1',
    crlf(`--b1\n${hi}\n--b1\nContent-Type: application/pdf\n${field}\n\n%PDF\n--b1--\n`),
  );

const headers: Look[] = [
  [
    'Japanese in a subject that no word encodes',
    fields('a@b.example', `${escaped.bill} 4711`),
    { subject: '請求書 4711|!$B' },
  ],
  [
    'a name whose bytes hold a semicolon',
    fields(`${escaped.yamada} <yamada@kaisha.example>`, 'x'),
    { from: '山田 <yamada@kaisha.example>', customer: 'yamada@kaisha.example' },
  ],
  [
    'a name whose bytes hold a bracket',
    fields(`${escaped.person} <yamada@kaisha.example>`, 'x'),
    { from: '者 <yamada@kaisha.example>' },
  ],
  [
    'a name in quotes whose bytes hold a quote',
    fields(`"${escaped.asia}" <yamada@kaisha.example>`, 'x'),
    { from: 'アジア <yamada@kaisha.example>' },
  ],
  [
    'a subject in pieces, each with escapes of its own',
    fields('a@b.example', `${escaped.bill}\n ${escaped.yamada}`),
    { subject: '請求書 山田' },
  ],
  [
    'a file name of Japanese bytes',
    named(`Content-Disposition: attachment; filename="${escaped.bill}.pdf"`),
    { files: ['請求書.pdf'] },
  ],
  [
    'a file name whose bytes hold a quote',
    named(`Content-Disposition: attachment; filename="${escaped.asia}.pdf"`),
    { files: ['アジア.pdf'] },
  ],
  ['an escape that is none', fields('a@b.example', 'colours \x1b[31mred\x1b[0m'), { subject: 'colours|red' }],
];

const controls: Look[] = [
  [
    'windows-1252 that was taken for Latin-1 before it became UTF-8',
    text('It\u0092s \u0093fine\u0094 \u0096 100 \u0080\u0085', '', { subject: '5 \u0080' }),
    { text: 'It’s “fine” – 100 €…', subject: '5 €', shown: 'It’s “fine” – 100 €…' },
  ],
  ['the same in HTML', html('<p>It\u0092s 100 \u0080</p>'), { text: 'It’s 100 €', shown: 'It’s 100 €' }],
  ['the same in a word of a subject', text('x', '', { subject: '=?utf-8?Q?5_=C2=80?=' }), { subject: '5 €' }],
  [
    'the same in a file name',
    multi('mixed', hi, 'Content-Type: application/pdf; name="Anna\u0092s.pdf"\n\n%PDF'),
    { files: ['Anna’s.pdf'] },
  ],
  [
    'the same in a name that says its charset',
    multi('mixed', hi, "Content-Type: application/pdf; name*=utf-8''Anna%C2%92s.pdf\n\n%PDF"),
    { files: ['Anna’s.pdf'] },
  ],
  ['a control that stands for nothing', text('a\u0081b \u009d c'), { text: 'ab  c' }],
];

const alternative = (...parts: string[]) => multi('alternative', ...parts);
const data: Look[] = [
  [
    'data for a program beside a text',
    alternative(hi, 'Content-Type: application/ld+json\n\n{"a":1}', 'Content-Type: text/html\n\n<b>hi</b>'),
    { text: 'hi', files: [] },
  ],
  [
    'a card for a program beside a text',
    alternative(hi, 'Content-Type: application/adaptivecard+json\n\n{"a":1}'),
    { text: 'hi', files: [] },
  ],
  [
    'plain JSON beside a text',
    alternative('Content-Type: application/json\n\n{"a":1}', hi),
    { text: 'hi', files: [] },
  ],
  [
    'JSON with a name',
    alternative(hi, 'Content-Type: application/json; name=order.json\n\n{"a":1}'),
    { text: 'hi', files: ['order.json'] },
  ],
  [
    'JSON that is no version of the text',
    multi('mixed', hi, 'Content-Type: application/json\n\n{"a":1}'),
    { text: 'hi', files: ['file.json'] },
  ],
  ['JSON that is all there is', mail('Content-Type: application/json', '{"a":1}'), { files: ['file.json'] }],
];

const pdf = (disposition: string) =>
  multi(
    'mixed',
    hi,
    `Content-Type: application/pdf\nContent-Disposition: attachment; ${disposition}\n\n%PDF`,
  );
const names: Look[] = [
  [
    'a semicolon in a name without quotes',
    pdf('filename=Angebot; Version 2.pdf'),
    { files: ['Angebot; Version 2.pdf'] },
  ],
  [
    'several of them, and a parameter behind',
    pdf('filename=A; B; C 1.pdf; size=4'),
    { files: ['A; B; C 1.pdf'] },
  ],
  ['a word behind a name with an extension', pdf('filename=a.pdf; inline'), { files: ['a.pdf'] }],
  [
    'quotes behind the charset of a name',
    pdf(`filename*=UTF-8''"Gr%C3%BC%C3%9Fe.pdf"`),
    { files: ['Grüße.pdf'] },
  ],
  [
    'words in the pieces of a name, cut within a character',
    pdf(
      'filename*0="=?UTF-8?Q?a_=F0=9F=98=81=F0?=\n =?UTF-8?Q?=9F=98=8"; filename*1="1=F0?=\n =?UTF-8?Q?=9F=98=81=F0=9F=98=81.docx?="',
    ),
    { files: ['a 😁😁😁😁.docx'] },
  ],
];

const picture = (id: string) =>
  multi(
    'related',
    'Content-Type: text/html\n\n<img src="cid:795d06e8bc@phpmailer.0">words',
    `Content-Type: image/png; name=embed0\nContent-Transfer-Encoding: base64\nContent-ID: ${id}\n\n${png}`,
  );
const pictures: Look[] = [
  [
    'an identifier in encoded words',
    picture('<=?us-ascii?Q?795d06e8?=\n =?us-ascii?Q?bc@phpmailer.0?=>'),
    { inline: ['embed0.png'], files: [] },
  ],
  ['an identifier with a comment', picture('<795d06e8bc@phpmailer.0> (logo)'), { inline: ['embed0.png'] }],
  ['an identifier without brackets', picture('795d06e8bc@phpmailer.0'), { inline: ['embed0.png'] }],
];

/** What a program of old, or a disk, has put behind the end of a message. */
const ends: Look[] = ['\x1a', '\0\0\0', '\x1a\0\0'].flatMap((end): Look[] => [
  [
    `behind the last delimiter ${JSON.stringify(end)}`,
    mail('Content-Type: multipart/mixed; boundary=b1', `--b1\n\nhi\n--b1--${end}`),
    { text: 'hi|!b1' },
  ],
  [
    `behind base64 ${JSON.stringify(end)}`,
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      Buffer.from('Grüße WORDSx').toString('base64').replace(/=+$/, '') + end,
    ),
    { text: 'Grüße WORDSx' },
  ],
]);
ends.push([
  'a byte of the text itself',
  mail('Content-Type: text/plain; charset=utf-16le', Buffer.from('Hi there', 'utf16le')),
  { text: 'Hi there' },
]);

runLooks([...headers, ...controls, ...data, ...names, ...pictures, ...ends]);
