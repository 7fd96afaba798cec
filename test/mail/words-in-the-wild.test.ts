import { type Look, runLooks } from '../support/mail-look.ts';
import { hi, html, mail, multi, text } from '../support/write-mail.ts';

// What is read of HTML, of texts, of appointments and of what is passed on.

// HTML to text & what is shown
const H = (n: string, body: string, want: object): Look => [n, html(body), want];
const shown: Look[] = [
  H('table rows', '<table><tr><td>Name</td><td>Gerd</td></tr><tr><td>Tel</td><td>123</td></tr></table>', {
    text: 'Name',
  }),
  H('nested lists', '<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul>', { text: 'one|two|three' }),
  H('entities', '<p>&uuml;&#252;&#xFC;&euro;&nbsp;&amp;&lt;b&gt;&hellip;&shy;x</p>', { text: 'üüü€ &<b>…' }),
  H('entities without semicolon', '<p>&uuml &copy 2026 AT&T R&D &notit;</p>', { text: 'ü © 2026 AT&T R&D' }),
  H('windows numeric entities', '<p>&#146;&#150;&#128;</p>', { text: '’–€' }),
  H('link text differs', '<a href="https://x.example/long">here</a>', { text: 'here' }),
  H('mailto', '<a href="mailto:gerd@gast.example">write</a>', { text: 'write' }),
  H('alt text', '<img src="https://x.example/a.png" alt="LOGO"> hi', { text: 'hi' }),
  H('alt only mail', '<img src="https://x.example/a.png" alt="SALE 50%">', { text: 'SALE' }),
  H('hidden preheader', '<div style="display:none">PREHEADER</div><p>hi</p>', { shown: 'hi|!PREHEADER' }),
  H('hidden attribute', '<div hidden>SECRET</div><p>hi</p>', { shown: 'hi|!SECRET' }),
  H('mso-hide', '<div style="mso-hide:all">WORDS</div><p>hi</p>', { shown: 'WORDS' }),
  H('visibility hidden', '<p style="visibility:hidden">SECRET</p><p>hi</p>', { shown: 'hi' }),
  H('font size 1', '<p style="font-size:1px">TINY</p><p>hi</p>', { shown: 'hi' }),
  H('script', '<p>hi</p><script>alert(1)</script>', { text: 'hi|!alert', shown: '!alert' }),
  H('style text', '<style>p{color:red}</style><p>hi</p>', { text: 'hi|!color', shown: '!color' }),
  H('xml islands', '<xml><o:shapedefaults v:ext="edit"/></xml><p>hi<o:p></o:p></p>', { text: 'hi|!shape' }),
  H(
    'word comments',
    '<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><p>hi</p>',
    { text: 'hi|!Normal', shown: '!Normal' },
  ),
  H('cdata', '<![CDATA[WORDS]]><p>hi</p>', { text: 'hi' }),
  H('xml prolog', '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html><body>hi</body></html>', {
    text: 'hi|!xml',
    shown: '!xml',
  }),
  H('php junk', '<?php echo 1; ?><p>hi</p>', { text: 'hi' }),
  H('base href', '<base href="https://x.example/"><a href="a.html">LINK</a>', { shown: 'LINK' }),
  H('pre', '<pre>a\n  b\n\tc</pre>', { text: 'a\n  b' }),
  H('br variants', 'a<br/>b<BR>c<br clear=all>d', { text: 'a\nb\nc\nd' }),
  H('p without end', '<p>a<p>b<p>c', { text: 'a|b|c' }),
  H('unclosed div', '<div><div><b>hi', { text: 'hi', shown: 'hi' }),
  H('bad nesting', '<b><i>a</b></i> c', { text: 'a c' }),
  H('attr without quotes', '<p class=a title=b>hi', { text: 'hi' }),
  H('attr with gt', '<p title="a>b">hi</p>', { text: 'hi|!b">' }),
  H('textarea', '<textarea>WORDS</textarea>', { shown: 'WORDS' }),
  H('marquee', '<marquee>WORDS</marquee>', { shown: 'WORDS' }),
  H('center font', '<center><font size=7 color=red>WORDS</font></center>', { shown: 'WORDS' }),
  H('template', '<template><p>HIDDEN</p></template><p>hi</p>', { shown: 'hi' }),
  H('svg text', '<svg><text>WORDS</text></svg><p>hi</p>', { shown: 'hi' }),
  H('math', '<math><mi>x</mi></math> hi', { text: 'hi' }),
  H('details', '<details><summary>SUM</summary>BODY</details>', { text: 'SUM|BODY' }),
  H('ruby', '<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>', { text: '漢' }),
  H('wbr', 'long<wbr>word', { text: 'longword' }),
  H('zero width', 'a\u200bb', { text: 'a' }),
  H('soft hyphen', 'Donau\u00addampf', { text: 'Donau' }),
  H('sup', 'x<sup>2</sup>', { text: 'x2' }),
  H('del ins', '<del>old</del> <ins>new</ins>', { shown: 'old|new' }),
  H('checkbox', '<input type=checkbox checked> Yes <input type=checkbox> No', { shown: 'Yes' }),
  H('emoji images', '<img class="emoji" alt="😀" src="https://x.example/1f600.png"> hi', {
    text: '😀 hi|hi',
  }),
  H('gmail emoji goomoji', '<img goomoji="1f600" alt="😀" src="cid:x@y"> hi', { text: '😀' }),
  H('outlook emoji span', '<span id="🙂">🙂</span> hi', { text: '🙂 hi' }),
  H(
    'safelinks',
    '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2F&data=05">https://x.example/</a>',
    { text: 'x.example' },
  ),
  H('body twice', '<html><body><p>ONE</p></body></html><html><body><p>TWO</p></body></html>', {
    text: 'ONE|TWO',
    shown: 'ONE|TWO',
  }),
  H('disclaimer appended behind html', '<html><body><p>ONE</p></body></html>\n-- \nDISCLAIMER', {
    text: 'ONE|DISCLAIMER',
    shown: 'ONE|DISCLAIMER',
  }),
  H('null bytes', '<p>a\u0000b</p>', { text: 'a' }),
  H('bom inside', '<p>a\ufeffb</p>', { text: 'a' }),
  H('utf-16 meta', '<meta http-equiv=Content-Type content="text/html; charset=utf-16"><p>Grüße</p>', {
    text: 'Grüße',
  }),
  H('tel link', '<a href="tel:+492211234">+49 221 1234</a>', { text: '+49 221 1234' }),
  H('white on white words', '<p style="color:#fff;background:#fff">SECRET</p><p>hi</p>', { shown: 'hi' }),
  H('rtl override char', '<p>abc\u202edcba</p>', { shown: 'abc' }),
  H('button', '<button>PRESS</button>', { shown: 'PRESS' }),
  H(
    'google translate font tags',
    '<font style="vertical-align:inherit"><font style="vertical-align:inherit">WORDS</font></font>',
    { shown: 'WORDS' },
  ),
];
const plains: Look[] = [
  ['plain html tags in text', text('Use <b>bold</b> & <br>'), { text: 'Use <b>bold</b> & <br>' }],
  ['plain entities in text', text('5 &lt; 6 &amp; 7'), { text: '5 &lt; 6 &amp; 7' }],
  ['tabs', text('a\tb'), { text: 'a\tb' }],
  ['form feed', text('a\fb'), { text: 'a' }],
  ['vertical tab', text('a\vb'), { text: 'a' }],
  ['crcrlf', mail('Content-Type: text/plain', Buffer.from('a\r\r\nb\r\r\nc')), { text: 'a' }],
  ['nel', text('a\u0085b'), { text: 'a' }],
  ['ls ps', text('a\u2028b\u2029c'), { text: 'a' }],
  ['ansi escapes', text('\u001b[31mred\u001b[0m'), { text: 'red' }],
  ['backspaces', text('b\bbo\bol\bld\bd'), { text: ''.concat('b') }],
  ['dot stuffing', text('..hidden'), { text: '..hidden' }],
  ['>From', text('>From the start'), { text: 'From the start' }],
  ['very long word', text('x'.repeat(5000)), { text: 'xxx' }],
  ['trailing blank lines', text('hi\n\n\n\n\n\n'), { text: 'hi' }],
  ['many blanks', text('\n\n\nhi'), { text: 'hi' }],
  ['signature only', text('-- \nGerd Gast'), { text: 'Gerd Gast' }],
  ['quote only', text('> all quoted\n> here'), { text: 'all quoted' }],
  [
    'question below quote',
    text('On 2 Mar 2026 at 10:22 Desk <a@b.example> wrote:\n> QUOTED\n\nANSWER'),
    { shown: 'ANSWER|!QUOTED' },
  ],
  ['two signatures', text('hi\n\n-- \nGerd\n\n-- \nList footer'), { shown: 'hi' }],
  [
    'footer of list',
    text(
      'ANSWER\n_______________________________________________\nlist mailing list\nlist@l.example\nhttps://l.example/',
    ),
    { shown: 'ANSWER' },
  ],
  ['shell prompt', text('I typed:\nC:> dir\nROOT> ls'), { shown: 'C:> dir|ROOT> ls' }],
  [
    'html mail text says so',
    multi(
      'alternative',
      'Content-Type: text/plain\n\nThis is an HTML email. Please use a client that supports HTML.',
      'Content-Type: text/html\n\n<p>REAL WORDS</p>',
    ),
    { text: 'REAL WORDS' },
  ],
  [
    'plain empty beside html',
    multi('alternative', 'Content-Type: text/plain\n\n \n', 'Content-Type: text/html\n\n<p>REAL WORDS</p>'),
    { text: 'REAL WORDS' },
  ],
  [
    'html empty beside plain',
    multi(
      'alternative',
      'Content-Type: text/plain\n\nREAL WORDS',
      'Content-Type: text/html\n\n<html><body></body></html>',
    ),
    { text: 'REAL WORDS' },
  ],
  [
    'html only br beside plain',
    multi('alternative', 'Content-Type: text/plain\n\nREAL WORDS', 'Content-Type: text/html\n\n<br>&nbsp;'),
    { text: 'REAL WORDS' },
  ],
];
// calendar
const ics = (l: string, method = 'REQUEST') =>
  multi(
    'mixed',
    hi,
    `Content-Type: text/calendar; method=${method}; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:${method}\nBEGIN:VEVENT\nUID:1\n${l}\nEND:VEVENT\nEND:VCALENDAR`,
  );
