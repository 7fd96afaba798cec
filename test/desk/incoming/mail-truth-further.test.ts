import { type Case, runCases, type Talk } from '../../support/mail-truth.ts';
import { crlf, html, mail, multi, text } from '../../support/write-mail.ts';

// What programs of many makers write, from its delivery to the page; more kinds of it stand in test/mail/*-in-the-wild.

let count = 0;
/** An answer to the talk, whatever has become of its header. */
const re = ({ customer }: Talk, fields: string, subject = 'Re: Question', body = 'ANSWER') =>
  crlf(
    `From: ${customer}\nTo: support@postroom.example\nSubject: ${subject}\nMessage-ID: <f${++count}@kunde.example>\n${fields}\n\n${body}\n`,
  );
const joins = { joins: true, state: 'open' };
const tagged = (subject: (number: number) => string): Case[] => [
  [`tag ${subject(10_023)}`, (talk) => re(talk, 'X-A: b', subject(talk.number)), joins],
];
const threads: Case[] = [
  ...[
    'AW:',
    'SV:',
    'VS:',
    'TR:',
    'RV:',
    'ENC:',
    'ODP:',
    'Ynt.:',
    '回复：',
    '答复:',
    'Re[2]:',
    'RE: [EXTERNAL]',
    '*****SPAM*****',
    'Vast.:',
    'Odgovor:',
  ].flatMap((prefix) => tagged((number) => `${prefix} [Ticket#${number}] Question`)),
  ...tagged((number) => `Question - [Ticket#${number}]`),
  ...tagged((number) => `[#5512] Ticket received: Re: [Ticket#${number}] Question`),
  ...tagged((number) => `Re: [TICKET#${number}] Question`),
  [
    'another subject',
    (talk) => re(talk, `In-Reply-To: <${talk.messageId}>`, 'Something else'),
    { ...joins, page: 'Subject: Something else' },
  ],
  [
    'the same subject',
    (talk) => re(talk, `In-Reply-To: <${talk.messageId}>`, 'RE: [Ticket#5] QUESTION 5'),
    {},
  ],
  [
    'references without their end',
    (talk) => re(talk, `References: <${talk.questionId}> <${talk.messageId}`),
    joins,
  ],
  [
    'a long list of references',
    (talk) =>
      re(
        talk,
        `References: <${talk.messageId}>\n${Array.from({ length: 300 }, (_, index) => ` <${index}@x.example>`).join('\n')}`,
      ),
    joins,
  ],
  [
    'our answer as a file',
    (talk) =>
      crlf(
        `From: ${talk.customer}\nTo: support@postroom.example\nSubject: Re: [Ticket#${talk.number}] see the file\nMessage-ID: <f${++count}@kunde.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nWhat is this?\n--b1\nContent-Type: message/rfc822\n\nMessage-ID: <${talk.messageId}>\nSubject: yours\n\nTwo years.\n--b1--\n`,
      ),
    { ...joins, files: ['yours.eml'] },
  ],
  [
    'another help desk has got it',
    (talk) =>
      re(
        talk,
        `In-Reply-To: <${talk.messageId}>\nAuto-Submitted: auto-replied\nPrecedence: bulk`,
        `[desk.kunde.example #5512] AutoReply: Re: [Ticket#${talk.number}] Question`,
      ),
    { joins: true, state: 'closed', robot: 'auto_reply' },
  ],
];
const received = 'Received: from mx.gast.example by mail.postroom.example; Mon, 2 Mar 2026 09:22:40 +0000';
const dated = (date: string, fields = received) =>
  crlf(
    `${fields}\nFrom: Gerd <gerd@gast.example>\nTo: support@postroom.example\nSubject: a\nDate: ${date}\n\nx`,
  );
