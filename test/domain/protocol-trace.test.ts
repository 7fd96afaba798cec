import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactLine, type TraceProtocol, type TraceSide } from '../../src/domain/protocol-trace.ts';

const token = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJvdXRsb29rIn0.c2lnbmF0dXJl';

// What was said → what is kept.
const cases: readonly (readonly [TraceProtocol, TraceSide, string, string])[] = [
  ['IMAP', 'C', 'A1 AUTHENTICATE XOAUTH2 dXNlcj1h', 'A1 AUTHENTICATE XOAUTH2 (hidden)'],
  ['IMAP', 'C', 'A1 LOGIN "anna" "secret"', 'A1 LOGIN (hidden)'],
  ['IMAP', 'C', 'c2VjcmV0', '(hidden)'],
  ['IMAP', 'C', 'A7 UID STORE 1,2,3 +FLAGS.SILENT (\\Seen)', 'A7 UID STORE 1,2,3 +FLAGS.SILENT (\\Seen)'],
  ['IMAP', 'C', 'DONE', 'DONE'],
  ['IMAP', 'S', 'A1 NO AUTHENTICATE failed.', 'A1 NO AUTHENTICATE failed.'],
  ['IMAP', 'S', `+ ${token}`, '+ (hidden)'],
  ['SMTP', 'C', `AUTH XOAUTH2 ${token}`, 'AUTH XOAUTH2 (hidden)'],
  ['SMTP', 'C', 'c2VjcmV0', '(hidden)'],
  ['SMTP', 'C', 'RCPT TO:<carla@customer.example>', 'RCPT TO:<carla@customer.example>'],
  ['SMTP', 'S', '334 eyJzdGF0dXMiOiI0MDAifQ==', '334 (hidden)'],
  ['SMTP', 'S', '235 2.7.0 Authentication successful', '235 2.7.0 Authentication successful'],
  ['SMTP', 'S', 'x '.repeat(400), `${'x '.repeat(250)}…`],
];

for (const [protocol, side, line, expected] of cases) {
  test(`${protocol} ${side}: ${line.slice(0, 50)}`, () => {
    assert.equal(redactLine(protocol, side, line), expected);
  });
}
