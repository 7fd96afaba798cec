import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { findProblem } from '../../src/domain/delivery-status.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { describeProblem } from '../../views/facts/delivery-words.ts';

async function readReport(raw: string | Buffer) {
  return (await parseMessage(Buffer.from(raw))).clues.report;
}

/** Recipients as `address status state gone|there problem`, then the first original Message-ID. */
async function summarize(raw: string | Buffer): Promise<[string[], string | undefined]> {
  const report = await readReport(raw);
  const recipients = report?.recipients ?? [];
  return [
    recipients.map(
      ({ address, status, state, isPermanent, problem }) =>
        `${address} ${status} ${state} ${isPermanent ? 'gone' : 'there'} ${problem.code}`,
    ),
    report?.originalIds[0],
  ];
}

const files: [file: string, recipients: string[], original: string | undefined][] = [
  [
    'bounce-dsn.eml',
    ['nobody@example.com 5.1.1 failed gone no_such_address'],
    'pr.1.a1.0123456789abcdef01234567@desk.test',
  ],
  [
    'bounce-exchange.eml',
    ['nobody@contoso.example 5.1.10 failed gone no_such_address'],
    'pr.2.b1.0123456789abcdef01234567@desk.test',
  ],
  [
    'bounce-exchange-text.eml',
    ['nobody@contoso.example 5.1.10 failed gone no_such_address'],
    'pr.3.c1.0123456789abcdef01234567@desk.test',
  ],
  [
    'bounce-exim.eml',
    ['full@example.com 5.2.2 failed there mailbox_full'],
    'pr.4.d1.0123456789abcdef01234567@desk.test',
  ],
  ['bounce-delayed.eml', ['slow@example.com 4.4.7 delayed there not_reached_in_time'], undefined],
];

describe('reports of mail servers', () => {
  test('the identifier that Exchange has replaced is found beside its own', async () => {
    const head =
      'Message-ID: <new@prod.outlook.com>\nX-Microsoft-Original-Message-ID:\n <ours@desk.test>\nSubject: x';
    const raw = report('Action: failed\nStatus: 5.1.1').replace(
      '\n\n--b--',
      `\n\n--b\nContent-Type: text/rfc822-headers\n\n${head}\n\n--b--`,
    );
    assert.deepEqual((await readReport(raw))?.originalIds, ['new@prod.outlook.com', 'ours@desk.test']);
  });

  test('an address is read as RFC 3461 section 4 writes it', async () => {
    const raw = report('Original-Recipient: rfc822;gone+2Btag@shop.example\nAction: failed\nStatus: 5.1.1');
    assert.deepEqual((await summarize(raw))[0], ['gone+tag@shop.example 5.1.1 failed gone no_such_address']);
  });

  test('an address is read as RFC 6533 section 3 writes it', async () => {
    const raw = report(
      'Original-Recipient: utf-8; b\\x{F6}\\x{1F600}@shop.example\nAction: failed\nStatus: 5.1.1',
    );
    assert.deepEqual((await summarize(raw))[0], ['bö😀@shop.example 5.1.1 failed gone no_such_address']);
  });

  test('half a character in an address becomes the sign for what is none', async () => {
    const raw = report('Original-Recipient: utf-8; a\\x{D800}@shop.example\nAction: failed\nStatus: 5.1.1');
    assert.match((await summarize(raw))[0]?.[0] ?? '', /^a\ufffd@shop/);
  });

  test('where no action is named, the code says what has become of it', async () => {
    for (const [status, expected] of [
      ['5.1.1', ['a@b.test 5.1.1 failed gone no_such_address']],
      ['4.4.7 (late)', ['a@b.test 4.4.7 delayed there not_reached_in_time']],
      ['2.0.0', []],
      ['unknown', []],
    ] as const) {
      assert.deepEqual((await summarize(report(`Status: ${status}`)))[0], expected, status);
    }
  });

  for (const [file, recipients, original] of files) {
    test(file, async () => {
      assert.deepEqual(await summarize(readFileSync(`test/fixtures/mail/${file}`)), [recipients, original]);
    });
  }

  test('a report of success and a person’s mail about a bounce are none', async () => {
    const success = report('Action: delivered\nStatus: 2.0.0');
    const person =
      'From: anna@example.com\nSubject: Undeliverable?\n\nDelivery has failed to these recipients: bert@example.com\n';
    for (const raw of [success, person]) assert.equal(await readReport(raw), undefined);
  });

  test('a reason is not cut where its line ends', async () => {
    const folded = report(
      'Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 599 first\n second\nthird: more',
    );
    const [recipient] = (await readReport(folded))?.recipients ?? [];
    assert.deepEqual(recipient?.problem, { code: 'said', text: '599 first second third: more' });
  });

  test('until when a server tries', async () => {
    const raw = report(
      'Action: delayed (soon)\nStatus: 4.4.1\nWill-Retry-Until: Thu, 5 Mar 2026 09:00:00 +0100',
    );
    const [recipient] = (await readReport(raw))?.recipients ?? [];
    assert.equal(recipient?.state, 'delayed');
    assert.deepEqual(recipient?.retriesUntil, new Date('2026-03-05T08:00:00Z'));
  });
});

