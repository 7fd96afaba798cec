import iconv from 'iconv-lite';
import { type Look, runLooks } from '../support/mail-look.ts';
import { crlf, head, hi, html, mail, multi, png, text } from '../support/write-mail.ts';

// Charsets, encodings, files and containers as programs write them.

const b64 = (b: Buffer | string) =>
  Buffer.from(b as string)
    .toString('base64')
    .replace(/.{76}/g, '$&\n');
const enc = (label: string, cs: string, t: string): Look => [
  `body ${label} in ${cs}`,
  mail(
    `Content-Type: text/plain; charset=${label}\nContent-Transfer-Encoding: base64`,
    b64(iconv.encode(t, cs)),
  ),
  { text: t },
];
const de = 'Grüße aus Köln – „Prüfung“ kostet 5 €';
const charsets: Look[] = [
  enc('iso-8859-1', 'win1252', de),
  enc('us-ascii', 'win1252', de),
  enc('iso-8859-15', 'iso-8859-15', 'Grüße kosten 5 € – x'.replace('–', '-')),
  enc('gb2312', 'gb18030', '请问打印机为什么不工作？镕㐀'),
  enc('ks_c_5601-1987', 'cp949', '프린터가 똠방각하 작동하지 않습니다.'),
  enc('x-mac-roman', 'macroman', 'Grüße aus Köln für Zoë'),
  enc('macintosh', 'macroman', 'Grüße aus Köln für Zoë'),
  enc('x-mac-cyrillic', 'maccyrillic', 'Здравствуйте, принтер'),
  enc('unknown-8bit', 'utf8', de),
  enc('unknown-8bit', 'win1252', de),
  enc('x-unknown', 'utf8', de),
  enc('utf-16', 'utf16-le', 'Grüße aus Köln, der Drucker streikt'),
  enc('utf-16le', 'utf16-le', 'Grüße aus Köln, der Drucker streikt'),
  enc('utf-16be', 'utf16-be', 'Grüße aus Köln, der Drucker streikt'),
  enc('utf-16', 'utf16-be', 'Grüße aus Köln, der Drucker streikt'),
  enc('utf-16', 'utf16-le', '打印机不工作请帮助我们'),
  enc('utf-16le', 'utf16-le', '打印机不工作请帮助我们'),
  enc('utf-32', 'utf32-le', 'Grüße aus Köln'),
  enc('windows-1251', 'win1251', 'Здравствуйте, принтер не печатает'),
  enc('koi8-u', 'koi8-u', 'Привіт, принтер не друкує її'),
  enc('windows-1258', 'win1258', 'Xin chào máy in'),
  enc('tis-620', 'win874', 'เครื่องพิมพ์ไม่ทำงาน'),
  enc('windows-874', 'win874', 'เครื่องพิมพ์ไม่ทำงาน'),
  enc('iso-8859-8-i', 'iso88598', 'שלום המדפסת לא עובדת'),
  enc('iso-8859-8-e', 'iso88598', 'שלום המדפסת לא עובדת'),
  enc('iso-8859-6', 'iso88596', 'مرحبا الطابعة لا تعمل'),
  enc('windows-1256', 'win1256', 'مرحبا الطابعة لا تعمل'),
  enc('iso-8859-9', 'win1254', 'Yazıcı çalışmıyor ğüşö'),
  enc('iso-8859-13', 'iso885913', 'Spausdintuvas neveikia ąčęė'),
  enc('windows-1257', 'win1257', 'Spausdintuvas neveikia ąčęė'),
  enc('iso-8859-3', 'iso88593', 'Saluton ĉŝĝ'),
  enc('iso-8859-10', 'iso885910', 'Prentari þðæ'),
  enc('iso-8859-14', 'iso885914', 'Dŵr ŷ'),
  enc('iso-8859-16', 'iso885916', 'Imprimantă țară'),
  enc('cp850', 'cp850', 'Grüße aus Köln'),
  enc('cp437', 'cp437', 'Grüße aus Köln'),
  enc('ibm852', 'cp852', 'Drukarka nie działa'),
  enc('cp866', 'cp866', 'Здравствуйте, принтер'),
  enc('viscii', 'viscii', 'Máy in không hoạt động'),
  enc('big5', 'big5', '印表機無法使用，請協助'),
  enc('big5-hkscs', 'big5hkscs', '印表機喺度無法使用，請協助嘅'),
  enc('euc-tw', 'utf8', '印表機'),
  enc('shift_jis', 'cp932', 'プリンターが①動きません～'),
  enc('iso-2022-jp', 'utf8', 'プリンター'),
  enc('euc-jp', 'eucjp', 'プリンターが動きません'),
  [
    'twice utf-8 body',
    mail(
      'Content-Type: text/plain; charset=utf-8',
      Buffer.from(
        Buffer.from('Grüße aus Köln, wir können nicht drucken – für Sie geprüft', 'utf8').toString('latin1'),
        'utf8',
      ),
    ),
    { text: 'Grüße aus Köln, wir können' },
  ],
  [
    'twice utf-8 body cp1252',
    mail(
      'Content-Type: text/plain; charset=utf-8',
      Buffer.from(
        new TextDecoder('windows-1252').decode(Buffer.from('Grüße aus Köln – „können“ 5 € kostet', 'utf8')),
        'utf8',
      ),
    ),
    { text: 'Grüße aus Köln – „können“ 5 €' },
  ],
  [
    'twice utf-8 html',
    html(Buffer.from('<p>Grüße aus Köln, wir können nicht</p>').toString('latin1')),
    { text: 'Grüße aus Köln, wir können', shown: 'Grüße' },
  ],
  [
    'twice utf-8 subject',
    text('x', '', {
      subject:
        '=?utf-8?B?' +
        Buffer.from(Buffer.from('Prüfung für Köln').toString('latin1')).toString('base64') +
        '?=',
    }),
    { subject: 'Prüfung für Köln' },
  ],
  [
    'mention of mojibake stays',
    text('Warum steht da "Ã¼" statt "ü"? Ich möchte Umlaute.'),
    { text: '"Ã¼" statt "ü"' },
  ],
  ['French A-tilde stays', text('São Paulo, Ãgua'), { text: 'São Paulo, Ãgua' }],
  ['bom in utf-8', text('\ufeffHELLO'), { text: 'HELLO' }],
  [
    'iso-2022-jp-ms',
    mail('Content-Type: text/plain; charset=iso-2022-jp-ms', Buffer.from('\x1b$B%W%j%s%?!<\x1b(B', 'latin1')),
    { text: 'プリンター' },
  ],
  [
    'charset utf8 in html meta 1252',
    mail('Content-Type: text/html', Buffer.from('<meta charset="windows-1252"><p>Grüße</p>', 'utf8')),
    { text: 'Grüße' },
  ],
  [
    'charset with comment',
    mail('Content-Type: text/plain; charset=iso-8859-1 (western)', Buffer.from('Gr\xfc\xdfe', 'latin1')),
    { text: 'Grüße' },
  ],
  [
    'charset with junk',
    mail(
      'Content-Type: text/plain; charset="iso-8859-1;format=flowed"',
      Buffer.from('Gr\xfc\xdfe', 'latin1'),
    ),
    { text: 'Grüße' },
  ],
  [
    'charset* 2231',
    mail("Content-Type: text/plain; charset*=us-ascii'en'utf-8", Buffer.from('Grüße')),
    { text: 'Grüße' },
  ],
  [
    'charset single quotes',
    mail("Content-Type: text/plain; charset='iso-8859-2'", Buffer.from('dzia\xb3a \xb1\xea', 'latin1')),
    { text: 'działa ąę' },
  ],
];
const flowed: Look[] = [
  [
    'flowed',
    text('This is a long \nline that flows.\n\n> quoted \n> flow\n\nEnd', '', {})
      .toString()
      .replace('charset=utf-8', 'charset=utf-8; format=flowed'),
    { text: 'This is a long line that flows.' },
  ],
  [
    'flowed delsp',
    text('これは長い \n行です。', '', {})
      .toString()
      .replace('charset=utf-8', 'charset=utf-8; format=flowed; delsp=yes'),
    { text: 'これは長い行です。' },
  ],
  [
    'flowed stuffed',
    text(' From here\n >no quote\n  two', '', {})
      .toString()
      .replace('charset=utf-8', 'charset=utf-8; format=flowed'),
    { text: 'From here' },
  ],
  [
    'flowed upper',
    text('a long \nline', '', {}).toString().replace('charset=utf-8', 'charset=utf-8; FORMAT="Flowed"'),
    { text: 'a long line' },
  ],
  [
    'qp soft end with blanks',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
      'Gr=C3=  \n=BC=C3=9Fe = \nend',
    ),
    { text: 'Grüße end' },
  ],
  [
    'qp lower',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
      'Gr=c3=bc=c3=9fe',
    ),
    { text: 'Grüße' },
  ],
  [
    'qp broken hex',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
      'a=b c=ZZ 100= %',
    ),
    { text: 'a=b c=ZZ 100= %' },
  ],
  [
    'qp ends with =',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable', 'hello='),
    { text: 'hello' },
  ],
  [
    'qp raw 8bit',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
      'Grüße =C3=BC',
    ),
    { text: 'Grüße ü' },
  ],
  [
    'qp trailing blanks',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
      'one   \ntwo=20\nthree',
    ),
    { text: 'one\ntwo' },
  ],
  [
    'qp bare LF soft',
    Buffer.from(
      `${head('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable')}\n\nGr=C3=\n=BC\n`,
    ),
    { text: 'Grü' },
  ],
  [
    'b64 with junk lines',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      `R3LDvMOfZSBhdXMgS8O2bG4h\n\n--\nUnsubscribe here at list.example\n`,
    ),
    { text: 'Grüße aus Köln!' },
  ],
  [
    'b64 padding inside',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      `SGVsbG8=\nIHdvcmxk\n`,
    ),
    { text: 'Hello world' },
  ],
  [
    'b64 mailman footer',
    multi(
      'mixed',
      `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${b64('Hello world, Grüße')}\n_______________________________________________\nList mailing list\nList@lists.example`,
    ),
    { text: 'Hello world, Grüße' },
  ],
  [
    'b64 url alphabet',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      Buffer.from('Grüße ??>>~~').toString('base64url'),
    ),
    { text: 'Grüße ??>>~~' },
  ],
  [
    'b64 no padding',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64', 'SGVsbG8'),
    { text: 'Hello' },
  ],
  [
    'b64 with cr only',
    mail(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      Buffer.from('SGVs\rbG8=\r'),
    ),
    { text: 'Hello' },
  ],
  [
    'encoding x-uuencode',
    mail(
      'Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode',
      'begin 644 a.txt\n%2&5L;&\\\n`\nend\n',
    ),
    { text: 'Hello' },
  ],
  [
    'encoding 8-bit',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8-bit', 'Grüße'),
    { text: 'Grüße' },
  ],
  [
    'encoding utf-8',
    mail('Content-Type: text/plain\nContent-Transfer-Encoding: utf-8', 'Grüße'),
    { text: 'Grüße' },
  ],
  [
    'encoding with comment',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64 (hello)', 'SGVsbG8='),
    { text: 'Hello' },
  ],
  [
    'encoding semicolon',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable;', 'Gr=C3=BC'),
    { text: 'Grü' },
  ],
  [
    'encoding 7bit but qp',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit', 'Gr=C3=BC=C3=9Fe'),
    { text: 'Gr=C3=BC=C3=9Fe' },
  ],
];
const F = (fields: string, name: string, body = 'x') =>
  [fields, multi('mixed', hi, `${fields}\n\n${body}`), { files: [name] }] as const;
