import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  isAddress,
  isSameAddress,
  namesAddress,
  normalizeAddress,
  stripVia,
  uniqueAddresses,
} from '../../src/domain/address.ts';
import { formatAddress } from '../../src/domain/address-list.ts';
import { parseRecipients } from '../../src/domain/recipients.ts';

describe('addresses', () => {
  const good = [
    'a@b.test',
    'first.last+tag@sub.example.com',
    "o'brien@example.com",
    'müller@bücher.example',
    'root@localhost',
    '"a b"@example.com',
    'x@[192.0.2.1]',
  ];
  const bad = [
    '',
    'a',
    '@b.test',
    'a@',
    'a@b@c',
    'a b@c.test',
    'a@b..test',
    'a@-b.test',
    'a@b.test\r\nBcc: x@y.test',
    'a,b@c.test',
    `${'a'.repeat(65)}@b.test`,
    `a@${'b'.repeat(64)}.test`,
    '=?utf-8?q?a?=@b.test',
    'a@b\0.test',
    '<a@b.test>',
    'car\u200bla@b.test',
    'a\u202e@b.test',
    '"a\u2066b"@b.test',
    '"a\tb"@b.test',
    'a@b\u200b.test',
  ];
  for (const address of good) test(`${address} is one`, () => assert.ok(isAddress(address)));
  for (const address of bad) test(`${JSON.stringify(address)} is none`, () => assert.ok(!isAddress(address)));

  test('are compared bare and in lower case', () => {
    assert.equal(normalizeAddress(' <MAILTO:Anna@Example.COM.> '), 'anna@example.com');
    assert.equal(normalizeAddress('\u202aAnna@Example.COM\u202c\u200b'), 'anna@example.com');
    assert.ok(isSameAddress('Anna@Example.com', 'anna@example.COM'));
  });
  test('a list holds each once, with a name where there is one', () => {
    const list = [
      { name: '', address: 'A@b.test' },
      { name: 'Anna', address: 'a@b.test' },
    ];
    assert.deepEqual(uniqueAddresses(list), [{ name: 'Anna', address: 'a@b.test' }]);
  });
  test('are found in what was written around them, and not in longer ones', () => {
    const named = [
      'ANN@X.EXAMPLE',
      'A <ann@x.example>',
      "'ann@x.example'",
      'to:ann@x.example.',
      '😀ann@x.example',
    ];
    const longer = [
      'joann@x.example',
      'j.ann@x.example',
      'öann@x.example',
      'ann@x.example.au',
      'ann@x.exampleö',
    ];
    const both = ['joann@x.example, ann@x.example'];
    for (const text of [...named, ...both]) assert.ok(namesAddress(text, 'ann@x.example'), text);
    for (const text of ['', 'ann', ...longer]) assert.ok(!namesAddress(text, 'ann@x.example'), text);
  });

  test('are written with quotes where a name needs them', () => {
    assert.equal(formatAddress({ name: 'Anna', address: 'a@b.test' }), 'Anna <a@b.test>');
    assert.equal(formatAddress({ name: 'B, "Anna"', address: 'a@b.test' }), '"B, \\"Anna\\"" <a@b.test>');
    assert.equal(formatAddress({ name: '', address: 'a@b.test' }), 'a@b.test');
  });
  test('a list’s tail is taken off a name', () => {
    assert.deepEqual(["'Anna' via Sales", 'Anna via Sales Team', 'Via Roma', 'Anna'].map(stripVia), [
      'Anna',
      'Anna',
      'Via Roma',
      'Anna',
    ]);
  });
});

describe('what an agent types into To', () => {
  const cases: [string, string[], string[]][] = [
    ['', [], []],
    ['a@b.test', ['a@b.test'], []],
    ['a@b.test, c@d.test; e@f.test', ['a@b.test', 'c@d.test', 'e@f.test'], []],
    ['Anna <a@b.test>\nBert <c@d.test>', ['Anna <a@b.test>', 'Bert <c@d.test>'], []],
    ['"B, Anna" <a@b.test>, c@d.test', ['"B, Anna" <a@b.test>', 'c@d.test'], []],
    ['a@b.test, A@B.test', ['a@b.test'], []],
    ['a@b.test c@d.test', ['a@b.test', 'c@d.test'], []],
    ['Anna', [], ['Anna']],
    ['a@b.test, nonsense, @x', ['a@b.test'], ['nonsense', '@x']],
    ['Anna <a b@c.test>', [], ['Anna <a b@c.test>']],
    [',,;', [], []],
    ['"a b"@c.test, x@y.test', ['"a b"@c.test', 'x@y.test'], []],
    ['O"Brien <a@b.test>, c@d.test', ['"O\\"Brien" <a@b.test>', 'c@d.test'], []],
    ['"Anna, Berg <a@b.test>, c@d.test\ne@f.test', ['e@f.test'], ['"Anna, Berg <a@b.test>, c@d.test']],
    ['Anna <a@b.test, Bert <c@d.test>', [], ['Anna <a@b.test, Bert <c@d.test>']],
    ['Anna <a@b.test> <c@d.test>', [], ['Anna <a@b.test> <c@d.test>']],
    ['Anna <a@b.test> "more"', [], ['Anna <a@b.test> "more"']],
    ['"foo\\" <third@v.test>, \\"bar" <m@e.test>', ['"foo\\" <third@v.test>, \\"bar" <m@e.test>'], []],
  ];
  for (const [typed, addresses, problems] of cases) {
    test(JSON.stringify(typed), () => {
      const result = parseRecipients(typed);
      assert.deepEqual(result.addresses.map(formatAddress), addresses);
      assert.deepEqual(result.unreadable, problems);
    });
  }
});