const at = { sentAt: '2026-03-02T09:22:33' };
const twice = (words: string) => Buffer.from(words).toString('latin1');
const bodies: Case[] = [
  ['a zone of China', dated('Mon Mar 02 17:22:33 CST 2026'), at],
  ['a zone of Chicago', dated('Mon, 2 Mar 2026 03:22:33 CST'), at],
  ['a zone of India', dated('Mon, 2 Mar 2026 14:52:33 IST'), at],
  ['no zone', dated('Mon, 2 Mar 2026 10:22:33'), at],
  ['no zone, and nothing that tells it', dated('Mon, 2 Mar 2026 09:22:33', 'X-A: b'), at],
  [
    'a text that was encoded twice',
    text(twice('Grüße aus Köln, wir können nicht drucken')),
    { text: 'Grüße aus Köln, wir können' },
  ],
  [
    'HTML that was encoded twice',
    html(twice('<p>Grüße aus Köln, wir können nicht</p>')),
    { shown: 'Grüße aus Köln' },
  ],
  [
    'who asks about such signs',
    text('Warum steht da "Ã¼" statt "ü"? Ich möchte Umlaute.'),
    { text: '"Ã¼" statt "ü"' },
  ],
  [
    'a name that was encoded twice',
    text('x', '', { from: '=?UTF-8?Q?J=C3=83=C2=BCrgen?= <gerd@gast.example>' }),
    { from: 'Jürgen <gerd@gast.example>' },
  ],
  [
    'initials before the sign',
    text('ANSWER\n\nMonday, March 2, 2026, 10:22:33 AM, you wrote:\n\nHD> QUOTED\n\nHD> more\n\nBELOW'),
    { shown: 'ANSWER|BELOW|!QUOTED|!more', folded: 'QUOTED|more' },
  ],
  ['a prompt of a shell', text('I typed:\nROOT> ls\nand got nothing'), { shown: 'ROOT> ls' }],
  [
    'Yahoo on a telephone',
    html(
      'ANSWER<br><br><div><a href="https://x.example">Yahoo Mail</a></div><br><blockquote style="margin:0 0 20px 0"><div><div>On Mon, Mar 2, 2026 at 10:22 AM, Desk</div><div>&lt;a@b.example&gt; wrote:</div></div><div>QUOTED</div></blockquote>',
    ),
    { shown: 'ANSWER|!QUOTED|!wrote', folded: 'QUOTED' },
  ],
  [
    'Outlook in a language that nobody has taught us',
    html(
      '<div>ANSWER</div><div style="border-right:none; border-bottom:none; border-left:none; border-image:initial; border-top:1pt solid rgb(225,225,225); padding:3pt 0cm 0cm"><p><b>Xyz:</b> x</p></div><p>QUOTED</p>',
    ),
    { shown: 'ANSWER|!QUOTED', folded: 'QUOTED' },
  ],
  [
    'a quote in an element of its own',
    html(
      '<div>ANSWER</div><div>Desk &lt;a@b.example&gt; schrieb am 02.03.2026 um 10:22:</div><div><blockquote>QUOTED</blockquote></div><p>BELOW</p>',
    ),
    { shown: 'ANSWER|BELOW|!QUOTED|!schrieb', folded: 'QUOTED|schrieb' },
  ],
  [
    'a file of a Mac',
    multi(
      'mixed',
      'Content-Type: text/plain\n\nhi',
      'Content-Type: multipart/appledouble; boundary=b2\n\n--b2\nContent-Type: application/applefile; name="a.pdf"\n\nAAAA\n--b2\nContent-Type: application/pdf; name="a.pdf"\n\nx\n--b2--',
    ),
    { files: ['a.pdf'] },
  ],
  [
    'no sender, by a newsletter',
    crlf(
      'Return-Path: <0100018e1234abcd-9c8b7a65-1234-4321-abcd-0123456789ab-000000@eu-west-1.amazonses.com>\nTo: support@postroom.example\nSubject: a\n\nx',
    ),
    { customer: '!amazonses' },
  ],
  [
    'no sender, by a list',
    crlf('Return-Path: <owner-news@lists.example>\nTo: support@postroom.example\nSubject: a\n\nx'),
    { customer: '!owner-news' },
  ],
  [
    'Exchange’s own way to write an address',
    text('x', '', { from: 'Gerd <SMTP:gerd@gast.example>' }),
    { customer: 'gerd@gast.example' },
  ],
  [
    'a full mailbox without a code',
    text(
      'This Message was undeliverable due to the following reason:\n\nThe account is over quota.\n\n<a@b.example>',
      'Return-Path: <>',
      {
        subject: 'Mail System Error - Returned Mail',
        from: 'postmaster@mx.example',
      },
    ),
    { page: 'a@b.example', robot: 'report' },
  ],
  [
    'a mail server without an address',
    mail('Content-Type: text/plain', 'x', { from: '<MAILER-DAEMON>' }),
    { robot: 'report' },
  ],
];
const pieces: Case[] = [
  [
    'a piece of a message',
    mail('Content-Type: message/partial; id="abc@gast.example"; number=2; total=3', 'JVBERi0xLjQ='),
    { page: 'This is a piece of a message|This message has no text, only attached files|message-2-of-3.txt' },
  ],
];
runCases([...pieces, ...threads, ...bodies]);