const files: Look[] = [
  F('Content-Type: application/pdf; name*0="Rech"; name*1="nung.pdf"', 'Rechnung.pdf') as Look,
  F(
    "Content-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''R%C3%BC; filename*1=ck.pdf",
    'Rück.pdf',
  ) as Look,
  F(
    "Content-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''R%C3%BC; filename*2*=.pdf",
    '',
  ) as Look,
  F('Content-Type: application/pdf\nContent-Disposition: attachment; filename="a/b:c*d?.pdf"', '') as Look,
  F(
    'Content-Type: application/pdf\nContent-Disposition: attachment; filename="invoice\u202efdp.exe"',
    'invoicefdp.exe',
  ) as Look,
  F('Content-Type: application/pdf\nContent-Disposition: attachment; filename=""', '') as Look,
  F('Content-Type: application/pdf\nContent-Disposition: attachment; filename=" .pdf "', '') as Look,
  F('Content-Type: application/pdf\nContent-Disposition: attachment; filename="CON.pdf"', '') as Look,
  F('Content-Type: application/pdf\nContent-Disposition: attachment; filename="a\u0000b.pdf"', '') as Look,
  F(
    'Content-Type: application/pdf\nContent-Disposition: attachment;filename=Rechnung Nr 5.pdf',
    'Rechnung Nr 5.pdf',
  ) as Look,
  F(
    'Content-Type: application/pdf\nContent-Disposition: attachment; filename=Rechnung Nr 5.pdf; size=5',
    'Rechnung Nr 5.pdf',
  ) as Look,
  F(
    "Content-Type: application/pdf\nContent-Disposition: attachment; filename='Rechnung.pdf'",
    'Rechnung.pdf',
  ) as Look,
  F(
    'Content-Type: application/pdf\nContent-Disposition: attachment; filename="Rechnung.pdf',
    'Rechnung.pdf',
  ) as Look,
  F(
    'Content-Type: application/pdf\nContent-Disposition: attachment; filename=Grüße.pdf',
    'Grüße.pdf',
  ) as Look,
  F('Content-Type: application/pdf\nContent-Disposition: attachment; filename="GrÃ¼Ãe.pdf"', '') as Look,
  F(
    'Content-Type: application/pdf\nContent-Disposition: attachment; filename="Gru\u0308\u00dfe.pdf"',
    'Grüße.pdf',
  ) as Look,
  F(
    'Content-Type: application/pdf; name="=?utf-8?Q?a.pdf?="\nContent-Disposition: attachment; filename="=?utf-8?Q?b.pdf?="',
    'b.pdf',
  ) as Look,
  F(
    'Content-Type: application/pdf\nContent-Description: =?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=',
    'Grüße.pdf',
  ) as Look,
  F('Content-Type: application/pdf\nContent-Location: https://x.example/a/b.pdf', '') as Look,
  F('Content-Type: image/png', '') as Look,
  F('Content-Type: audio/wav; name=voice.wav', 'voice.wav') as Look,
  F(
    'Content-Type: application/octet-stream; name=msg-1.eml',
    'msg-1.eml',
    'From: a@b.example\nSubject: x\n\ny',
  ) as Look,
  F('Content-Type: message/rfc822', 'inner.eml', 'From: a@b.example\nSubject: inner\n\ny') as Look,
  F(
    'Content-Type: message/rfc822\nContent-Disposition: attachment; filename="Grüße: Re.eml"',
    '',
    'From: a@b.example\nSubject: inner\n\ny',
  ) as Look,
  F(
    `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64`,
    'inner.eml',
    b64('From: a@b.example\nSubject: inner\n\ny'),
  ) as Look,
  F('Content-Type: message/rfc822', '', 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\ny') as Look,
  F('Content-Type: text/x-vcard; name=gerd.vcf', 'gerd.vcf', 'BEGIN:VCARD\nEND:VCARD') as Look,
  F('Content-Type: text/plain; name=log.txt\nContent-Disposition: attachment', 'log.txt', 'log') as Look,
  F(
    'Content-Type: text/html; name=page.html\nContent-Disposition: attachment',
    'page.html',
    '<p>x</p>',
  ) as Look,
  F('Content-Type: application/applefile; name=a.pdf', '', 'x') as Look,
].map(
  ([n, raw, w]): Look => [`file ${n}`, raw, (w as { files: string[] }).files[0] === '' ? { text: 'hi' } : w],
);
const structure: Look[] = [
  [
    'apple double',
    multi(
      'mixed',
      hi,
      'Content-Type: multipart/appledouble; boundary=b2\n\n--b2\nContent-Type: application/applefile; name="a.pdf"\n\nAAAA\n--b2\nContent-Type: application/pdf; name="a.pdf"\nContent-Disposition: attachment; filename=a.pdf\n\nx\n--b2--',
    ),
    { files: ['a.pdf'] },
  ],
  [
    'related no start',
    mail(
      'Content-Type: multipart/related; boundary=b1',
      `--b1\nContent-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}\n--b1\nContent-Type: text/html\n\n<p>hi</p><img src="cid:a@b">\n--b1--`,
    ),
    { text: 'hi', inline: ['a.png'] },
  ],
  [
    'related start',
    mail(
      'Content-Type: multipart/related; start="<root@b>"; boundary=b1',
      `--b1\nContent-Type: text/html\nContent-ID: <other@b>\n\n<p>OTHER</p>\n--b1\nContent-Type: text/html\nContent-ID: <root@b>\n\n<p>ROOT</p>\n--b1--`,
    ),
    { text: 'ROOT' },
  ],
  [
    'alternative calendar only',
    multi(
      'alternative',
      'Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nSUMMARY:Besuch\nDESCRIPTION:Bitte kommen\nDTSTART:20260302T102200Z\nEND:VEVENT\nEND:VCALENDAR',
    ),
    { calendar: 'Besuch' },
  ],
  [
    'content-location picture',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><img src="pic/a.png">',
      `Content-Type: image/png\nContent-Location: pic/a.png\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { text: 'hi', files: [] },
  ],
  [
    'content-location absolute',
    multi(
      'related',
      'Content-Type: text/html\nContent-Location: http://x.example/\n\n<p>hi</p><img src="http://x.example/a.png">',
      `Content-Type: image/png\nContent-Location: http://x.example/a.png\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { files: [] },
  ],
  [
    'by name',
    multi(
      'related',
      'Content-Type: text/html\n\n<p>hi</p><img src="cid:a.png">',
      `Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { inline: ['a.png'] },
  ],
  [
    'data url',
    html(`<p>hi</p><img src="data:image/png;base64,${png}" alt="PIC">`),
    { text: 'hi', shown: 'hi' },
  ],
  ['data url svg', html('<p>hi</p><img src="data:image/svg+xml,<svg/>">'), { text: 'hi' }],
  [
    'css cid',
    multi(
      'related',
      'Content-Type: text/html\n\n<div style="background-image:url(cid:a@b)">hi</div>',
      `Content-Type: image/png; name=a.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n${png}`,
    ),
    { text: 'hi' },
  ],
  [
    'picture between texts',
    multi(
      'mixed',
      'Content-Type: text/plain\n\nBEFORE',
      `Content-Type: image/png; name=a.png\nContent-Disposition: inline; filename=a.png\nContent-Transfer-Encoding: base64\n\n${png}`,
      'Content-Type: text/plain\n\nAFTER',
    ),
    { text: 'BEFORE|AFTER' },
  ],
  [
    'uuencode in text',
    text('Hello\n\nbegin 644 a.txt\n%2&5L;&\\\n`\nend\n\nBye'),
    { text: 'Hello|Bye|!begin 644', files: ['a.txt'] },
  ],
  ['uuencode that is talk', text('begin 644 is how it starts\nend'), { text: 'begin 644 is how' }],
  [
    'yenc',
    text('Hello\n\n=ybegin line=128 size=5 name=a.txt\n\x72\x8f\x96\x96\x99\n=yend size=5\n\nBye'),
    { text: 'Hello|Bye' },
  ],
  [
    'pgp inline',
    text(
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHELLO\n- -- dash\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----',
    ),
    { text: 'HELLO|-- dash|!BEGIN PGP' },
  ],
  [
    'pgp inline encrypted',
    text('-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----'),
    { protection: 'pgp-encrypted' },
  ],
  [
    'pgp mime signed',
    multi(
      'signed; protocol="application/pgp-signature"',
      hi,
      'Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----',
    ),
    { text: 'hi' },
  ],
  [
    'pgp key',
    multi(
      'mixed',
      hi,
      'Content-Type: application/pgp-keys; name=OpenPGP_0x1.asc\nContent-Disposition: attachment; filename=OpenPGP_0x1.asc\n\nx',
    ),
    { files: ['OpenPGP_0x1.asc'] },
  ],
  [
    'protected headers',
    multi(
      'mixed; protected-headers="v1"',
      'Content-Type: text/rfc822-headers; protected-headers="v1"\nContent-Disposition: inline\n\nSubject: case',
      hi,
    ),
    { text: 'hi|!Subject:' },
  ],
  ['only nbsp html', html('<p>&nbsp;</p>'), { text: '' }],
  ['only dots', text('.'), { text: '.' }],
  [
    'report like mixed',
    multi(
      'mixed',
      hi,
      'Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x\nVersion: 1',
    ),
    { text: 'hi' },
  ],
  [
    'arf',
    mail(
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b1',
      `--b1\n${hi}\n--b1\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x\nVersion: 1\nOriginal-Rcpt-To: a@b.example\n--b1\nContent-Type: message/rfc822\n\nSubject: inner\n\nx\n--b1--`,
    ),
    { robot: 'report' },
  ],
  [
    'nested forward',
    multi(
      'mixed',
      'Content-Type: text/plain\n\nsee below',
      'Content-Type: message/rfc822\n\nFrom: Ina <ina@x.example>\nSubject: outer inner\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\nContent-Type: message/rfc822\n\nSubject: deepest\n\nx\n--b2--',
    ),
    { text: 'see below', files: ['outer inner.eml'] },
  ],
  [
    'boundary with trailing blanks',
    mail(
      'Content-Type: multipart/mixed; boundary="b1"',
      `--b1  \n${hi}\n--b1\t\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b1--   \n`,
    ),
    { text: 'hi', files: ['a.pdf'] },
  ],
  [
    'boundary with specials',
    mail('Content-Type: multipart/mixed; boundary="=_(b)+.\'1"', `--=_(b)+.'1\n${hi}\n--=_(b)+.'1--`),
    { text: 'hi|!=_' },
  ],
  [
    'boundary unquoted with =',
    mail(
      'Content-Type: multipart/mixed; boundary=----=_Part_1=2',
      `------=_Part_1=2\n${hi}\n------=_Part_1=2--`,
    ),
    { text: 'hi|!Part' },
  ],
  [
    'boundary in upper param',
    mail('Content-Type: MULTIPART/MIXED; BOUNDARY=b1', `--b1\n${hi}\n--b1--`),
    { text: 'hi|!--b1' },
  ],
  [
    'epilogue words',
    mail('Content-Type: multipart/mixed; boundary=b1', `--b1\n${hi}\n--b1--\n\nSent through LIST`),
    { text: 'hi' },
  ],
  [
    'no mime version',
    crlf(
      'From: Gerd <gerd@gast.example>\nTo: support@postroom.example\nSubject: case\nContent-Type: text/html\n\n<p>HELLO</p>',
    ),
    { text: 'HELLO|!<p>' },
  ],
  ['type alone text', mail('Content-Type: text', 'HELLO'), { text: 'HELLO' }],
  ['type html alone', mail('Content-Type: html', '<p>HELLO</p>'), { text: 'HELLO' }],
  ['type empty', mail('Content-Type:', 'HELLO'), { text: 'HELLO' }],
  [
    'type text/html; ;',
    mail('Content-Type: text/html;; charset=utf-8;', '<p>Grüße</p>'),
    { text: 'Grüße|!<p>' },
  ],
  [
    'type with comment',
    mail('Content-Type: text/html (comment); charset=utf-8', '<p>Grüße</p>'),
    { text: 'Grüße|!<p>' },
  ],
  ['text/markdown', mail('Content-Type: text/markdown; charset=utf-8', '# HELLO'), { text: '# HELLO' }],
  [
    'gzip encoded',
    mail('Content-Type: text/plain; charset=utf-8\nContent-Encoding: gzip', 'HELLO'),
    { text: 'HELLO' },
  ],
  [
    'alternative html first',
    multi('alternative', 'Content-Type: text/html\n\n<p>RICH</p>', 'Content-Type: text/plain\n\nPLAIN'),
    { shown: 'RICH' },
  ],
  [
    'alternative same twice',
    multi('alternative', 'Content-Type: text/plain\n\nPLAIN', 'Content-Type: text/plain\n\nPLAIN'),
    { text: 'PLAIN' },
  ],
  [
    'parallel',
    multi('parallel', hi, 'Content-Type: application/pdf; name=a.pdf\n\nx'),
    { text: 'hi', files: ['a.pdf'] },
  ],
  [
    'form-data',
    multi(
      'form-data',
      'Content-Disposition: form-data; name="subject"\n\nHELLO',
      'Content-Disposition: form-data; name="file"; filename="a.pdf"\nContent-Type: application/pdf\n\nx',
    ),
    { text: 'HELLO', files: ['a.pdf'] },
  ],
  [
    'unknown multipart',
    multi('x-foo', hi, 'Content-Type: application/pdf; name=a.pdf\n\nx'),
    { text: 'hi', files: ['a.pdf'] },
  ],
  [
    'voice message',
    mail(
      'Content-Type: multipart/voice-message; boundary=b1',
      `--b1\nContent-Type: text/plain\n\nVoice from 0221\n--b1\nContent-Type: audio/wav\nContent-Disposition: inline; voice=Voice-Message; filename=msg.wav\n\nx\n--b1--`,
    ),
    { text: 'Voice from 0221', files: ['msg.wav'] },
  ],
  [
    'fax tiff',
    mail('Content-Type: image/tiff; name="fax.tif"\nContent-Transfer-Encoding: base64', b64('II*\0xxxx')),
    { files: ['fax.tif'] },
  ],
  [
    'scanner pdf nameless',
    mail(
      'Content-Type: multipart/mixed; boundary=b1',
      `--b1\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n${b64('%PDF-1.4 x')}\n--b1--`,
    ),
    { files: ['file.pdf'] },
  ],
];
runLooks([...charsets, ...flowed, ...files, ...structure]);
