import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { createProgressLine } from '../../src/commands/progress-line.ts';

function createScreen(isTTY: boolean) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  return { stderr: Object.assign(stream, { isTTY }), read: () => text };
}

test('on a terminal one line changes, and is gone at the end', () => {
  const { stderr, read } = createScreen(true);
  const line = createProgressLine(stderr);
  line.tell({ step: 'copying', done: 1, total: 4 });
  line.tell({ step: 'structure', done: 0, total: 0 });
  line.end();
  assert.match(read(), /^\r\x1b\[Kcopying … 25 %\r\x1b\[Kchecking the structure[^\r%]+\r\x1b\[K$/);
});

test('in a log a line comes each ten seconds, and short work says nothing', () => {
  const { stderr, read } = createScreen(false);
  let now = 0;
  const line = createProgressLine(stderr, () => now);
  for (let done = 0; done < 250; done += 1) {
    line.tell({ step: 'bytes', done, total: 250 });
    now += 100;
  }
  line.end();
  assert.deepEqual(read().split('\n'), [
    'postroom: reading every stored byte … 40 %',
    'postroom: reading every stored byte … 80 %',
    '',
  ]);
});
