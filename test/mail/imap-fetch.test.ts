import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImapFlow } from 'imapflow';
import { createFetching } from '../../src/mail/imap-fetch.ts';
import { createSteps, createStepsLogger } from '../../src/mail/imap-steps.ts';

// Answers that no sandbox gives by itself, as imapflow hands them on.

type Row = Record<string, unknown>;
const pieceBytes = 512 * 1024;

/** @param answer the rows of each FETCH, by what is asked for */
function fetching(answer: (query: { source?: { start: number }; bodyParts?: unknown }) => Row[]) {
  const client = {
    async *fetch(_uids: unknown, query: never) {
      yield* answer(query);
    },
  };
  const steps = { run: <T>(_: string, work: () => Promise<T>) => work(), touch: () => undefined };
  return createFetching(client as unknown as ImapFlow, steps as never);
}

/** A stretch of a message in which no two places look alike. */
const bytes = (start: number, length: number) =>
  Buffer.from(
    Uint32Array.from({ length: Math.ceil((start + length) / 4) }, (_, n) => n * 2654435761).buffer,
  ).subarray(start, start + length);
const pieces = (...sizes: (number | false | undefined)[]) =>
  fetching(({ source, bodyParts }) => {
    if (bodyParts !== undefined) return [{ uid: 7, headers: Buffer.from('Subject: x\r\n\r\n') }];
    let start = 0;
    for (const size of sizes) {
      if (start === source?.start)
        return size === undefined ? [] : [{ uid: 7, source: size === false ? false : bytes(start, size) }];
      start += size === false || size === undefined ? 0 : size;
    }
    return [{ uid: 7, source: Buffer.alloc(0) }];
  });

const large: [name: string, fetching: ReturnType<typeof pieces>, kind: string, size?: number][] = [
  ['in one piece', pieces(100), 'whole', 100],
  ['of exactly two pieces', pieces(pieceBytes, pieceBytes), 'whole', 2 * pieceBytes],
  ['with a short piece in the middle', pieces(pieceBytes, 300, 200), 'whole', pieceBytes + 500],
  ['that breaks off behind a full piece', pieces(pieceBytes, undefined), 'nothing'],
  ['that is NIL behind a full piece', pieces(pieceBytes, false), 'nothing'],
  ['whose end is NIL', pieces(pieceBytes, 300, false), 'whole', pieceBytes + 300],
  ['that is NIL altogether', pieces(false), 'nothing'],
  ['that is not there', pieces(undefined), 'nothing'],
  ['that is as large as it may be', pieces(pieceBytes, pieceBytes, 1000), 'whole', 2 * pieceBytes + 1000],
  ['in pieces larger than asked for', pieces(2 * pieceBytes, 1000), 'whole', 2 * pieceBytes + 1000],
  ['that is a byte too large', pieces(pieceBytes, pieceBytes, 1001), 'oversized'],
  ['that is too large', pieces(pieceBytes, pieceBytes, pieceBytes), 'oversized'],
];
for (const [name, { fetchLarge }, kind, size] of large) {
  for (const estimate of [1, 2 * pieceBytes + 1000, 100 * pieceBytes]) {
    test(`a large message ${name}, said to have ${estimate} bytes`, async () => {
      const found = await fetchLarge(7, 2 * pieceBytes + 1000, estimate);
      assert.equal(found.kind, kind);
      if (found.kind !== 'whole') return;
      assert.equal(found.raw.length, size);
      assert.ok(found.raw.equals(bytes(0, size ?? 0)));
    });
  }
}

test('a message without bytes is left out, the others come', async () => {
  const { fetchMessages } = fetching(() => [
    { uid: 1, source: Buffer.from('one') },
    { uid: 2, source: false },
    { uid: 3, source: Buffer.alloc(0) },
    { uid: 4, source: Buffer.from('four') },
  ]);
  assert.deepEqual(
    (await fetchMessages([1, 2, 3, 4])).map(({ uid }) => uid),
    [1, 4],
  );
});

test('flags that somebody else changes meanwhile come in a row of their own and take nothing away', async () => {
  const internalDate = new Date('2020-02-03T04:05:06Z');
  const { describeMessages } = fetching(() => [
    { uid: 1, size: 300, internalDate, flags: undefined },
    { uid: 2, size: 400, internalDate },
    { uid: 1, flags: new Set(['\\Seen']), size: undefined },
  ]);
  assert.deepEqual(await describeMessages([1, 2]), [
    { uid: 1, size: 300, internalDate },
    { uid: 2, size: 400, internalDate },
  ]);
});

test('a step on a slow line goes on while bytes come, and is given up when they do not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let received = 0;
  const client = { stats: () => ({ sent: 0, received }), on: () => undefined, close: () => undefined };
  let slow = 0;
  const steps = createSteps(client as unknown as ImapFlow, createStepsLogger(), 100, () => {
    slow += 1;
  });
  const bring = async (bytesEach: number, times: number) => {
    for (let count = 0; count < times; count += 1) {
      // A step begins once the one before is over.
      await new Promise(setImmediate);
      received += bytesEach;
      t.mock.timers.tick(20);
    }
  };
  const { promise: whole, resolve: end } = Promise.withResolvers<void>();
  const fetched = steps.run('FETCH', () => whole);
  await bring(64 * 1024, 23);
  end();
  await fetched;
  assert.ok(slow >= 2, `told ${slow} times`);
  for (const [command, bytesEach] of [
    ['SELECT', 64 * 1024],
    ['FETCH', 0],
  ] as const) {
    const silent = steps.run(command, () => new Promise(() => undefined));
    const refused = assert.rejects(silent, new RegExp(`No answer to ${command}`));
    await bring(bytesEach, 6);
    await refused;
  }
});
