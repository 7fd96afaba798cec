import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHtml } from '../../src/mail/html-reading.ts';
import { isHtmlPage, repairHtml } from '../../src/mail/html-repair.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

// What the reader takes by the square of the depth is read by nobody.
test('a plain text that only looks like a page is not parsed, however deep it goes', () => {
  const text = `<html>${'<div>'.repeat(200_000)}</html>`;
  const most = 2_000;
  assert.ok(measureProcessorTime(most, () => assert.equal(isHtmlPage(text), false)) < most);
  assert.equal(isHtmlPage(`<html>${'<div>'.repeat(100)}Hi</html>`), true);
});

test('a style sheet that nothing closes takes no letter along, in Turkish either', () => {
  for (const name of ['Ada', 'İSTANBUL İLİ, İZMİR İLİ'])
    assert.equal(readHtml(repairHtml(`<p>${name}</p><style>p{}<p>Hello</p>`)).text, `${name}\n\nHello`);
});
