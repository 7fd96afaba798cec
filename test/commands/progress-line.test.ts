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
    'postroom: reading every stored byte … 40 %, about 15 s left',
    'postroom: reading every stored byte … 80 %, about 5 s left',
    '',
  ]);
});

test('of a long step it says how many minutes are left, of each step anew', () => {
  const { stderr, read } = createScreen(false);
  let now = 0;
  const line = createProgressLine(stderr, () => now);
  line.tell({ step: 'texts', done: 0, total: 100 });
  now = 60_000;
  line.tell({ step: 'texts', done: 10, total: 100 });
  now = 70_000;
  line.tell({ step: 'bytes', done: 5, total: 100 });
  now = 90_000;
  line.tell({ step: 'bytes', done: 25, total: 100 });
  line.end();
  assert.deepEqual(read().split('\n'), [
    'postroom: comparing texts with what was stored … 10 %, about 9 min left',
    'postroom: reading every stored byte … 5 %',
    'postroom: reading every stored byte … 25 %, about 75 s left',
    '',
  ]);
});
