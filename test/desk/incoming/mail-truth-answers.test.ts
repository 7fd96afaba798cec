import { type Case, runCases } from '../../support/mail-truth.ts';

// Answers as they come back, whatever has become of their header on the way, and what mail servers say of ours.
let count = 0;
const crlf = (t: string) => t.replace(/\r?\n/g, '\r\n');
const re = (
  from: string,
  fields: string,
  subject = 'Re: Question',
  body = 'ANSWER',
  to = 'support@postroom.example',
) =>
  crlf(
    `From: ${from}\nTo: ${to}\nSubject: ${subject}\nMessage-ID: <m${++count}@kunde.example>\n${fields}\n\n${body}\n`,
  );
const cases: Case[] = [
  ['In-Reply-To', (t) => re(t.customer, `In-Reply-To: <${t.messageId}>`), { joins: true, state: 'open' }],
  [
    'In-Reply-To upper',
    (t) => re(t.customer, `In-Reply-To: <${t.messageId.toUpperCase()}>`),
    { joins: true },
  ],
  [
    'In-Reply-To phrase',
    (t) => re(t.customer, `In-Reply-To: Your message of "Mon, 2 Mar 2026" <${t.messageId}>`),
    { joins: true },
  ],
  ['In-Reply-To quoted', (t) => re(t.customer, `In-Reply-To: "${t.messageId}"`), { joins: true }],
  ['In-Reply-To entities', (t) => re(t.customer, `In-Reply-To: &lt;${t.messageId}&gt;`), { joins: true }],
  [
    'In-Reply-To folded within',
    (t) => re(t.customer, `In-Reply-To: <${t.messageId.slice(0, 20)}\n ${t.messageId.slice(20)}>`),
    { joins: true },
  ],
  ['References with commas', (t) => re(t.customer, `References: <a@b>,<${t.messageId}>`), { joins: true }],
  ['References no blanks', (t) => re(t.customer, `References: <a@b><${t.messageId}>`), { joins: true }],
  ['References without brackets', (t) => re(t.customer, `References: a@b ${t.messageId}`), { joins: true }],
  [
    'References cut at start',
    (t) => re(t.customer, `References: stuff@x> <${t.messageId}> <last@x`),
    { joins: true },
  ],
  [
    'encoded Message-ID',
    (t) => re(t.customer, `In-Reply-To: =?utf-8?Q?=3C${t.messageId.replace('@', '=40')}=3E?=`),
    { joins: true },
  ],
  [
    'own question only (Sent Items reply)',
    (t) => re(t.customer, `In-Reply-To: <${t.questionId}>`),
    { joins: true },
  ],
  ['tag alone', (t) => re(t.customer, '', `Re: [Ticket#${t.number}] Question`), { joins: true }],
  ['tag full width', (t) => re(t.customer, '', `回复：［Ticket＃${t.number}］ Question`), { joins: true }],
  ['tag folded', (t) => re(t.customer, '', `Re:\n [Ticket#${t.number}]\n Question`), { joins: true }],
  ['tag cut', (t) => re(t.customer, '', `Re: [Ticket#${t.number}`), { joins: true }],
  [
    'tag encoded split',
    (t) =>
      re(
        t.customer,
        '',
        `=?utf-8?B?${Buffer.from(`Re: [Ticket#${String(t.number).slice(0, 3)}`).toString('base64')}?=\n =?utf-8?B?${Buffer.from(`${String(t.number).slice(3)}] Größe`).toString('base64')}?=`,
      ),
    { joins: true },
  ],
  ['tag with nbsp', (t) => re(t.customer, '', `Re: [Ticket#\u00a0${t.number}] x`), { joins: true }],
  [
    'answer of primary address',
    (t) => re(t.customer.replace('+shop', ''), `In-Reply-To: <${t.messageId}>`),
    { joins: true },
  ],
  [
    'answer of plus address',
    (t) => re(t.customer.replace('+shop', '+x'), `In-Reply-To: <${t.messageId}>`),
    { joins: true },
  ],
  ['answer of a stranger', (t) => re('eve@evil.example', `In-Reply-To: <${t.messageId}>`), { joins: false }],
  [
    'Reply-To is customer',
    (t) => re('gateway@relay.example', `Reply-To: ${t.customer}\nIn-Reply-To: <${t.messageId}>`),
    { joins: true },
  ],
  [
    'list rewritten',
    (t) =>
      re(
        `Kim via List <list@lists.example>`,
        `List-Post: <mailto:list@lists.example>\nX-Original-From: ${t.customer}\nIn-Reply-To: <${t.messageId}>`,
      ),
    { joins: true },
  ],
  [
    'X.500 From, in reply',
    (t) => re('"Kim" </O=KUNDE/CN=KIM>', `Return-Path: <${t.customer}>\nIn-Reply-To: <${t.messageId}>`),
    { joins: true },
  ],
  ['upper case From', (t) => re(t.customer.toUpperCase(), `In-Reply-To: <${t.messageId}>`), { joins: true }],
  [
    'a stranger whose Reply-To is the customer, by the tag alone',
    (t) => re('eve@evil.example', `Reply-To: ${t.customer}`, `Re: [Ticket#${t.number}] Question`),
    { joins: false },
  ],
  [
    'a stranger of the same local part',
    (t) => re(t.customer.replace('+shop@', '@other.'), `In-Reply-To: <${t.messageId}>`),
    { joins: false },
  ],
  [
    'ooo closed',
    (t) => re(t.customer, `In-Reply-To: <${t.messageId}>\nAuto-Submitted: auto-replied`),
    { joins: true, state: 'closed' },
  ],
  [
    'ooo by plain wording',
    (t) => re(t.customer, `In-Reply-To: <${t.messageId}>`, 'Automatická odpověď: x'),
    { joins: true, state: 'closed' },
  ],
  [
    'calendar answer',
    (t) =>
      crlf(
        `From: ${t.customer}\nTo: support@postroom.example\nSubject: Accepted: Visit\nMessage-ID: <cal@x>\nIn-Reply-To: <${t.messageId}>\nMIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Visit\nDTSTART:20260302T102200Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:k@x\nEND:VEVENT\nEND:VCALENDAR\n`,
      ),
    { joins: true },
  ],
];

const group = (recipient: string, action = 'failed', status = '5.1.1') =>
  `Final-Recipient: ${recipient}\nAction: ${action}\nStatus: ${status}`;
const report = (
  messageId: string,
  groups: string,
  returned = 'message/rfc822',
  part = 'message/delivery-status',
) =>
  crlf(
    `From: Mail Delivery <mailer-daemon@mx.example>\nTo: support@postroom.example\nSubject: Undeliverable: x\nMessage-ID: <m${++count}@mx.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nSorry.\n--b1\nContent-Type: ${part}\n\nReporting-MTA: dns;mx\n\n${groups}\n--b1\nContent-Type: ${returned}\n\nMessage-ID: <${messageId}>\nSubject: x\n\nbody\n--b1--\n`,
  );
const letter = (messageId: string, subject: string, body: string) =>
  crlf(
    `Return-Path: <MAILER-DAEMON>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: support@postroom.example\nSubject: ${subject}\nMessage-ID: <m${++count}@mx.example>\nIn-Reply-To: <${messageId}>\n\n${body}\n`,
  );
const undelivered = { joins: true, state: 'open', page: 'Could not be delivered to' };
const reports: Case[] = [
  [
    'two recipients without a blank line',
    (t) =>
      report(
        t.messageId,
        `${group('rfc822;a@b.example')}\n${group('rfc822;c@d.example', 'failed', '5.2.2')}`,
      ),
    { ...undelivered, page: 'a@b.example|c@d.example' },
  ],
  [
    'a name before the address',
    (t) => report(t.messageId, group('rfc822; Gerd <a@b.example>')),
    { ...undelivered, page: 'delivered to a@b.example' },
  ],
  [
    'an action that there is not',
    (t) => report(t.messageId, group('rfc822;a@b.example', 'expired', '5.4.7')),
    undelivered,
  ],
  [
    'headers returned by another name',
    (t) => report(t.messageId, group('rfc822;a@b.example'), 'message/rfc822-headers'),
    undelivered,
  ],
  [
    'the part for machines as a text',
    (t) =>
      report(
        t.messageId,
        group('rfc822;a@b.example'),
        'message/rfc822',
        'text/plain; name=details.txt\nContent-Disposition: attachment',
      ),
    undelivered,
  ],
  [
    'the part for machines within the letter',
    (t) => report(t.messageId, group('rfc822;a@b.example'), 'message/rfc822', 'text/plain'),
    undelivered,
  ],
  [
    'a letter of Zoho',
    (t) =>
      letter(
        t.messageId,
        'Undelivered Mail Returned to Sender',
        'This message was created automatically by mail delivery software.\n\na@b.example Invalid Recipients , ERROR_CODE :550, ERROR_CODE :5.1.1 User unknown',
      ),
    undelivered,
  ],
  [
    'a letter of Haraka',
    (t) =>
      letter(
        t.messageId,
        'Message delivery failure notice',
        'I am afraid I was not able to deliver your message.\n\nIntended Recipients: <a@b.example>\nFailure Reason: 550 5.1.1 no such user',
      ),
    undelivered,
  ],
  [
    'a letter of Naver',
    (t) =>
      letter(
        t.messageId,
        '메일 전송 실패',
        '메일이 전송되지 않았습니다.\n받는사람: a@b.example\n사유: 550 5.1.1 User unknown',
      ),
    undelivered,
  ],
  [
    'a full mailbox and its time',
    (t) =>
      letter(
        t.messageId,
        'Mail failure.',
        'Ваше сообщение не доставлено:\n a@b.example\n    mailbox is full: retry timeout exceeded',
      ),
    { ...undelivered, page: 'mailbox is full' },
  ],
  [
    'an address that was not found',
    (t) =>
      letter(
        t.messageId,
        'Undeliverable: x',
        'Delivery has failed to these recipients:\n\na@b.example\nThe email address you entered could not be found.',
      ),
    { ...undelivered, page: 'does not exist' },
  ],
  [
    'a receipt in old words',
    (t) =>
      crlf(
        `From: ${t.customer}\nTo: support@postroom.example\nSubject: Read: x\nMessage-ID: <m${++count}@kunde.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b1\n\n--b1\n\nread\n--b1\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;${t.customer}\nOriginal-Message-ID: <${t.messageId}>\nDisposition: manual-action/MDN-sent-manually; read\n\n--b1--\n`,
      ),
    { joins: true, state: 'closed', receipt: 'read' },
  ],
  [
    'a receipt in words alone',
    (t) =>
      re(
        t.customer,
        `In-Reply-To: <${t.messageId}>`,
        'Gelesen: Question',
        'Ihre Nachricht\n\nwurde am 02.03.2026 gelesen.',
      ),
    { joins: true, state: 'closed', robot: 'receipt' },
  ],
];
runCases([...cases, ...reports]);
