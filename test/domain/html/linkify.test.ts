import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkify } from '../../../src/domain/html/linkify.ts';

const cases: readonly (readonly [text: string, urls: readonly string[]])[] = [
  ['no link', []],
  ['see https://a.example.', ['https://a.example']],
  ['(see https://a.example/x)', ['https://a.example/x']],
  ['https://en.example/wiki/Canoe_(boat)', ['https://en.example/wiki/Canoe_(boat)']],
  [
    'HTTP://A.EXAMPLE/B, http://c.example/d?e=f&g=h#i!',
    ['HTTP://A.EXAMPLE/B', 'http://c.example/d?e=f&g=h#i'],
  ],
  ['<https://a.example/x>', ['https://a.example/x']],
  ['"https://a.example/x"', ['https://a.example/x']],
  ['javascript:alert(1) data:text/html,x file:///etc/passwd ftp://x.example', []],
  ['xhttps://a.example', []],
  ['https://[', []],
  ['see www.a.example.', ['https://www.a.example']],
  ['(WWW.a.example/b?c=d)', ['https://WWW.a.example/b?c=d']],
  ['www.müller.de und www.müller.de:', ['https://www.müller.de', 'https://www.müller.de']],
  ['www.a www. www.. ada@www.a.example xwww.a.example a.www.b.example', []],
  [
    'https://www.a.example and http://x.example/www.b.example',
    ['https://www.a.example', 'http://x.example/www.b.example'],
  ],
  ['https://ok.example/\u202egpj.exe', ['https://ok.example/']],
];

test('web links are found, nothing else becomes one, and no character is lost', () => {
  for (const [text, urls] of cases) {
    const pieces = linkify(text);
    assert.deepEqual(
      pieces.map((piece) => piece.url).filter((url) => url !== undefined),
      urls,
      text,
    );
    assert.equal(pieces.map((piece) => piece.text).join(''), text);
  }
});

test('a long text without end takes no long time', () => {
  const text = `https://a.example/${'('.repeat(100_000)} ${'http://'.repeat(50_000)} ${'www.a.'.repeat(50_000)}`;
  assert.equal(
    linkify(text)
      .map((piece) => piece.text)
      .join(''),
    text,
  );
});
