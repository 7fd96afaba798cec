import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTraceQuery } from '../../src/domain/trace.ts';

/** What people paste, and the address or Message-ID that they mean by it; undefined: words. */
const asked: readonly (readonly [string, string | undefined])[] = [
  ['anna@x.example', 'anna@x.example'],
  [' <Anna@X.example> ', 'Anna@X.example'],
  ['<no-at-sign>', 'no-at-sign'],
  ['"<a.b+c=d@x.example>"', 'a.b+c=d@x.example'],
  ["'a@x.example'", 'a@x.example'],
  ['„a@x.example“', 'a@x.example'],
  ['(a@x.example)', 'a@x.example'],
  ['mailto:anna@x.example?subject=Hello%20you', 'anna@x.example'],
  ['MAILTO:o%27neil@x.example', "o'neil@x.example"],
  ['mailto:100%@x.example', '100%@x.example'],
  ['Message-ID: <CAD=1@mail.x.example>', 'CAD=1@mail.x.example'],
  ['Message-Id:\r\n <long@x.example>', 'long@x.example'],
  ['message-id: bare@x.example', 'bare@x.example'],
  ['References: <1@x.example>\r\n <2@x.example>', '1@x.example'],
  ['From: Anna <anna@x.example>\nMessage-ID: <1@x.example>', 'anna@x.example'],
  ['Anna Smith <anna@x.example>', 'anna@x.example'],
  ['a@x.example; b@x.example', 'a@x.example'],
  ['Re: your order 77', undefined],
  ['the mail of anna@x.example', undefined],
  ['order', undefined],
  ['"order"', undefined],
  ['<>', undefined],
  ['"', undefined],
];

const domains: readonly (readonly [string, string])[] = [
  ['example.com', 'example.com'],
  ['@Example.COM', 'example.com'],
  ['*@mail.example.co.uk', 'mail.example.co.uk'],
  ['bücher.example.', 'bücher.example'],
  ['xn--bcher-kva.xn--p1ai', 'xn--bcher-kva.xn--p1ai'],
];

test('a domain is asked for as one, alone and after @', () => {
  for (const [input, domain] of domains) {
    const query = readTraceQuery(input);
    assert.ok(query?.kind === 'domain', input);
    assert.equal(query.domain, domain);
  }
  for (const input of [
    'version 1.2',
    '1.2',
    '192.0.2.1',
    'a..b',
    '-a.example',
    'of example.com',
    'file_1.txt',
  ]) {
    assert.equal(readTraceQuery(input)?.kind, 'words', input);
  }
});

test('what is pasted is asked for without what stands around it', () => {
  for (const [input, meant] of asked) {
    const query = readTraceQuery(input);
    if (meant === undefined) assert.deepEqual(query, { kind: 'words', words: input.trim() }, input);
    else if (query?.kind !== 'address') assert.fail(`${input}: taken for words`);
    else {
      assert.equal(query.address, meant.toLowerCase(), input);
      assert.ok(query.messageIds.includes(meant), input);
    }
  }
  const two = readTraceQuery('From: Anna <anna@x.example>\nMessage-ID: <1@x.example>');
  assert.ok(two?.kind === 'address' && two.messageIds.includes('1@x.example'));
  assert.equal(readTraceQuery(' \r\n'), undefined);
});
