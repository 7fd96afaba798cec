import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFairShares, type Sharer } from '../../src/domain/fair-shares.ts';
import { createFairTurns } from '../../src/domain/fair-turns.ts';

interface Sender extends Sharer {
  /** What each of its turns costs. */
  readonly cost: number;
}

const cheap = (source: string, cost = 1): Sender => ({ source, cost, isCostly: false });
const costly = (source: string, cost = 10): Sender => ({ source, cost, isCostly: true });

/** All want more all the time. @returns what each has had of `total` */
function share(senders: readonly Sender[], total: number, shares = createFairShares()): Map<string, number> {
  const had = new Map(senders.map(({ source }) => [source, 0]));
  for (let spent = 0; spent < total; ) {
    const next = shares.choose(senders);
    assert.ok(next !== undefined);
    shares.charge(next, next.cost);
    had.set(next.source, (had.get(next.source) ?? 0) + next.cost);
    spent += next.cost;
  }
  return had;
}

describe('who shares has by cost, not by how often', () => {
  const cases: [string, Sender[], Record<string, number>][] = [
    ['two alike', [cheap('a'), cheap('b')], { a: 500, b: 500 }],
    ['long turns and short ones', [cheap('a', 20), cheap('b', 1)], { a: 500, b: 500 }],
    ['many that are alike', ['a', 'b', 'c', 'd'].map((name) => cheap(name)), { a: 250, b: 250, d: 250 }],
    ['costly mail beside cheap mail', [costly('bad'), cheap('good')], { bad: 167, good: 833 }],
    [
      'costly mail of many beside cheap mail',
      [...Array.from({ length: 25 }, (_, n) => costly(`bad ${n}`)), cheap('good')],
      { 'bad 0': 10, 'bad 24': 10, good: 833 },
    ],
    ['costly mail of two, one more so', [costly('a', 50), costly('b', 5)], { a: 500, b: 500 }],
    ['costly mail alone', [costly('bad')], { bad: 1_000 }],
  ];
  for (const [name, senders, expected] of cases) {
    test(name, () => {
      const had = share(senders, 1_000);
      for (const [source, cost] of Object.entries(expected)) {
        const has = had.get(source) ?? 0;
        assert.ok(Math.abs(has - cost) <= 50, `${source} had ${has} of 1000, expected about ${cost}`);
      }
    });
  }

  test('whoever was alone owes nothing for it, and whoever asked for nothing has saved nothing', () => {
    const shares = createFairShares();
    share([cheap('early')], 10_000, shares);
    const both = share([cheap('early'), cheap('late')], 100, shares);
    assert.deepEqual([...both.values()], [50, 50]);
    share([cheap('late'), costly('bad')], 10_000, shares);
    const again = share([cheap('early'), cheap('late')], 100, shares);
    assert.ok(Math.abs((again.get('early') ?? 0) - 50) <= 1);
  });
});

test('cheap mail passes what is costly of another, and each source keeps its own order', async () => {
  let now = 0;
  const turns = createFairTurns(() => now);
  const done: string[] = [];
  const under = { way: 0, most: 0 };
  const store = (sender: Sender, name: string) =>
    turns.take(sender, async () => {
      under.way += 1;
      under.most = Math.max(under.most, under.way);
      await Promise.resolve();
      now += sender.cost;
      done.push(name);
      under.way -= 1;
      if (name === 'bad 1') throw new Error('the disk is full');
    });
  const bad = Array.from({ length: 4 }, (_, n) => store(costly('bad', 100), `bad ${n}`));
  const good = Array.from({ length: 60 }, (_, n) => store(cheap('good', 10), `good ${n}`));
  const ended = await Promise.allSettled([...bad, ...good]);
  assert.deepEqual(
    ended.flatMap(({ status }, n) => (status === 'rejected' ? n : [])),
    [1],
    'what fails holds up nobody',
  );
  assert.equal(under.most, 1);
  for (const source of ['bad', 'good']) {
    const own = done.filter((name) => name.startsWith(source));
    assert.deepEqual(
      own,
      own.map((_, n) => `${source} ${n}`),
    );
  }
  // The first was alone when it began; each of the next has to wait for five times what it costs.
  assert.equal(done.indexOf('good 49'), done.indexOf('bad 1') - 1);
});
