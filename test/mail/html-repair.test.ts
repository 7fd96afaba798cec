import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHtml } from '../../src/mail/html-reading.ts';
import { isHtmlPage, repairHtml } from '../../src/mail/html-repair.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

// What the reader takes by the square of the depth is read by nobody.
test('a plain text that only looks like a page is not parsed, however deep it goes', () => {
  const nest = (depth: number) => `<html>${'<div>'.repeat(depth)}Hi</html>`;
  assert.deepEqual([isHtmlPage(nest(100)), isHtmlPage(nest(2_000))], [true, false]);
  // Where it is parsed this is to fail, not to hang.
  const text = `<html>${'<div>'.repeat(30_000)}</html>`;
  const most = 100;
  assert.ok(measureProcessorTime(most, () => assert.equal(isHtmlPage(text), false)) < most);
});

test('a style sheet that nothing closes takes no letter along, in Turkish either', () => {
  for (const name of ['Ada', 'İSTANBUL İLİ, İZMİR İLİ'])
    assert.equal(readHtml(repairHtml(`<p>${name}</p><style>p{}<p>Hello</p>`)).text, `${name}\n\nHello`);
});
