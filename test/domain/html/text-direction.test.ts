import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoteAsHtml } from '../../../src/domain/html/quote-html.ts';
import { directHtml, runsRightToLeft } from '../../../src/domain/html/text-direction.ts';

test('the first letter says which way a text runs', () => {
  for (const text of ['שלום', '  1. مرحبا Hello', '«שלום»', '\u200fHello'])
    assert.equal(runsRightToLeft(text), true, text);
  for (const text of ['Hello שלום', '123', '', '日本語']) assert.equal(runsRightToLeft(text), false, text);
});

test('an answer says it on its root, its quote by itself', () => {
  assert.equal(directHtml('<p>שלום</p>', 'שלום'), '<div dir="rtl"><p>שלום</p></div>');
  assert.equal(directHtml('<p>Hello</p>', 'Hello'), '<p>Hello</p>');
  assert.match(quoteAsHtml({ introduction: 'On …', text: 'مرحبا' }), /<div dir="rtl"><blockquote/);
});