const cals: Look[] = [
  [
    'all day',
    ics('SUMMARY:Besuch\nDTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260303'),
    { calendar: 'Besuch|2 March 2026, all day' },
  ],
  [
    'folded utf8',
    ics('SUMMARY:Besuch bei Gr\u00fc\n \u00dfe\nDTSTART:20260302T102200Z'),
    { calendar: 'Grüße' },
  ],
  [
    'escaped',
    ics('SUMMARY:Besuch\\, lang\\; gut\\nzwei\nDTSTART:20260302T102200Z'),
    { calendar: 'Besuch, lang; gut' },
  ],
  [
    'lang param',
    ics('SUMMARY;LANGUAGE=de:Besuch\nDTSTART;TZID=W. Europe Standard Time:20260302T102200'),
    { calendar: 'Besuch' },
  ],
  [
    'cancel',
    ics('SUMMARY:Besuch\nDTSTART:20260302T102200Z\nSTATUS:CANCELLED', 'CANCEL'),
    { calendar: 'cancel' },
  ],
  [
    'counter',
    ics(
      'SUMMARY:Besuch\nDTSTART:20260302T102200Z\nATTENDEE;PARTSTAT=TENTATIVE:mailto:gerd@gast.example',
      'COUNTER',
    ),
    { calendar: 'Besuch' },
  ],
  [
    'rrule',
    ics('SUMMARY:Besuch\nDTSTART:20260302T102200Z\nRRULE:FREQ=WEEKLY;COUNT=5'),
    { calendar: 'Besuch' },
  ],
  [
    'todo',
    multi(
      'mixed',
      hi,
      'Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:Aufgabe\nDUE:20260302T102200Z\nEND:VTODO\nEND:VCALENDAR',
    ),
    { text: 'hi' },
  ],
  ['no summary', ics('DTSTART:20260302T102200Z'), { text: 'hi' }],
];
const fwd = (subject: string, body: string, want: object, extra = ''): Look => [
  `forward ${subject} ${body.slice(0, 20)}`,
  text(body, extra, { from: 'Ada <ada@desk.example>', subject }),
  want,
];
const block = (f: string, d: string, t: string, s: string) =>
  `please handle\n\n${f}: Ina Gast <ina@gast.example>\n${d}: 2026-03-02 10:22\n${t}: Ada\n${s}: x\n\nHELP`;
