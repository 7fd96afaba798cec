import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultLimits } from '../../../src/mail/limits.ts';
import { renderMessage } from '../../../src/mail/render/render-message.ts';

// How mail programs write an answer above, below and between what they quote.

type Case = readonly [program: string, html: string, shown: readonly string[], folded: readonly string[]];

const answers: readonly Case[] = [
  [
    'QQ',
    '<div>ANSWER</div><div><br></div><div style="font-size:12px;font-family:Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size:12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"Help desk"&lt;support@desk.example&gt;;</div><div><b>发送时间:</b>&nbsp;2026年3月2日(星期一) 上午10:22</div><div><b>收件人:</b>&nbsp;"客户"&lt;a@b.test&gt;;</div><div><b>主题:</b>&nbsp;Re: 打印机</div></div><div><br></div><div>QUOTED</div>',
    ['ANSWER'],
    ['QUOTED', '原始邮件', '发件人'],
  ],
  [
    'QQ includetail',
    '<div>ANSWER</div><div><includetail><!--<![endif]--></includetail></div><div style="position:relative;"><div>&nbsp;</div><div>------------------&nbsp;Original&nbsp;------------------</div><div style="background:#efefef;padding:8px;"><div><b>From: </b>"Help desk"&lt;support@desk.example&gt;;</div><div><b>Date: </b>Mon, Mar 2, 2026 10:22 AM</div><div><b>To: </b>"A"&lt;a@b.test&gt;;</div><div><b>Subject: </b>Re: x</div></div><div>QUOTED</div></div>',
    ['ANSWER'],
    ['QUOTED', 'Original'],
  ],
  [
    '163',
    '<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial"><div>ANSWER</div><br><p>在 2026-03-02 10:22:33，"Help desk" &lt;support@desk.example&gt; 写道：</p><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">QUOTED</blockquote></div>',
    ['ANSWER'],
    ['QUOTED', '写道'],
  ],
  [
    '163 pre',
    '<div>ANSWER</div><pre><br>At 2026-03-02 10:22:33, "Help desk" &lt;support@desk.example&gt; wrote:\n&gt;QUOTED\n&gt;more</pre>',
    ['ANSWER'],
    ['QUOTED', 'wrote'],
  ],
  [
    'Yandex',
    '<div>ANSWER</div><div>&nbsp;</div><div>02.03.2026, 10:22, "Help desk" &lt;support@desk.example&gt;:</div><blockquote><p>QUOTED</p></blockquote>',
    ['ANSWER'],
    ['QUOTED', '02.03.2026'],
  ],
  [
    'Mail.ru',
    '<HTML><BODY><div>ANSWER</div><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">Понедельник, 2 марта 2026, 10:22 +03:00 от Help desk &lt;support@desk.example&gt;:<br><div>QUOTED</div></blockquote></BODY></HTML>',
    ['ANSWER'],
    ['QUOTED'],
  ],
  [
    'Zoho',
    '<div>ANSWER<br></div><div class="zmail_extra"><div>---- On Mon, 02 Mar 2026 10:22:33 +0100 <b>Help desk &lt;a@b.test&gt;</b> wrote ----</div><blockquote>QUOTED</blockquote></div>',
    ['ANSWER'],
    ['QUOTED', 'wrote'],
  ],
  [
    'Zoho no class',
    '<div>ANSWER<br></div><div>---- On Mon, 02 Mar 2026 10:22:33 +0100 <b>Help desk &lt;a@b.test&gt;</b> wrote ----</div><div>QUOTED</div>',
    ['ANSWER'],
    ['QUOTED', 'wrote'],
  ],
  [
    'GMX',
    '<div>ANSWER<div>&nbsp;</div><div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Montag, 02. M&auml;rz 2026 um 10:22 Uhr<br/><b>Von:</b>&nbsp;"Help desk" &lt;support@desk.example&gt;<br/><b>An:</b>&nbsp;a@b.test<br/><b>Betreff:</b>&nbsp;x</div><div name="quoted-content">QUOTED</div></div></div>',
    ['ANSWER'],
    ['QUOTED', 'Gesendet'],
  ],
  [
    'Yahoo',
    '<html><body><div class="ydp1yahoo-style-wrap">ANSWER</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>Le lundi 2 mars 2026 à 10:22:33 UTC+1, Help desk &lt;a@b.test&gt; a écrit :</div><div>QUOTED</div></div></body></html>',
    ['ANSWER'],
    ['QUOTED', 'écrit'],
  ],
  [
    'Lotus Notes',
    '<font size=2 face="sans-serif">ANSWER</font><br><br><br><table><tr><td><font size=1 color=#5f5f5f face="sans-serif">From: </font><font size=1>"Help desk" &lt;a@b.test&gt;</font><tr><td><font size=1 color=#5f5f5f>To: </font><font size=1>anna/firma</font><tr><td><font size=1>Date: </font><font size=1>02.03.2026 10:22</font><tr><td><font size=1>Subject: </font><font size=1>x</font></table><br><hr noshade><br><tt>QUOTED</tt>',
    ['ANSWER'],
    ['QUOTED', 'From:'],
  ],
  [
    'Outlook 2016',
    '<div class=WordSection1><p class=MsoNormal>ANSWER<o:p></o:p></p><p class=MsoNormal>&nbsp;</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>Von:</b> Help desk &lt;a@b.test&gt; <br><b>Gesendet:</b> Montag, 2. März 2026 10:22<br><b>An:</b> Anna<br><b>Betreff:</b> x<o:p></o:p></p></div></div><p class=MsoNormal>QUOTED</p></div>',
    ['ANSWER'],
    ['QUOTED', 'Gesendet'],
  ],
  [
    'Outlook other border',
    '<div class=WordSection1><p class=MsoNormal>ANSWER<o:p></o:p></p><div style="border:none;border-top:solid #A0A0A0 1.0pt;padding:3.0pt 0in 0in 0in"><p class=MsoNormal><b>From:</b> Help desk &lt;a@b.test&gt; <br><b>Sent:</b> Monday<br><b>To:</b> Anna<br><b>Subject:</b> x</p></div><p class=MsoNormal>QUOTED</p></div>',
    ['ANSWER'],
    ['QUOTED', 'Sent:'],
  ],
  [
    'Outlook mobile',
    '<div dir="ltr">ANSWER</div><div id="ms-outlook-mobile-signature"><div><br></div>Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> Help desk &lt;a@b.test&gt;<br><b>Sent:</b> Monday, March 2, 2026 10:22:33 AM<br><b>To:</b> Anna<br><b>Subject:</b> x</font><div>&nbsp;</div></div>QUOTED',
    ['ANSWER'],
    ['QUOTED', 'Outlook for iOS', 'From:'],
  ],
  [
    'Outlook old word',
    '<p>ANSWER</p><p>-----Ursprüngliche Nachricht-----<br>Von: Help desk [mailto:a@b.test]<br>Gesendet: Montag, 2. März 2026 10:22<br>An: Anna<br>Betreff: x</p><p>QUOTED</p>',
    ['ANSWER'],
    ['QUOTED', 'Ursprüngliche'],
  ],
  [
    'text with br',
    'ANSWER<br><br>-------- Original message --------<br>From: Help desk &lt;a@b.test&gt; <br>Date: 02/03/2026 10:22 (GMT+01:00) <br>To: anna@b.test <br>Subject: x <br><br>QUOTED',
    ['ANSWER'],
    ['QUOTED', 'Original message'],
  ],
  [
    'Samsung',
    '<div>ANSWER</div><div><br></div><div id="composer_signature"><div style="font-size:85%;color:#575757">Von meinem/meiner Galaxy gesendet</div></div><div><br></div><div style="font-size:100%;color:#000000"><!-- originalMessage --><div>-------- Ursprüngliche Nachricht --------</div><div>Von: Help desk &lt;a@b.test&gt; </div><div>Datum: 02.03.26  10:22  (GMT+01:00) </div><div>An: anna@b.test </div><div>Betreff: x </div><div><br></div></div>QUOTED',
    ['ANSWER'],
    ['QUOTED', 'Ursprüngliche'],
  ],
  [
    'Apple',
    '<html><body>ANSWER<div><br><blockquote type="cite"><div>Am 02.03.2026 um 10:22 schrieb Help desk &lt;a@b.test&gt;:</div><br><div>QUOTED</div></blockquote></div></body></html>',
    ['ANSWER'],
    ['QUOTED', 'schrieb'],
  ],
  [
    'Apple iOS',
    '<html><body dir="auto">ANSWER<br><br><div dir="ltr">Von meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">Am 02.03.2026 um 10:22 schrieb Help desk &lt;a@b.test&gt;:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeffQUOTED</div></blockquote></body></html>',
    ['ANSWER'],
    ['QUOTED', 'schrieb'],
  ],
  [
    'Thunderbird',
    '<p>ANSWER</p><div class="moz-cite-prefix">Am 02.03.26 um 10:22 schrieb Help desk:<br></div><blockquote type="cite" cite="mid:x@y">QUOTED</blockquote><p>BELOW</p>',
    ['ANSWER', 'BELOW'],
    ['QUOTED', 'schrieb'],
  ],
  [
    'Proton',
    '<div>ANSWER</div><div class="protonmail_quote">On Monday, March 2nd, 2026 at 10:22 AM, Help desk &lt;a@b.test&gt; wrote:<br><br><blockquote class="protonmail_quote" type="cite">QUOTED</blockquote></div>',
    ['ANSWER'],
    ['QUOTED', 'wrote'],
  ],
  [
    'eM Client',
    '<div>ANSWER</div><div>&nbsp;</div><div>------ Originalnachricht ------</div><div>Von "Help desk" &lt;a@b.test&gt;</div><div>An "Anna"</div><div>Datum 02.03.2026 10:22:33</div><div>Betreff x</div><div>&nbsp;</div><div id="xabc"><blockquote cite="abc" class="cite2" type="cite">QUOTED</blockquote></div>',
    ['ANSWER'],
    ['QUOTED', 'Originalnachricht', 'Datum'],
  ],
  [
    'Spark',
    '<div>ANSWER</div><div name="messageReplySection">On 2 Mar 2026, 10:22 +0100, Help desk &lt;a@b.test&gt;, wrote:<br><blockquote type="cite">QUOTED</blockquote></div>',
    ['ANSWER'],
    ['QUOTED', 'wrote'],
  ],
  [
    'GroupWise',
    '<div>ANSWER</div><div>&gt;&gt;&gt; Help desk &lt;a@b.test&gt; 02.03.2026 10:22 &gt;&gt;&gt;</div><div>QUOTED</div>',
    ['ANSWER'],
    ['QUOTED'],
  ],
  [
    'Zimbra',
    '<div>ANSWER</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"Help desk" &lt;a@b.test&gt;<br><b>À: </b>"Anna"<br><b>Envoyé: </b>Lundi 2 Mars 2026 10:22:33<br><b>Objet: </b>x<br></div><div data-marker="__QUOTED_TEXT__">QUOTED</div>',
    ['ANSWER'],
    ['QUOTED', 'Envoyé'],
  ],
  [
    'Roundcube',
    '<p>ANSWER</p><p id="reply-intro">Am 2026-03-02 10:22, schrieb Help desk:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div>QUOTED</div></blockquote><p>BELOW</p>',
    ['ANSWER', 'BELOW'],
    ['QUOTED', 'schrieb'],
  ],
  [
    'Gmail',
    '<div dir="ltr">ANSWER</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Am Mo., 2. März 2026 um 10:22 Uhr schrieb Help desk &lt;<a href="mailto:a@b.test">a@b.test</a>&gt;:<br></div><blockquote class="gmail_quote">QUOTED</blockquote></div>',
    ['ANSWER'],
    ['QUOTED', 'schrieb'],
  ],
  [
    'inline in Gmail',
    '<div class="gmail_quote"><div class="gmail_attr">On Mon, Anna wrote:</div><blockquote class="gmail_quote">ONE</blockquote><div>INLINE</div><blockquote class="gmail_quote">TWO</blockquote></div><div>END</div>',
    ['INLINE', 'END'],
    ['ONE'],
  ],
  [
    'indent only',
    '<p>HELLO</p><blockquote style="margin:0 0 0 40px;border:none">INDENTED</blockquote>',
    ['HELLO', 'INDENTED'],
    [],
  ],
  ['own quote of a poem', '<p>As it says:</p><blockquote>POEM</blockquote><p>END</p>', ['POEM', 'END'], []],
  [
    'contact form',
    '<p>You have a new message</p><p>Name: Gerd<br>Email: gerd@x.test<br>Date: 2 March<br>Subject: Printer</p><p>WORDS</p>',
    ['WORDS', 'Gerd'],
    [],
  ],
  [
    'travel',
    '<p>Hello</p><p>From: Berlin<br>To: Hamburg<br>Date: 2 March</p><p>WORDS</p>',
    ['WORDS', 'Berlin'],
    [],
  ],
  [
    'mobile bare',
    '<div>ANSWER</div><br>On Mar 2, 2026 10:22 AM, Help desk &lt;a@b.test&gt; wrote:<br><br>QUOTED text',
    ['ANSWER'],
    ['QUOTED'],
  ],
  [
    'k9',
    '<html><body>ANSWER<br><br><div class="k9mail-signature">SIG</div><br><br><div class="gmail_quote">Am 2. März 2026 10:22:33 MEZ schrieb Help desk &lt;a@b.test&gt;:<blockquote class="gmail_quote">QUOTED</blockquote></div></body></html>',
    ['ANSWER'],
    ['QUOTED', 'schrieb'],
  ],
  [
    'font wrap',
    '<font>ANSWER<br><br>Von: Help desk &lt;a@b.test&gt;<br>Gesendet: Montag<br>An: Anna<br>Betreff: x</font><br><div>QUOTED</div>',
    ['ANSWER'],
    ['QUOTED', 'Gesendet'],
  ],
  [
    'Superhuman',
    '<div>ANSWER</div><div class="sh-x">On Mon, Mar 2, 2026 at 10:22 AM, Desk &lt;d@x.test&gt; wrote:<blockquote class="gmail_quote">QUOTED</blockquote></div>',
    ['ANSWER'],
    ['QUOTED', 'wrote:'],
  ],
  [
    'Tuta',
    '<div>ANSWER</div><div><br>Mar 2, 2026, 10:22 by d@x.test:<br></div><blockquote class="tutanota_quote">QUOTED</blockquote>',
    ['ANSWER'],
    ['QUOTED', '10:22 by'],
  ],
  [
    'an agenda',
    '<p>Meeting</p><p>Date: Monday<br>From: 10:00<br>To: 11:00<br>Subject: budget</p><p>WORDS</p>',
    ['Meeting', 'WORDS'],
    [],
  ],
  [
    'a newsletter’s signs',
    '<p>Mugs<br>&gt; <a href="https://x.test">SHOP</a></p><p>&gt; MORE</p>',
    ['SHOP', 'MORE'],
    [],
  ],
];
const forwards: readonly Case[] = [
  [
    'Gmail fwd',
    '<div dir="ltr">FYI<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Gerd</strong> &lt;g@x.test&gt;<br>Date: Mon<br>Subject: x<br>To: a@b.test<br></div><br><br>PASSED<br><div class="gmail_quote"><div class="gmail_attr">On Mon, Desk &lt;a@b.test&gt; wrote:</div><blockquote class="gmail_quote">HISTORY</blockquote></div></div></div>',
    ['FYI', 'PASSED', 'Forwarded'],
    ['HISTORY'],
  ],
  [
    'Outlook fwd',
    '<div class=WordSection1><p>FYI</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Gerd &lt;g@x.test&gt;<br><b>Sent:</b> Monday<br><b>To:</b> a<br><b>Subject:</b> x</p></div></div><p>PASSED</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Desk &lt;d@x.test&gt;<br><b>Sent:</b> Sunday<br><b>To:</b> a<br><b>Subject:</b> x</p></div></div><p>HISTORY</p></div>',
    ['FYI', 'PASSED'],
    ['HISTORY'],
  ],
  [
    'OWA fwd',
    '<div>FYI</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><b>From:</b> Gerd &lt;g@x.test&gt;<br><b>Sent:</b> Monday<br><b>To:</b> a<br><b>Subject:</b> x</div><div>PASSED</div>',
    ['FYI', 'PASSED'],
    [],
  ],
  [
    'Apple fwd',
    '<html><body>FYI<br><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Gerd &lt;g@x.test&gt;</div><div><b>Subject: </b>x</div><div><b>Date: </b>Mon</div><div><b>To: </b>a</div><br><div>PASSED</div></blockquote></div></body></html>',
    ['FYI', 'PASSED'],
    [],
  ],
  [
    'Thunderbird fwd',
    '<p>FYI</p><div class="moz-forward-container"><br>-------- Weitergeleitete Nachricht --------<table><tr><th>Betreff: </th><td>x</td></tr><tr><th>Datum: </th><td>Mon</td></tr><tr><th>Von: </th><td>Gerd &lt;g@x.test&gt;</td></tr></table><p>PASSED</p></div>',
    ['FYI', 'PASSED'],
    [],
  ],
  [
    'plain head fwd',
    'FYI<br><br>-----Original Message-----<br>From: Gerd &lt;g@x.test&gt;<br>Sent: Monday<br>To: a<br>Subject: x<br><br>PASSED<br><br>-----Original Message-----<br>From: Desk &lt;d@x.test&gt;<br>Sent: Sunday<br>To: b<br>Subject: x<br><br>HISTORY',
    ['FYI', 'PASSED'],
    ['HISTORY'],
  ],
];

function render(html: string, isForward: boolean): string {
  const body = Buffer.from(html).toString('base64');
  const head =
    'From: a@b.test\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64';
  return renderMessage(Buffer.from(`${head}\r\n\r\n${body}`), [], defaultLimits, isForward).html ?? '';
}

/** What stands outside of every fold. */
function outside(html: string): string {
  let depth = 0;
  let text = '';
  for (const piece of html.split(/(<details[^>]*>|<\/details>)/)) {
    if (piece.startsWith('<details')) depth++;
    else if (piece === '</details>') depth--;
    else if (depth === 0) text += piece;
  }
  assert.equal(depth, 0, 'each fold has its end');
  return text;
}

for (const [isForward, cases] of [
  [false, answers],
  [true, forwards],
] as const) {
  for (const [program, html, shown, folded] of cases) {
    test(`${program}${isForward ? ', passed on' : ''}`, () => {
      const rendered = render(html, isForward);
      const seen = outside(rendered);
      for (const words of shown) assert.ok(seen.includes(words), `${words} is in sight:\n${rendered}`);
      for (const words of folded) {
        assert.ok(!seen.includes(words), `${words} is folded:\n${rendered}`);
        assert.ok(rendered.includes(words), `${words} is there`);
      }
    });
  }
}
