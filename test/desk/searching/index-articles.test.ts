import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Reader } from '../../../src/db/care/open.ts';
import { mergeTextIndex } from '../../../src/db/merge-text-index.ts';
import { countUnindexed, indexArticles } from '../../../src/db/search-index.ts';
import { createIndexing } from '../../../src/desk/searching/index-articles.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';
import { storeMails, storeRaws } from '../../support/store-mails.ts';

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

test('a merge of everything that a removal has begun goes on by itself, and takes the words along', async () => {
  const house = await openImportDesk();
  const { desk } = house;
  const channel = await addChannel(desk);
  const words = (mail: number) =>
    Array.from({ length: 300 }, (_, at) => `w${(at * 7919 + mail * 104_729).toString(36)}`);
  const raws = Array.from({ length: 20 }, (_, mail) =>
    Buffer.from(
      `From: a${mail}@b.example\nSubject: Hello\n\n${mail === 0 ? 'xylophonist' : words(mail).join(' ')}`,
    ),
  );
  await storeRaws(desk, channel, raws, 1);
  for (const _ of raws) await desk.write((tx) => indexArticles(tx, 1));
  const holdsWord = async () => {
    const pages = await desk.read.all<{ block: ArrayBuffer }>(sql`SELECT block FROM search_index_data`);
    // A word that begins as the one before it is stored without that beginning.
    return pages.some(({ block }) => Buffer.from(block).includes('lophonist'));
  };
  await desk.write(async (tx) => {
    await tx.run(sql`DELETE FROM search_index WHERE rowid = 1`);
    await mergeTextIndex(tx, 'search_index', -1);
  });
  assert.equal(await holdsWord(), true);
  await createIndexing(desk)(turn);
  assert.equal(await holdsWord(), false);
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