function report(fields: string): string {
  return `From: postmaster@x.test\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.test\n${fields}\n\n--b--\n`;
}

/** What servers write to people, without a part for machines: from their sources and from public reports. */
const letters: [name: string, subject: string, text: string, expected: string[]][] = [
  [
    'Exim',
    'Mail delivery failed: returning message to sender',
    'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  gone@shop.example\n    SMTP error from remote mail server after RCPT TO:<gone@shop.example>:\n    host mx.shop.example [192.0.2.1]: 550 5.1.1 <gone@shop.example>:\n    Recipient address rejected: User unknown\n  full@shop.example\n    mailbox is full\n\n------ This is a copy of the message, including all the headers. ------\n\nFrom: support@desk.example\nTo: gone@shop.example\n',
    ['gone@shop.example 5.1.1 failed gone no_such_address', 'full@shop.example  failed there mailbox_full'],
  ],
  [
    'Exim that goes on trying',
    'Warning: message 1abc delayed 24 hours',
    'This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\nThe address to which the message has not yet been delivered is:\n\n  slow@shop.example\n    Delay reason: Connection timed out\n\nNo action is required on your part.\n',
    ['slow@shop.example  delayed there not_reached_in_time'],
  ],
  [
    'qmail',
    'failure notice',
    "Hi. This is the qmail-send program at mx.shop.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<gone@shop.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <support@desk.example>\n",
    ['gone@shop.example 5.1.1 failed gone no_such_address'],
  ],
  [
    'Postfix',
    'Undelivered Mail Returned to Sender',
    "This is the mail system at host mx.desk.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\nFor further assistance, please send mail to postmaster.\n\n                   The mail system\n\n<big@shop.example>: host mx.shop.example[192.0.2.1] said: 552 5.3.4 Message size\n    exceeds fixed limit (in reply to MAIL FROM command)\n",
    ['big@shop.example 5.3.4 failed there too_large'],
  ],
  [
    'Sendmail',
    'Returned mail: see transcript for details',
    'The original message was received at Mon, 2 Mar 2026 10:00:00 GMT\nfrom localhost [127.0.0.1]\n\n   ----- The following addresses had permanent fatal errors -----\n<gone@shop.example>\n    (reason: 550 5.1.1 <gone@shop.example>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.shop.example.:\n>>> DATA\n<<< 550 5.1.1 <gone@shop.example>... User unknown\n',
    ['gone@shop.example 5.1.1 failed gone no_such_address'],
  ],
  [
    'Domino',
    'DELIVERY FAILURE: User gone (gone@shop.example) not listed in Domino Directory',
    'Your message\n\n  Subject: Re: Your question\n\nwas not delivered to:\n\n  gone@shop.example\n\nbecause:\n\n  User gone (gone@shop.example) not listed in Domino Directory\n',
    ['gone@shop.example  failed gone no_such_address'],
  ],
  [
    'Office 365',
    'Undeliverable: Re: Your question',
    "Your message to gone@shop.example couldn't be delivered.\n\ngone wasn't found at shop.example.\n\nsupport Office 365 gone\nAction Required Recipient\nUnknown To address\n\nHow to Fix It\nThe address may be misspelled or may not exist.\n\nMore Info for Email Admins\nStatus code: 550 5.1.10\n\nOriginal Message Details\nCreated Date: 3/2/2026 10:00:00 AM\nSender Address: support@desk.example\nRecipient Address: gone@shop.example\n\nError Details\nReported error: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient gone@shop.example not found by SMTP address lookup\n",
    ['gone@shop.example 5.1.10 failed gone no_such_address'],
  ],
  [
    'Office 365 in German',
    'Unzustellbar: Re: Ihre Anfrage',
    'Ihre Nachricht an weg@firma.example konnte nicht zugestellt werden.\n\nweg wurde unter firma.example nicht gefunden.\n\nWeitere Informationen für E-Mail-Administratoren\nStatuscode: 550 5.1.10\n',
    ['weg@firma.example 5.1.10 failed gone no_such_address'],
  ],
  [
    'Exchange',
    'Unzustellbar: Angebot',
    "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\nWeg, Werner (weg@firma.example)\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden.\n\nDiagnoseinformationen für Administratoren:\n\nGenerierender Server: ex01.firma.example\n\nweg@firma.example\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'\n",
    ['weg@firma.example 5.1.1 failed gone no_such_address'],
  ],
  [
    'Exchange 2003',
    'Undeliverable: Offer',
    'Your message did not reach some or all of the intended recipients.\n\n      Subject:\tOffer\n      Sent:\t3/2/2026 10:00 AM\n\nThe following recipient(s) cannot be reached:\n\n      gone@shop.example on 3/2/2026 10:01 AM\n            The e-mail account does not exist at the organization this message was sent to.\n            <mx.shop.example #5.1.1>\n',
    ['gone@shop.example 5.1.1 failed gone no_such_address'],
  ],
  [
    'Gmail',
    'Delivery Status Notification (Failure)',
    "** Address not found **\n\nYour message wasn't delivered to gone@shop.example because the address couldn't be found, or is unable to receive mail.\n\nThe response from the remote server was:\n550 5.1.1 The email account that you tried to reach does not exist.\n",
    ['gone@shop.example 5.1.1 failed gone no_such_address'],
  ],
  [
    'GMX',
    'Mail delivery failed: returning message to sender',
    'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. This is a permanent error. The following address\nfailed:\n\n    gone@shop.example:\n        SMTP error from remote server for RCPT TO command, host: mx.shop.example (192.0.2.1) reason: 550 5.7.1 rejected by policy\n\n--- The header of the original message is following. ---\n',
    ['gone@shop.example 5.7.1 failed there refused_by_rules'],
  ],
  [
    'hMailServer',
    'Message undeliverable: Re: Your question',
    'Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 2 Mar 2026 10:00:00 +0100\n   Subject: Re: Your question\n\nThe following recipient(s) could not be reached:\n\ngone@shop.example\n   Error Type: SMTP\n   Remote server (192.0.2.1) issued an error.\n   hMailServer sent: RCPT TO:<gone@shop.example>\n   Remote server replied: 550 Unknown user\n',
    ['gone@shop.example  failed gone no_such_address'],
  ],
  [
    'GroupWise',
    'Message status - undeliverable',
    'The message that you sent was undeliverable to the following:\n\tgone@shop.example (user not found)\n',
    ['gone@shop.example  failed gone no_such_address'],
  ],
  [
    'French',
    'Non remis : Votre demande',
    "Échec de la remise pour ces destinataires ou groupes :\n\ngone@shop.example\nL'adresse de courrier n'existe pas.\n",
    ['gone@shop.example  failed gone no_such_address'],
  ],
];

