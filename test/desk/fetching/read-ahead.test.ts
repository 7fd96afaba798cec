import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DownloadedMail } from '../../../src/desk/fetching/download-mail.ts';
import type { ParseMail } from '../../../src/desk/fetching/parse-mail.ts';
import { readAhead } from '../../../src/desk/fetching/read-ahead.ts';
import type { IncomingMail } from '../../../src/desk/incoming/store-context.ts';

const mail = (place: number) => ({ place: String(place) }) as IncomingMail;
const placesOf = (mails: readonly IncomingMail[]) => mails.map(({ place }) => Number(place));

/** A parser that reads when it is told to. */
function slowParser() {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMail[]>();
  let tell: ((read: readonly IncomingMail[]) => void) | undefined;
  const parse: ParseMail = (_, onRead) => {
    tell = onRead;
    return promise;
  };
  return {
    parse,
    read: (...places: number[]) => tell?.(places.map(mail)),
    end: () => resolve([]),
    fail: (error: Error) => reject(error),
  };
}

const nothing: DownloadedMail[] = [];

test('gives out what is there once it is enough, in order and each once, and at the end the rest', async () => {
  const parser = slowParser();
  const reading = readAhead(parser.parse, nothing);
  const first = reading.take(3, 100);
  parser.read(1, 2);
  parser.read(3, 4);
  assert.deepEqual(placesOf(await first), [1, 2, 3, 4]);
  parser.read(5, 6, 7);
  assert.deepEqual(placesOf(await reading.take(Number.POSITIVE_INFINITY, 2)), [5, 6]);
  const last = reading.take(3, 100);
  parser.read(8);
  parser.end();
  assert.deepEqual(placesOf(await last), [7, 8]);
  assert.deepEqual(await reading.take(3, 100), []);
});

test('gives out what was read before it failed, and then says why it did', async () => {
  const parser = slowParser();
  const reading = readAhead(parser.parse, nothing);
  const first = reading.take(3, 100);
  parser.read(1);
  parser.fail(new Error('gone'));
  assert.deepEqual(placesOf(await first), [1]);
  await assert.rejects(reading.take(3, 100), { message: 'gone' });
});
