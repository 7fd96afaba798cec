import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeDeviceMark, verifyDeviceMark } from '../../src/domain/device-mark.ts';

const secret = Buffer.alloc(32, 1);

test('a mark is for the user that it was made for, here, and unchanged', () => {
  const mark = makeDeviceMark(secret, 7, 'abcdefgh');
  assert.equal(verifyDeviceMark(secret, 7, mark), 'device abcdefgh');
  assert.equal(verifyDeviceMark(secret, 8, mark), undefined);
  assert.equal(verifyDeviceMark(Buffer.alloc(32, 2), 7, mark), undefined);
  for (const other of ['', '7', `8${mark.slice(1)}`, mark.replace('abcdefgh', 'abcdefgi'), `${mark}x`]) {
    assert.equal(verifyDeviceMark(secret, 7, other), undefined, other);
    assert.equal(verifyDeviceMark(secret, 8, other), undefined, other);
  }
});