describe('letters of mail servers', () => {
  for (const [name, subject, text, expected] of letters) {
    test(name, async () => {
      const head = `From: MAILER-DAEMON@mx.example\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
      const raw = `${head}\nContent-Type: text/plain; charset=utf-8\n\n${text}`;
      assert.deepEqual((await summarize(raw))[0], expected);
    });
  }

  test('texts that attack cost little', async () => {
    const shapes = [
      '\n',
      'smtp error 5.1.1 ',
      'smtp error x: 5',
      'a@b.c ',
      'host x said: 550 ',
      '<a@b.c>:\n',
      '[\n',
      'delay\n',
      'Message-ID:\n',
      '(((((',
    ];
    for (const shape of shapes) {
      const text = shape.repeat(200_000 / shape.length);
      const before = process.cpuUsage();
      await readReport(`From: MAILER-DAEMON@x.test\nSubject: Undelivered\n\n${text}`);
      const { user } = process.cpuUsage(before);
      assert.ok(user < 500_000, `${JSON.stringify(shape)} took ${user} µs`);
    }
  });
});

describe('reasons', () => {
  const cases: [string, string, RegExp][] = [
    ['5.1.1', '', /does not exist/],
    ['5.1.2', '', /domain/],
    ['5.2.1', '', /closed/],
    ['5.2.2', '', /full/],
    ['5.3.4', '', /too large/],
    ['5.7.1', 'smtp; 550 5.7.1 Message rejected as spam', /rules|spam/],
    ['5.7.133', '', /certain senders/],
    ['5.7.23', '', /verify/],
    ['5.4.14', '', /routing/],
    ['4.4.7', '', /in time/],
    ['4.7.1', '', /for the moment/],
    ['5.4.1', 'smtp; 550 5.4.1 Recipient address rejected: Access denied', /knows no such address/],
    ['5.4.1', 'smtp; 550 5.4.1 All recipient addresses rejected : Access denied', /knows no such address/],
    ['5.4.1', '', /could not be reached/],
    ['5.1.0', '550 5.1.0 rejected', /knows no such address, or/],
    ['5.7.26', '550-5.7.26 This mail is unauthenticated', /verify/],
    ['4.7.28', 'smtp; 421-4.7.28 Gmail has detected an unusual rate of unsolicited mail', /spam/],
    ['4.7.28', 'smtp; 450 4.7.28 mail flood detected', /for the moment/],
    ['5.7.1', '554 5.7.1 <a@b.test>: Relay access denied', /does not take mail for this address/],
    ['', '550 Destinatario desconocido o mailbox lleno', /^The server said/],
    ['', '550 Empfänger unbekannt', /does not exist/],
    ['5.4.310', '', /domain/],
    ['', '550 No such user here', /does not exist/],
    ['', '550 Girdiğiniz e-posta adresi bulunamadı', /does not exist/],
    ['', '550 E-postadressen kunde inte hittas', /does not exist/],
    ['', '550 該当するユーザーが見つかりません', /does not exist/],
    ['', 'The domain name (x.test) does not appear to be registered', /domain/],
    ['', '552 caixa de correio cheia', /full/],
    ['', '550 Your message was rejected because it contained a virus', /rule|security/i],
    ['', '550 Message rejected due to content', /rule|security/i],
    ['', '550 Sender verify failed', /sender/i],
    ['', '552 mailbox full', /full/],
    ['5.0.0', 'smtp; 599 strange words', /said “599 strange words”/],
    ['', '', /no reason/],
  ];
  for (const [code, words, expected] of cases)
    test(`${code} ${words}`, () => assert.match(describeProblem(findProblem(code, words)), expected));
});
