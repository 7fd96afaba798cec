import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkSender, type SenderCheck, type TrustedServers } from '../../src/domain/sender-check.ts';
import { readAuthentication } from '../../src/mail/authentication.ts';
import { parseMessage } from '../../src/mail/parse.ts';

const from = { name: 'Anna', address: 'anna@contoso.com' };
const mx: TrustedServers = ['mx.desk.example'];
type Fields = [name: string, value: string][];

function check(fields: Fields, trusted: TrustedServers, address = from.address): SenderCheck {
  return checkSender(readAuthentication(fields), { name: '', address }, trusted);
}

/** What servers write, as published in their documentation and seen in the wild. */
const results = 'authentication-results';
type Case = [name: string, fields: Fields, trusted: TrustedServers, expected: string, address?: string];
const cases: Case[] = [
  [
    'Exchange Online, a verified sender',
    [
      [
        results,
        'spf=pass (sender IP is 40.107.22.1) smtp.mailfrom=contoso.com; dkim=pass (signature was verified) header.d=contoso.com;dmarc=pass action=none header.from=contoso.com;compauth=pass reason=100',
      ],
    ],
    'exchange',
    'verified compauth',
  ],
  [
    'Exchange Online, a forged one',
    [
      [
        results,
        'spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=contoso.com; dkim=none (message not signed) header.d=none;dmarc=fail action=quarantine header.from=contoso.com;compauth=fail reason=000',
      ],
    ],
    'exchange',
    'failed compauth',
  ],
  [
    'Exchange Online, nobody says anything about the domain',
    [
      [
        results,
        'spf=none (sender IP is 192.0.2.1) smtp.mailfrom=contoso.com; dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=contoso.com;compauth=none reason=405',
      ],
    ],
    'exchange',
    'unknown none',
  ],
  [
    'Exchange Online, from inside the organization',
    [['x-ms-exchange-organization-authas', 'Internal']],
    'exchange',
    'verified internal',
  ],
  [
    'what Exchange says of its organization is nothing on another server',
    [['x-ms-exchange-organization-authas', 'Internal']],
    mx,
    'unknown none',
  ],
  [
    'a field that the sender wrote, under that of Exchange',
    [
      [
        results,
        'spf=fail smtp.mailfrom=contoso.com; dkim=none; dmarc=fail header.from=contoso.com; compauth=fail reason=001',
      ],
      [
        results,
        'spf=pass smtp.mailfrom=contoso.com; dmarc=pass header.from=contoso.com; compauth=pass reason=100',
      ],
    ],
    'exchange',
    'failed compauth',
  ],
  [
    'a field of another server alone',
    [[results, 'mx.evil.example; dmarc=pass header.from=contoso.com; compauth=pass reason=100']],
    'exchange',
    'unknown none',
  ],
  [
    'what Exchange has renamed',
    [['authentication-results-original', 'dmarc=pass header.from=contoso.com']],
    'exchange',
    'unknown none',
  ],
  [
    'Gmail',
    [
      [
        results,
        'mx.google.com; dkim=pass header.i=@contoso.com header.s=sel1 header.b=abc; spf=pass (google.com: domain of bounce@contoso.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=bounce@contoso.com; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=contoso.com',
      ],
    ],
    ['mx.google.com'],
    'verified dmarc',
  ],
  [
    'a trusted server, whatever an untrusted one above it says',
    [
      [results, 'somewhere.example; dmarc=pass header.from=contoso.com'],
      [results, 'mx.desk.example 1; dmarc=fail (p=none) header.from=contoso.com'],
    ],
    mx,
    'failed dmarc',
  ],
  [
    'its name in other letters, with a comment before it',
    [[results, '(by us) MX.Desk.Example (really) ; dmarc = pass (all (of) it) header.from = contoso.com']],
    mx,
    'verified dmarc',
  ],
  [
    'the name of a trusted server inside a comment or a quote',
    [[results, 'evil.example (mx.desk.example; dmarc=pass); dmarc=pass reason="; mx.desk.example"']],
    mx,
    'unknown none',
  ],
  [
    'a result inside a comment or a quote',
    [
      [
        results,
        'mx.desk.example; spf=softfail (dmarc=pass; dmarc=pass) reason="x; dmarc=pass" smtp.mailfrom=a@contoso.com',
      ],
    ],
    mx,
    'unknown none',
  ],
  [
    'rspamd and OpenDKIM without DMARC: an aligned signature',
    [
      [
        results,
        'mx.desk.example; dkim=fail header.d=list.example; dkim=pass header.d=mail.contoso.com; spf=fail smtp.mailfrom=x@list.example',
      ],
    ],
    mx,
    'verified dkim',
  ],
  [
    'a signature of somebody else',
    [
      [
        results,
        'mx.desk.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=bounce@evil.example',
      ],
    ],
    mx,
    'unknown none',
  ],
  [
    'a signature of a top-level domain or of a name that only ends alike',
    [[results, 'mx.desk.example; dkim=pass header.d=com; dkim=pass header.d=evilcontoso.com']],
    mx,
    'unknown none',
  ],
  [
    'SPF of the domain itself',
    [[results, 'mx.desk.example; spf=pass smtp.mailfrom=contoso.com']],
    mx,
    'verified spf',
  ],
  ['SPF says no', [[results, 'mx.desk.example; spf=fail smtp.mailfrom=a@contoso.com']], mx, 'failed spf'],
  [
    'SPF is not sure',
    [[results, 'mx.desk.example; spf=softfail smtp.mailfrom=a@contoso.com']],
    mx,
    'unknown none',
  ],
  ['nothing at all', [[results, 'mx.desk.example; none']], mx, 'unknown none'],
  ['no header', [], mx, 'unknown none'],
  [
    'a list broke DMARC, and the trusted server’s own ARC says it was right before',
    [
      [results, 'mx.desk.example; arc=pass; dmarc=fail header.from=contoso.com'],
      ['arc-authentication-results', 'i=1; mx.desk.example; dmarc=pass header.from=contoso.com'],
    ],
    mx,
    'verified arc',
  ],
  [
    'the ARC of somebody who is not trusted',
    [
      [results, 'mx.desk.example; arc=pass; dmarc=fail header.from=contoso.com'],
      ['arc-authentication-results', 'i=1; evil.example; dmarc=pass header.from=contoso.com'],
    ],
    mx,
    'failed dmarc',
  ],
  [
    'an ARC chain that is broken',
    [
      [results, 'mx.desk.example; arc=fail; dmarc=fail header.from=contoso.com'],
      ['arc-authentication-results', 'i=1; mx.desk.example; dmarc=pass header.from=contoso.com'],
    ],
    mx,
    'failed dmarc',
  ],
  [
    'a version of the method',
    [[results, 'mx.desk.example; dmarc/1=pass header.from=contoso.com']],
    mx,
    'verified dmarc',
  ],
  [
    'the server has looked at another sender than the one that is shown',
    [[results, 'mx.desk.example; dmarc=pass header.from=evil.example']],
    mx,
    'failed dmarc',
  ],
  ...(
    [
      'header.from=contoso.com.',
      'header.from=<anna@contoso.com>',
      'header.d=mailer.example smtp.mailfrom=bounce@mailer.example header.from=contoso.com',
      'smtp.mailfrom=bounce@mailer.example',
    ] as const
  ).map(
    (about): Case => [
      `the sender that is shown, as some servers write it: ${about}`,
      [[results, `mx.desk.example; dmarc=pass ${about}`]],
      mx,
      'verified dmarc',
    ],
  ),
  [
    'a signature in the name of the one that is shown, and another sender',
    [[results, 'mx.desk.example; dmarc=pass header.d=contoso.com header.from=evil.example']],
    mx,
    'failed dmarc',
  ],
  [
    'Exchange has looked at another sender than the one that is shown',
    [[results, 'spf=pass; dmarc=pass action=none header.from=evil.example;compauth=pass reason=100']],
    'exchange',
    'failed dmarc',
  ],
  [
    'a chain that was made for another sender',
    [
      [results, 'mx.desk.example; arc=pass; dmarc=fail header.from=contoso.com'],
      ['arc-authentication-results', 'i=1; mx.desk.example; dmarc=pass header.from=evil.example'],
    ],
    mx,
    'failed dmarc',
  ],
  [
    'a domain of other letters, which servers write as RFC 5890 has it',
    [[results, 'mx.desk.example; dmarc=pass header.from=xn--bcher-kva.example']],
    mx,
    'verified dmarc',
    'anna@bücher.example',
  ],
  ['no usable From', [[results, 'mx.desk.example; dmarc=pass']], mx, 'unknown none', ''],
];

