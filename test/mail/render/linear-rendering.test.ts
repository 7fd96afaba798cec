import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedTags, renamedTags } from '../../../src/mail/html.ts';
import { defaultLimits } from '../../../src/mail/limits.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { renderMessage } from '../../../src/mail/render/render-message.ts';
import { measureProcessorTime } from '../../support/processor-time.ts';

// Ten times as many elements take about ten times as long to be made fit for a reader, whatever they are: by the square it
// would be a hundred times, and the few megabytes that a mail may have would take the parser minutes.

const places = [
  { where: 'alone, with a word in each', head: '', words: 'a' },
  { where: 'in a table, without a word', head: '<table><tr>', words: '' },
];
const short = 10_000;

function make(head: string, pump: string, length: number): Uint8Array {
  const html = head + pump.repeat(Math.ceil(length / pump.length));
  return Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}x\r\n`);
}

function cost(raw: Uint8Array, most: number): number {
  return measureProcessorTime(most, () => renderMessage(raw, [], defaultLimits));
}

for (const { where, head, words } of places) {
  test(`elements that are open ${where}`, () => {
    const slow = [...allowedTags, ...Object.keys(renamedTags), 'form', 'input'].filter((tag) => {
      const pump = `<${tag}>${words}`;
      const briefly = cost(make(head, pump, short), 50);
      const most = Math.max(200, 30 * briefly);
      return cost(make(head, pump, 10 * short), most) >= most;
    });
    assert.deepEqual(slow, []);
  });
}

/** To count what is open by end tags tells nothing of them: the end tag is another's, or none, or none is needed. */
const endless = [
  '<b></i>',
  '<li><p>',
  '<p><td>',
  '<thead>',
  '<dd><li>',
  '<b><!--</b>-->',
  '<i title="</i>">',
];

for (const pump of endless) {
  test(`${pump} without end is shown, and costs what it is long`, async () => {
    const raw = make('', `${pump}a `, 20 * short);
    const { text } = await parseMessage(raw);
    assert.equal(text.split('a').length - 1, Math.ceil((20 * short) / `${pump}a `.length));
    const { html = '' } = renderMessage(raw, [], defaultLimits);
    assert.equal(html.replace(/<[^>]*>/g, '').split('a').length, text.split('a').length);
    const most = Math.max(200, 30 * cost(make('', `${pump}a `, short), 50));
    assert.ok(cost(make('', `${pump}a `, 10 * short), most) < most);
  });
}
