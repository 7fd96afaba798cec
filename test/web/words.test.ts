import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { jsx } from 'hono/jsx';
import { IntlMessageFormat } from 'intl-messageformat';
import { listMessages } from '../../scripts/collect-texts.mjs';
import { forReader, languages, rich, t } from '../../views/words.ts';

const others = languages.filter((language) => language !== 'en');
const show = (words: unknown) => String(jsx('p', {}, words as never));
const catalogueOf = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(`views/texts/${language}.json`, 'utf8'));

test('a catalogue holds what the pages ask for, and nothing else', () => {
  const messages = listMessages();
  assert.ok(messages.length > 1000, `${messages.length} messages`);
  for (const language of others) {
    const hint = 'run: node scripts/bootstrap.mjs scripts/collect-texts.mjs';
    assert.deepEqual(Object.keys(catalogueOf(language)).sort(), messages, hint);
  }
});

test('every message is well formed, and its translation names the same values and tags', () => {
  const partsOf = (text: string) => {
    const names = new Set<string>();
    const walk = (
      parts: readonly { type: number; value?: unknown; options?: object; children?: unknown }[],
    ) => {
      for (const part of parts) {
        // Literal text and the # of a plural name nothing.
        if (part.type !== 0 && part.type !== 7) names.add(String(part.value));
        for (const option of Object.values(part.options ?? {})) walk((option as { value: never }).value);
        if (Array.isArray(part.children)) walk(part.children as never);
      }
    };
    walk(new IntlMessageFormat(text, 'en').getAst() as never);
    return [...names].sort();
  };
  for (const language of others) {
    for (const [message, text] of Object.entries(catalogueOf(language))) {
      const names = partsOf(message);
      if (text !== '') assert.deepEqual(partsOf(text), names, `${language}: ${message}`);
    }
  }
});

test('numbers choose the words, and what is not translated is said in English', () => {
  const say = (changed: number) =>
    t('{changed} {changed, plural, one {ticket} other {tickets}} changed.', { changed });
  assert.deepEqual([say(1), say(2)], ['1 ticket changed.', '2 tickets changed.']);
  const inGerman = forReader({ language: 'de', timeZone: '' }, () => t('Tickets'));
  assert.ok(['Tickets', catalogueOf('de').Tickets].includes(inGerman));
});

test('values and the words around them are text, never HTML', () => {
  const answer = rich('<a>Try again</a> or type the folder.', {
    a: (words) => jsx('a', { href: '/' }, words as never),
  });
  assert.equal(show(answer), '<p><a href="/">Try again</a> or type the folder.</p>');
  const hostile = t('Delete {name}', { name: '<script>' });
  assert.equal(show(hostile), '<p>Delete &lt;script&gt;</p>');
  const within = rich('The answer was: {samp}', { samp: '<b>' });
  assert.equal(show(within), '<p>The answer was: &lt;b&gt;</p>');
});