describe('whether a message comes from whom it says', () => {
  for (const [name, fields, trusted, expected, address] of cases) {
    test(name, () => {
      const { verdict, method } = check(fields, trusted, address);
      assert.equal(`${verdict} ${method}`, expected);
    });
  }

  test('is read from the raw header, folded as servers fold it', async () => {
    const raw =
      'Authentication-Results: mx.desk.example;\r\n\tdkim=pass (2048-bit key; unprotected)\r\n\theader.d=contoso.com header.i=@contoso.com\r\n\theader.b="a;b";\r\n dmarc=pass (policy=reject)\r\n header.from=contoso.com\r\nFrom: Anna <anna@contoso.com>\r\nSubject: x\r\n\r\nHi';
    const { authentication } = await parseMessage(Buffer.from(raw));
    assert.deepEqual(checkSender(authentication, from, mx), { verdict: 'verified', method: 'dmarc' });
  });

  // No server takes a false word of its own out of a body.
  test('is never read from the body, though that begins with what the message is made of', async () => {
    const raw =
      'From: Anna <anna@contoso.com>\r\nSubject: x\r\n\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\nX-MS-Exchange-Organization-AuthAs: Internal\r\nAuthentication-Results: mx.desk.example; dmarc=pass header.from=contoso.com\r\nReply-To: eve@evil.example\r\nAuto-Submitted: auto-replied\r\n\r\n<p>Hi</p>';
    const { authentication, replyTo, clues, text } = await parseMessage(Buffer.from(raw));
    for (const trusted of [mx, 'exchange'] as const)
      assert.deepEqual(checkSender(authentication, from, trusted), { verdict: 'unknown', method: 'none' });
    assert.deepEqual([replyTo, clues.robot, text], [[], undefined, 'Hi']);
  });

  test('takes no time, whatever the header holds', () => {
    for (const piece of ['(', ')', '\\', '"', ';', '=', ' ', 'a=b ', 'dkim=pass ', '(a', ';a=']) {
      const fields: Fields = Array.from({ length: 1_000 }, () => [
        results,
        piece.repeat(200_000 / piece.length),
      ]);
      const before = process.cpuUsage().user;
      check(fields, mx);
      assert.ok(process.cpuUsage().user - before < 200_000, piece);
    }
  });
});
