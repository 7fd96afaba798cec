import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { lateOptions } from '../src/late-options.ts';

// A function that counts the bytes of texts, at first for objects of a class that nobody has any more when texts of megabytes
// come, each of which is put together, and so collects, within the count. Without the option V8 14.6 ends in the first round.
const rounds = 2;
const script = `(() => {
  const { setFlagsFromString } = require('node:v8');
  for (const option of process.argv.slice(1)) setFlagsFromString(option);
  class Stays { constructor() { this.a = 1; this.b = 'x'; } }
  const makeClass = new Function('return class { constructor(i) { this.a = i; this.b = "x" + i; } };');
  function join(pieces) {
    let text = '';
    for (let i = 0; i < pieces; i++) text += 'abcdefghijklmnopqrstuvwxyz0123456789' + (i & 1023);
    return text;
  }
  for (let round = 0; round < ${rounds}; round++) {
    const texts = Array.from({ length: 12 }, () => join(50_000));
    const count = new Function('o', 's', '/* ' + round + ' */ const size = Buffer.byteLength(s); return size + o.a;');
    let Goes = makeClass();
    for (let i = 0; i < 60_000; i++) {
      count(new Goes(i), 'small' + i);
      count(new Stays(), 'small' + i);
    }
    Goes = undefined;
    const stays = new Stays();
    for (const text of texts) count(stays, text);
    process.stdout.write('.');
  }
})()`;

test('V8 goes on where it collects while the bytes of a long text are counted', () => {
  // So that it collects often, and all at once, and has compiled by then.
  const options = ['--max-old-space-size=60', '--no-incremental-marking', '--no-concurrent-recompilation'];
  const { stdout, stderr } = spawnSync(process.execPath, [...options, '-e', script, '--', ...lateOptions], {
    encoding: 'utf8',
  });
  assert.equal(stdout, '.'.repeat(rounds), stderr);
});
