import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { decodeBase64 } from '../../src/mail/base64.ts';

function wrap(digits: string, width: number, end = '\r\n'): string {
  return digits.replace(new RegExp(`.{${width}}`, 'g'), `$&${end}`);
}

function decode(text: string, keepsTail = false): Buffer {
  return decodeBase64(Buffer.from(text, 'latin1'), keepsTail);
}

test('small and large files are decoded alike, whatever their lines', () => {
  for (const size of [0, 1, 2, 700_000, 2_500_000, 2_500_001, 2_500_002]) {
    const bytes = randomBytes(size);
    const digits = bytes.toString('base64');
    for (const text of [digits, wrap(digits, 76), wrap(digits, 61, '\n'), digits.replace(/=+$/, '')]) {
      assert.ok(decode(text).equals(bytes), `${size} bytes`);
    }
  }
});

test('a large file that was encoded piece by piece has them all', () => {
  const pieces = [1_000_000, 1_000_001, 3].map((size) => randomBytes(size));
  const text = pieces.map((piece) => wrap(piece.toString('base64'), 76)).join('\r\n');
  assert.ok(decode(text).equals(Buffer.concat(pieces)));
});

test('a footer stays readable behind a large text', () => {
  const letters = 'All of it is read. '.repeat(80_000);
  const text = `${wrap(Buffer.from(letters).toString('base64'), 76)}\r\n____\r\nThe list: unsubscribe here.\r\n`;
  const decoded = decode(text, true).toString('latin1');
  assert.ok(decoded.startsWith(letters));
  assert.match(decoded.slice(letters.length), /^\n_{4}\r\nThe list: unsubscribe here\.\n$/);
});
