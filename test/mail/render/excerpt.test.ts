import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultLimits } from '../../../src/mail/limits.ts';
import { renderMessage } from '../../../src/mail/render/render-message.ts';

// What a list of mails shows of a letter that has no plain text.

const excerptOf = (html: string) =>
  renderMessage(Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`), [], defaultLimits)
    .excerpt;

const cases: readonly (readonly [string, string, RegExp])[] = [
  ['a short letter', '<p>Dear Ada,</p><p>hello', /^Dear Ada, hello$/],
  [
    'one whose first line is for the list alone',
    '<p style="display:none">Preview</p><p>Dear Ada',
    /^Dear Ada$/,
  ],
  ['a long one without a tag', `<p>Dear Ada, ${'word '.repeat(20_000)}`, /^Dear Ada, word/],
  ['a long one in one line', `Dear Ada, ${'word '.repeat(20_000)}`, /^Dear Ada, word/],
  ['a long one of many tags', `<p>Dear Ada,${'<br>word'.repeat(20_000)}`, /^Dear Ada, word/],
  ['one with a tag of great length', `<p>Dear Ada</p><p title="${'x'.repeat(60_000)}">hello`, /^Dear Ada$/],
];

describe('the beginning of a letter', () => {
  for (const [name, html, expected] of cases) {
    test(name, () => assert.match(excerptOf(html), expected));
  }
});
