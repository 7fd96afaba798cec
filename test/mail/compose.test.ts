import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Address } from '../../src/domain/message.ts';
import { composeMail, listRecipients, type OutgoingMail } from '../../src/mail/compose.ts';
import { parseMessage } from '../../src/mail/parse.ts';

const mail: OutgoingMail = {
  from: { name: 'Postroom Support', address: 'support@postroom.example' },
  to: [{ name: 'Carla Customer', address: 'carla@customer.example' }],
  cc: [{ name: '', address: 'ben@customer.example' }],
  subject: 'Re: [Ticket#10001] The printer burns',
  topic: 'The printer burns',
  messageId: 'pr.1.key.0123456789abcdef01234567@postroom.example',
  inReplyTo: 'one@customer.example',
  references: ['root@customer.example', 'one@customer.example'],
  date: new Date('2026-11-02T10:00:00Z'),
  text: 'Hello,\n\n.\nÜber 1.000 €\n',
};

async function headerOf(changes: Partial<OutgoingMail>): Promise<Map<string, string>> {
  const raw = (await composeMail({ ...mail, ...changes })).toString('utf8');
  const lines = raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

test('an answer carries what mail programs thread by, and nothing that marks it as automatic', async () => {
  const header = await headerOf({});
  assert.equal(header.get('from'), 'Postroom Support <support@postroom.example>');
  assert.equal(header.get('to'), 'Carla Customer <carla@customer.example>');
  assert.equal(header.get('cc'), 'ben@customer.example');
  assert.equal(header.get('subject'), mail.subject);
  assert.equal(header.get('message-id'), `<${mail.messageId}>`);
  assert.equal(header.get('in-reply-to'), '<one@customer.example>');
  assert.equal(header.get('references'), '<root@customer.example> <one@customer.example>');
  assert.equal(header.get('thread-topic'), 'The printer burns');
  assert.equal(header.get('x-postroom-message'), mail.messageId);
  assert.equal(header.get('date'), 'Mon, 02 Nov 2026 10:00:00 +0000');
  assert.match(header.get('content-type') ?? '', /^text\/plain; charset=utf-8/);
  for (const name of ['auto-submitted', 'precedence', 'x-postroom-loop', 'bcc', 'x-mailer']) {
    assert.equal(header.has(name), false, name);
  }
});

test('what was written comes out of our own parser again', async () => {
  const names = ['Käthe, "die" Große', 'a@b', '日本語', 'x'.repeat(300), 'Ünïcode <nobody@else.example>'];
  for (const name of names) {
    const to: Address[] = [{ name, address: 'carla@customer.example' }];
    const parsed = await parseMessage(await composeMail({ ...mail, to }));
    assert.deepEqual(
      parsed.to.map(({ address }) => address),
      ['carla@customer.example'],
      name,
    );
    assert.deepEqual(parsed.text, mail.text.trimEnd());
    assert.equal(parsed.subject, mail.subject);
    assert.deepEqual(parsed.references, mail.references);
  }
});

const breaks = ['\r\nBcc: evil@else.example', '\nBcc: evil@else.example', '\rBcc: evil@else.example'];
const known =
  /^(from|to|cc|subject|message-id|in-reply-to|references|date|thread-topic|x-postroom-message|content-type|content-transfer-encoding|mime-version)$/;

test('a line break in any field makes no header and no recipient', async () => {
  for (const bad of breaks) {
    const variants: Partial<OutgoingMail>[] = [
      { subject: `Hi${bad}` },
      { topic: `Hi${bad}` },
      { from: { name: `Support${bad}`, address: 'support@postroom.example' } },
      { to: [{ name: `Carla${bad}`, address: 'carla@customer.example' }] },
      { cc: [{ name: `Carla${bad}`, address: 'carla@customer.example' }] },
    ];
    for (const variant of variants) {
      const header = await headerOf(variant);
      for (const name of header.keys()) assert.match(name, known, JSON.stringify(variant));
    }
    const refused: Partial<OutgoingMail>[] = [
      { messageId: `x${bad}@y` },
      { inReplyTo: `x${bad}@y` },
      { references: [`x${bad}@y`] },
      { to: [{ name: '', address: `carla@customer.example${bad}` }] },
      { from: { name: '', address: `support@postroom.example${bad}` } },
    ];
    for (const variant of refused) {
      await assert.rejects(
        composeMail({ ...mail, ...variant }),
        { code: 'invalid' },
        JSON.stringify(variant),
      );
    }
  }
});

test('several recipients in one address are refused; the envelope is the list that was seen', async () => {
  const smuggled = [
    'a@x.example, b@y.example',
    'a@x.example,b@y.example',
    'a@x.example;b@y.example',
    '<a@x.example>',
    'a@x.example> RCPT TO:<b@y.example',
    'A: a@x.example, b@y.example;',
    '"a, b"@x.example',
    'a@x.example b@y.example',
    'no-at-sign',
  ];
  for (const address of smuggled) {
    const to = [{ name: '', address }];
    await assert.rejects(composeMail({ ...mail, to }), { code: 'invalid' }, address);
    assert.throws(() => listRecipients({ to, cc: [] }), { code: 'invalid' }, address);
  }
  assert.deepEqual(listRecipients({ to: [...mail.to, ...mail.to], cc: mail.cc }), [
    'carla@customer.example',
    'ben@customer.example',
  ]);
});

test('every line ends in CRLF, whatever the text held', async () => {
  const texts = [
    'a\nb\n',
    'a\r\nb',
    'a\rb',
    'a\n.\nb',
    'a\r.\rb',
    'a\r\n.\r\nb',
    '.\r',
    `${'x'.repeat(3000)}\rB`,
  ];
  for (const text of texts) {
    const raw = (await composeMail({ ...mail, text })).toString('latin1');
    assert.doesNotMatch(raw, /\r(?!\n)|(?<!\r)\n/, JSON.stringify(text));
    for (const line of raw.split('\r\n')) assert.ok(line.length <= 998, 'RFC 5322 section 2.1.1');
  }
});