const forwards: Look[] = [
  fwd('Fwd: x', block('From', 'Sent', 'To', 'Subject'), {
    customer: 'ina@gast.example',
    customerName: 'Ina Gast',
  }),
  fwd('WG: x', block('Von', 'Gesendet', 'An', 'Betreff'), { customer: 'ina@gast.example' }),
  fwd('TR: x', block('De', 'Envoyé', 'À', 'Objet'), { customer: 'ina@gast.example' }),
  fwd('RV: x', block('De', 'Enviado', 'Para', 'Asunto'), { customer: 'ina@gast.example' }),
  fwd('I: x', block('Da', 'Inviato', 'A', 'Oggetto'), { customer: 'ina@gast.example' }),
  fwd('ENC: x', block('De', 'Enviada em', 'Para', 'Assunto'), { customer: 'ina@gast.example' }),
  fwd('PD: x', block('Od', 'Wysłano', 'Do', 'Temat'), { customer: 'ina@gast.example' }),
  fwd('VB: x', block('Från', 'Skickat', 'Till', 'Ämne'), { customer: 'ina@gast.example' }),
  fwd('VS: x', block('Fra', 'Sendt', 'Til', 'Emne'), { customer: 'ina@gast.example' }),
  fwd('VL: x', block('Lähettäjä', 'Lähetetty', 'Vastaanottaja', 'Aihe'), { customer: 'ina@gast.example' }),
  fwd('FW (2): x', block('From', 'Sent', 'To', 'Subject'), { customer: 'ina@gast.example' }),
  fwd('İLT: x', block('Kimden', 'Gönderildi', 'Kime', 'Konu'), { customer: 'ina@gast.example' }),
  fwd('转发: x', block('发件人', '发送时间', '收件人', '主题'), { customer: 'ina@gast.example' }),
  fwd('転送: x', block('差出人', '送信日時', '宛先', '件名'), { customer: 'ina@gast.example' }),
  fwd(
    'Fwd: x',
    '---------- Forwarded message ---------\nFrom: Ina Gast <ina@gast.example>\nDate: Mon, Mar 2, 2026 at 10:22 AM\nSubject: x\nTo: <ada@desk.example>\n\nHELP',
    { customer: 'ina@gast.example' },
  ),
  fwd(
    'Fwd: x',
    'Begin forwarded message:\n\n> From: Ina Gast <ina@gast.example>\n> Subject: x\n> Date: 2 March 2026 at 10:22:33 CET\n> To: ada@desk.example\n> \n> HELP',
    { customer: 'ina@gast.example' },
  ),
  fwd('Fwd: x', 'From: "Gast, Ina" <ina@gast.example>\nTo: Ada\nSent: 2 March 2026\nSubject: x\n\nHELP', {
    customer: 'ina@gast.example',
    customerName: 'Gast, Ina',
  }),
  fwd('Fwd: x', 'From: ina@gast.example <ina@gast.example>\nSent: x\nTo: y\nSubject: z\n\nHELP', {
    customer: 'ina@gast.example',
  }),
  fwd('Fwd: x', 'From: Ina Gast [mailto:ina@gast.example]\nSent: x\nTo: y\nSubject: z\n\nHELP', {
    customer: 'ina@gast.example',
    customerName: 'Ina Gast',
  }),
  fwd('Fwd: x', 'From: Ina Gast<mailto:ina@gast.example>\nSent: x\nTo: y\nSubject: z\n\nHELP', {
    customer: 'ina@gast.example',
    customerName: 'Ina Gast',
  }),
  fwd(
    'Fwd: x',
    'From: Ina Gast <ina@gast.example<mailto:ina@gast.example>>\nSent: x\nTo: y\nSubject: z\n\nHELP',
    { customer: 'ina@gast.example', customerName: 'Ina Gast' },
  ),
  fwd('Fwd: x', 'From: Ina Gast\nSent: x\nTo: y\nSubject: z\n\nHELP', { customer: 'ada@desk.example' }),
  [
    'forward as file',
    mail(
      'Content-Type: multipart/mixed; boundary=b1',
      `--b1\nContent-Type: text/plain\n\n\n--b1\nContent-Type: message/rfc822\n\nFrom: =?utf-8?Q?J=C3=BCrgen?= <j@gast.example>\nSubject: x\n\nHELP\n--b1--`,
      { from: 'Ada <ada@desk.example>', subject: 'Fwd: x' },
    ),
    { customer: 'j@gast.example' },
  ],
];
runLooks([...shown, ...plains, ...cals, ...forwards]);
