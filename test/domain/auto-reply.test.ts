import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findStaleness } from '../../src/domain/auto-reply.ts';
import { fillAutoReply, findWrongVariable, tame } from '../../src/domain/auto-reply-text.ts';
import { autoReplyWords } from '../../src/domain/auto-reply-words.ts';
import { countImport } from '../../src/domain/import-preview.ts';

const now = new Date('2026-03-10T12:00:00Z');
const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const started = { archiveBefore: null, startedAt: before(72), now };

test('mail is fresh for a day, after the start of its channel and after the cut-off', () => {
  assert.equal(findStaleness({ ...started, receivedAt: before(23) }), undefined);
  assert.match(findStaleness({ ...started, receivedAt: before(24) }) ?? '', /older_than_a_day/);
  assert.match(findStaleness({ ...started, receivedAt: undefined }) ?? '', /undated/);
  assert.match(findStaleness({ ...started, startedAt: before(1), receivedAt: before(2) }) ?? '', /backlog/);
  assert.match(findStaleness({ ...started, startedAt: null, receivedAt: now }) ?? '', /backlog/);
  assert.match(
    findStaleness({ ...started, archiveBefore: before(1), receivedAt: before(2) }) ?? '',
    /archived/,
  );
});

test('the rehearsal counts nobody: all that is there is backlog', () => {
  const messages = [before(0.01), before(5), before(500), undefined].map((receivedAt) => ({
    size: 1,
    receivedAt,
  }));
  const count = (startedAt: Date | null) =>
    countImport('INBOX', messages, { archiveBefore: null, startedAt, now, known: 0 }).answerable;
  assert.equal(count(null), 0);
  assert.equal(count(before(2)), 1);
});

const words: readonly (readonly [string, string])[] = [
  ['Where is my order 4711?', 'Where is my order 4711?'],
  ['Win at https://evil.example/x now', 'Win at … now'],
  ['evil.example pays', '… pays'],
  ['EVIL。example pays', '… pays'],
  ['evil\u200b.\u200bexample pays', '… pays'],
  ['evil.\u00adexample pays', '… pays'],
  ['ｅｖｉｌ．ｅｘａｍｐｌｅ pays', '… pays'],
  ['Write to a@evil.example', 'Write to …'],
  ['Call +1 (800) 555-0199 today', 'Call … today'],
  ['mailto:x tel:12 pay', '… pay'],
  ['a\r\nBcc: x@evil.example', 'a Bcc: …'],
  ['<b>Bold</b>', ''],
  ['…', ''],
  ['x'.repeat(200), `${'x'.repeat(79)}…`],
];
for (const [given, expected] of words) {
  test(`of “${given.slice(0, 40)}” is repeated: ${expected.slice(0, 40)}`, () => {
    assert.equal(tame(given), expected);
  });
}

const anyText = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10ffff)), { maxLength: 150 })
  .map((codes) => String.fromCodePoint(...codes));

test('whatever a stranger writes, one line comes out that leads nowhere', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = tame(`${text} www.evil.example/${text} x@evil.example`);
      assert.doesNotMatch(line, /[\r\n@/<>]|evil\.example/);
      assert.ok([...line].length <= 80);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('the texts are filled in; a name that is a sentence or a link gives way to the address', () => {
  const values = {
    group: 'Support',
    ticket: 10_023,
    subject: 'Re: {{group}} broke',
    customer: { name: 'Carla Ünal', email: 'c@customer.example' },
  };
  const filled = fillAutoReply(
    { subject: 'About {{subject}}', text: 'Hello {{ customer }}, {{ticket}} {{group}}' },
    values,
  );
  assert.deepEqual(filled, {
    subject: 'About {{group}} broke',
    text: 'Hello Carla Ünal, 10023 Support',
  });
  for (const name of ['Win at evil.example', 'You have won a very big prize', 'Call 0800', '']) {
    const { text } = fillAutoReply(autoReplyWords.en, { ...values, customer: { ...values.customer, name } });
    assert.match(text, /^Hello c@customer\.example,/);
  }
});

test('an answer that nobody writes names no agent', () => {
  assert.equal(findWrongVariable('{{customer}} {{ticket}}'), undefined);
  assert.equal(findWrongVariable('{{ agent }}'), 'agent');
  assert.equal(findWrongVariable('{{nonsense}}'), 'nonsense');
});
