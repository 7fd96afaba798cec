import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Reader } from '../../../src/db/care/open.ts';
import { countUnindexed, indexArticles } from '../../../src/db/search-index.ts';
import { createIndexing } from '../../../src/desk/searching/index-articles.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';
import { storeMails } from '../../support/store-mails.ts';

const turn = {
  stopping: new AbortController().signal,
  cut: new AbortController().signal,
  beat: () => undefined,
};

test('what was committed is in the index after the next look, however much it is', async () => {
  const house = await openImportDesk();
  await storeMails(house.desk, await addChannel(house.desk), 60);
  assert.equal(await countUnindexed(house.desk.read, 100), 60);
  await createIndexing(house.desk)(turn);
  assert.equal(await countUnindexed(house.desk.read, 100), 0);
  const [row] = await house.desk.read.all<{ n: number }>(sql`SELECT count(*) AS n FROM search_index_docsize`);
  assert.equal(row?.n, 60);
  await house.close();
});

test('the index waits while an import goes on, and for a while after', async () => {
  const house = await openImportDesk();
  let now = 0;
  const look = createIndexing(house.desk, () => now);
  const first = await addChannel(house.desk, { address: 'first@test' });
  const second = await addChannel(house.desk, { address: 'second@test' });
  await storeMails(house.desk, first, 5);
  await look(turn);
  await storeMails(house.desk, second, 40);
  now = 250;
  await look(turn);
  assert.equal(await countUnindexed(house.desk.read, 100), 40, 'nothing is indexed during the import');
  now = 900;
  await look(turn);
  assert.equal(await countUnindexed(house.desk.read, 100), 40, 'nor right after it');
  now = 1300;
  await look(turn);
  assert.equal(await countUnindexed(house.desk.read, 100), 0);
  await house.close();
});

test('what brings mail into the index merges nothing, however many pieces there are', async () => {
  const house = await openImportDesk();
  await storeMails(house.desk, await addChannel(house.desk), 60);
  for (let piece = 0; piece < 60; piece++) await house.desk.write((tx) => indexArticles(tx, 1));
  assert.equal(await countPieces(house.desk.read), 60);
  await house.close();
});

test('pieces are merged between other writing, also those that an earlier program has left', async () => {
  const house = await openImportDesk();
  const channel = await addChannel(house.desk);
  await storeMails(house.desk, channel, 60);
  for (let piece = 0; piece < 60; piece++) await house.desk.write((tx) => indexArticles(tx, 1));
  await createIndexing(house.desk)(turn);
  const pieces = await countPieces(house.desk.read);
  assert.ok(pieces <= 12, `${pieces} pieces`);
  await house.desk.write((tx) =>
    tx.run(sql`INSERT INTO search_index (search_index) VALUES ('integrity-check')`),
  );
  const [found] = await house.desk.read.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM search_index WHERE search_index MATCH 'order'`,
  );
  assert.equal(found?.n, 60);
  await house.close();
});

test('while somebody is at work each look takes one step of merging, which is enough for what comes', async () => {
  const house = await openImportDesk();
  const { desk } = house;
  const look = createIndexing(desk);
  for (let mail = 0; mail < 60; mail++) {
    desk.memory.asked.at = performance.now();
    await storeMails(desk, await addChannel(desk, { address: `box${mail}@test` }), 1);
    await look(turn);
  }
  const pieces = await countPieces(desk.read);
  assert.ok(pieces <= 12, `${pieces} pieces`);
  await house.close();
});

test('a step waits for what somebody has asked for, until that is done', async () => {
  const house = await openImportDesk();
  const { desk } = house;
  await storeMails(desk, await addChannel(desk), 5);
  desk.memory.asked.underWay = 1;
  const look = createIndexing(desk, () => 0)(turn);
  await setTimeout(50);
  assert.equal(await countUnindexed(desk.read, 100), 5);
  desk.memory.asked.underWay = 0;
  await look;
  assert.equal(await countUnindexed(desk.read, 100), 0);
  await house.close();
});

test('what takes long holds the index up for a moment only', async () => {
  const house = await openImportDesk();
  const { desk } = house;
  await storeMails(desk, await addChannel(desk), 5);
  desk.memory.asked.underWay = 1;
  await createIndexing(desk)(turn);
  assert.equal(await countUnindexed(desk.read, 100), 0);
  await house.close();
});

/** How many pieces the index of messages has: each has its own number in FTS5's table of pages. */
async function countPieces(db: Reader): Promise<number> {
  const [row] = await db.all<{ n: number }>(sql`SELECT count(DISTINCT segid) AS n FROM search_index_idx`);
  return row?.n ?? 0;
}
