import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readBounce } from '../../src/domain/bounce.ts';
import { findProblem } from '../../src/domain/delivery-status.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { describeProblem } from '../../views/facts/delivery-words.ts';

/** Recipients as `address status permanent|temporary reason`, then the first original Message-ID. */
const cases: [file: string, recipients: string[], original: string | undefined][] = [
  [
    'bounce-dsn.eml',
    ['nobody@example.com 5.1.1 permanent The address does not exist.'],
    'pr.1.a1.0123456789abcdef01234567@desk.test',
  ],
  [
    'bounce-exchange.eml',
    ['nobody@contoso.example 5.1.10 permanent The address does not exist.'],
    'pr.2.b1.0123456789abcdef01234567@desk.test',
  ],
  [
    'bounce-exchange-text.eml',
    ['nobody@contoso.example 5.1.10 permanent The address does not exist.'],
    'pr.3.c1.0123456789abcdef01234567@desk.test',
  ],
  [
    'bounce-exim.eml',
    ['full@example.com 5.2.2 temporary The mailbox is full.'],
    'pr.4.d1.0123456789abcdef01234567@desk.test',
  ],
  [
    'bounce-delayed.eml',
    ['slow@example.com 4.4.7 temporary The recipient’s server could not be reached in time.'],
    undefined,
  ],
];

describe('bounces', () => {
  for (const [file, recipients, original] of cases) {
    test(file, async () => {
      const message = await parseMessage(readFileSync(`test/fixtures/mail/${file}`));
      const bounce = readBounce(message);
      assert.deepEqual(
        bounce?.recipients.map(
          (one) =>
            `${one.address} ${one.status} ${one.isPermanent ? 'permanent' : 'temporary'} ${describeProblem(one.problem)}`,
        ),
        recipients,
      );
      assert.equal(bounce?.originalIds[0], original);
    });
  }

  test('a receipt and a person’s mail about a bounce are none', async () => {
    const receipt =
      'From: postmaster@x.test\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n--b--\r\n';
    const person =
      'From: anna@example.com\r\nSubject: Undeliverable?\r\n\r\nDelivery has failed to these recipients: bert@example.com\r\n';
    for (const raw of [receipt, person])
      assert.equal(readBounce(await parseMessage(Buffer.from(raw))), undefined);
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
    ['', '550 No such user here', /does not exist/],
    ['', '552 mailbox full', /full/],
    ['5.0.0', 'smtp; 599 strange words', /said “599 strange words”/],
    ['', '', /no reason/],
  ];
  for (const [code, words, expected] of cases)
    test(`${code} ${words}`, () => assert.match(describeProblem(findProblem(code, words)), expected));
});
