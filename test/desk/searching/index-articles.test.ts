import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { countUnindexed } from '../../../src/db/search-index.ts';
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
