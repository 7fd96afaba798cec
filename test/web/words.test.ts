import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { jsx } from 'hono/jsx';
import { IntlMessageFormat } from 'intl-messageformat';
import { listMessages } from '../../scripts/collect-texts.mjs';
import { titleLevel } from '../../views/ticket-words.ts';
import { asText, forReader, languages, rich, t } from '../../views/words.ts';

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

/** A part of a parsed message: 0 is text, 5 a select, 6 a plural, 7 its #, 8 a tag. */
interface Part {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Part[] }>>;
  readonly children?: readonly Part[];
}

const parse = (text: string) => new IntlMessageFormat(text, 'en').getAst() as unknown as readonly Part[];

/** @returns what a message names, each with its kind and, where it chooses, between what */
function listNames(parts: readonly Part[], categories: string): string[] {
  const names = parts.flatMap(({ type, value, options, children }) => {
    if (type === 0 || type === 7) return [];
    const between =
      type === 6
        ? categories
        : Object.keys(options ?? {})
            .sort()
            .join();
    return [
      `${type} ${value} ${between}`,
      ...Object.values(options ?? {}).flatMap((option) => listNames(option.value, categories)),
      ...listNames(children ?? [], categories),
    ];
  });
  return [...new Set(names)].sort();
}

/** @returns the choices of each plural */
function listChoices(parts: readonly Part[]): string[] {
  return parts.flatMap(({ type, options, children }) => [
    ...(type === 6
      ? [
          Object.keys(options ?? {})
            .sort()
            .join(),
        ]
      : []),
    ...Object.values(options ?? {}).flatMap((option) => listChoices(option.value)),
    ...listChoices(children ?? []),
  ]);
}

/** @returns what is wrong with a translation; undefined: nothing */
function findFault(language: string, message: string, text: string): string | undefined {
  if (text === '') return 'is not translated';
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort().join();
  const parts = parse(text);
  const [wanted, given] = [listNames(parse(message), categories), listNames(parts, categories)];
  if (wanted.join(' | ') !== given.join(' | ')) return `names ${given}, not ${wanted}`;
  const odd = listChoices(parts).find((choices) => choices !== categories);
  if (odd !== undefined) return `has a plural with ${odd}, not ${categories}`;
  // They are put together with what stands beside them.
  const edges = (words: string) => [/^\s*/.exec(words)?.[0], /\s*$/.exec(words)?.[0]].join();
  return edges(message) === edges(text) ? undefined : 'begins or ends with another space';
}

test('every message is translated, with the same values, tags and plurals', () => {
  for (const language of others) {
    const faults = Object.entries(catalogueOf(language)).flatMap(([message, text]) => {
      const fault = findFault(language, message, text);
      return fault === undefined ? [] : [`${message}: ${fault}`];
    });
    assert.deepEqual(faults, [], language);
  }
});

test('a translation that lost something is found', () => {
  const message = '<a>{count}</a> {count, plural, one {ticket} other {tickets}}';
  const faultOf = (text: string) => findFault('de', message, text);
  assert.equal(faultOf('<a>{count}</a> {count, plural, one {Ticket} other {Tickets}}'), undefined);
  assert.match(faultOf('') ?? '', /not translated/);
  assert.match(faultOf('{count} {count, plural, one {Ticket} other {Tickets}}') ?? '', /names/);
  assert.match(faultOf('<a>{number}</a> {count, plural, one {Ticket} other {Tickets}}') ?? '', /names/);
  assert.match(faultOf('<a>{count}</a> Tickets') ?? '', /names/);
  assert.match(faultOf('<a>{count}</a> {count, plural, other {Tickets}}') ?? '', /plural with other/);
  assert.match(faultOf(' <a>{count}</a> {count, plural, one {a} other {b}}') ?? '', /space/);
  // Polish has four forms, and all of them have to be there.
  const polish = '<a>{count}</a> {count, plural, one {a} few {b} many {c} other {d}}';
  assert.equal(findFault('pl', message, polish), undefined);
});

test('numbers choose the words, in the language of the reader', () => {
  const say = (changed: number) =>
    t('{changed} {changed, plural, one {ticket} other {tickets}} closed.', { changed });
  assert.deepEqual([say(1), say(2)], ['1 ticket closed.', '2 tickets closed.']);
  const inGerman = forReader({ language: 'de', timeZone: '' }, () => [say(1), say(2)]);
  assert.deepEqual(inGerman, ['1 Ticket geschlossen.', '2 Tickets geschlossen.']);
});

test('a state is no order: what is open is called otherwise than the button that opens', () => {
  const names = () => [titleLevel('open'), titleLevel('closed'), t('Open')];
  assert.deepEqual(names(), ['Open', 'Closed', 'Open']);
  assert.deepEqual(forReader({ language: 'de', timeZone: '' }, names), ['Offen', 'Geschlossen', 'Öffnen']);
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

test('a name that runs from right to left stays by itself in a sentence of a page, and in nothing else', () => {
  const isolated = '\u2068محمد العربي\u2069';
  const greet = () => t('New from {customer}:', { customer: 'محمد العربي' });
  forReader({ language: 'en', timeZone: '' }, () => {
    assert.equal(greet(), `New from ${isolated}:`);
    assert.equal(t('New from {customer}:', { customer: 'Dana' }), 'New from Dana:');
    const line = rich('{customer}, {group}, opened {time}', {
      customer: 'محمد العربي',
      group: 'A',
      time: '3',
    });
    assert.match(show(line), new RegExp(`${isolated}, A, opened 3`));
  });
  const german = { language: 'de', timeZone: '' } as const;
  const mail = forReader(german, () => asText(() => [greet(), t('Open')]));
  assert.deepEqual(mail, ['Neu von محمد العربي:', 'Öffnen']);
  assert.equal(greet(), 'New from محمد العربي:');
});
