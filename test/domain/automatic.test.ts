import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findAuthorship, isAutomaticAnswer } from '../../src/domain/automatic.ts';
import type { HeaderField } from '../../src/domain/message.ts';
import { isExchangePlaceholder } from '../../src/domain/placeholder.ts';
import { asksForSilence, findRobot } from '../../src/domain/robot.ts';

const cases: [headers: string, expected: string, subject?: string, from?: string][] = [
  ['', 'person true'],
  ['auto-submitted: no', 'person true'],
  ['auto-submitted: auto-replied', 'auto_reply false'],
  ['auto-submitted: Auto-Replied (vacation)', 'auto_reply false'],
  ['auto-submitted: auto-generated', 'notification false'],
  ['auto-submitted: auto-notified; owner-email=x', 'notification false'],
  ['precedence: bulk', 'list false'],
  ['precedence: junk', 'list false'],
  ['precedence: auto_reply', 'auto_reply false'],
  ['precedence: first-class', 'person true'],
  ['x-auto-response-suppress: All', 'person false'],
  ['x-auto-response-suppress: DR, OOF, AutoReply', 'person false'],
  ['x-auto-response-suppress: DR, NDR, RN, NRN', 'person true'],
  ['x-auto-response-suppress: None', 'person true'],
  ['list-id: <a.lists.test>', 'list false'],
  ['list-unsubscribe: <mailto:x@y.test>', 'list false'],
  ['x-loop: x', 'notification false'],
  ['x-postroom-loop: 1', 'loop false'],
  ['message-id: <pr.7.auto-reply.0123456789abcdef01234567@other.test>', 'loop false'],
  ['message-id: <pr.7.oversized-12.0123456789abcdef01234567@other.test>', 'loop false'],
  ['message-id: <pr.7.0f3c2b.0123456789abcdef01234567@other.test>', 'person true'],
  ['message-id: <auto-reply.7@other.test>', 'person true'],
  ['x-autoreply: yes', 'auto_reply false'],
  ['x-autoreply: no', 'person true'],
  ['return-path: <>', 'notification false'],
  ['return-path: <anna@example.com>', 'person true'],
  ['content-type: multipart/report; report-type=delivery-status', 'report false'],
  ['content-type: multipart/report; report-type=disposition-notification', 'receipt false'],
  ['', 'out_of_office false', 'Automatic reply: Hello'],
  ['', 'out_of_office false', 'Automatische Antwort: Hallo'],
  ['', 'out_of_office false', 'Abwesenheitsnotiz: Hallo'],
  ['', 'out_of_office false', 'Réponse automatique : Bonjour'],
  ['', 'out_of_office false', 'Respuesta automática: Hola'],
  ['', 'out_of_office false', 'Out of Office: Hello'],
  ['', 'out_of_office false', 'Автоматический ответ: привет'],
  ['', 'out_of_office false', '自動回覆: 你好'],
  ['auto-submitted: auto-generated', 'out_of_office false', 'Automatic reply: Hello'],
  ['', 'blocked false', 'Hello', 'sales@blocked.test'],
  ['', 'blocked false', 'Hello', 'one@pest.test'],
  ['', 'person true', 'Hello', 'two@notpest.test'],
  ['', 'person true', 'Question about the automatic reply'],
  ['', 'person true', 'Office chairs'],
  ['', 'report false', 'Undeliverable', 'mailer-daemon@example.com'],
  ['', 'report false', 'Undeliverable', 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com'],
  ['', 'notification false', 'Your order', 'no-reply@example.com'],
  ['', 'notification false', 'Your order', 'donotreply@example.com'],
  ['', 'person true', 'Hello', 'noreen@example.com'],
  ['', 'own false', 'Hello', 'support@desk.test'],
];

describe('robots and people', () => {
  for (const [headers, expected, subject = 'Hello', from = 'anna@example.com'] of cases) {
    test(`${headers} ${subject} ${from}`, () => {
      const [name = '', ...rest] = headers.split(': ');
      const message = {
        subject,
        from: { name: '', address: from.toLowerCase() },
        headers: headers === '' ? [] : [[name, rest.join(': ')] satisfies HeaderField],
      };
      const clues = { robot: findRobot(message), asksForSilence: asksForSilence(message) };
      const { kind, mayAutoReply, because } = findAuthorship(
        { ...message, clues },
        {
          ownAddresses: ['support@desk.test'],
          blockedSenders: ['sales@blocked.test', '@pest.test'],
        },
      );
      assert.equal(`${kind} ${mayAutoReply}`, expected);
      assert.equal(because === '', mayAutoReply);
    });
  }
  test('a message without a sender is never answered', () => {
    const message = { subject: '', from: undefined, headers: [] };
    const clues = { robot: findRobot(message), asksForSilence: false };
    assert.equal(findAuthorship({ ...message, clues }, { ownAddresses: [] }).mayAutoReply, false);
  });
  test('out-of-office answers and reports reopen nothing, newsletters may', () => {
    const kinds = [
      'person',
      'auto_reply',
      'notification',
      'list',
      'report',
      'receipt',
      'loop',
      'own',
    ] as const;
    const quiet = kinds.filter((kind) => isAutomaticAnswer({ kind, mayAutoReply: false, because: '' }));
    assert.deepEqual(quiet, ['auto_reply', 'report', 'receipt', 'loop']);
  });
});

describe('Exchange’s placeholder', () => {
  const subject = 'Retrieval using the IMAP4 protocol failed for the following message: 4711';
  const text =
    'The server couldn\'t retrieve the following message:\n\nSubject: "Offer"\nFrom: "Anna" ("/O=X/CN=ANNA")\n';
  const attachments: never[] = [];
  test('is recognised', () => assert.ok(isExchangePlaceholder({ subject, text, attachments })));
  const others = {
    'forwarded by a person': { subject: `Fwd: ${subject}`, text, attachments },
    'asked about by a person': { subject, text: `What is this?\n\n${text}`, attachments },
    'another text': { subject, text: 'Hello', attachments },
  };
  for (const [name, message] of Object.entries(others)) {
    test(`${name} is mail`, () => assert.ok(!isExchangePlaceholder(message)));
  }
});
