import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, test } from 'node:test';
import { findTornTable } from '../../../src/db/care/check-copy.ts';
import { connect } from '../../../src/db/care/connect.ts';
import { readFileFacts } from '../../../src/db/care/file-facts.ts';
import type { Progress } from '../../../src/db/care/long-work.ts';
import { indexArticles } from '../../../src/db/search-index.ts';
import { createWorkplace } from '../../support/command.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';
import { storeMails } from '../../support/store-mails.ts';

const folder = createWorkplace();
const sound = join(folder, 'postroom.db');

before(async () => {
  const { desk, close } = await openImportDesk(sound);
  await storeMails(desk, await addChannel(desk), 200);
  await desk.write((tx) => indexArticles(tx, 200));
  await close();
});

/** @returns what is said of the file, and what was told meanwhile */
async function look(path: string) {
  const told: Progress[] = [];
  const client = connect({ path });
  try {
    const facts = await readFileFacts(client);
    const work = { isCancelled: () => false, report: (progress: Progress) => void told.push(progress) };
    return { found: await findTornTable({ path }, client, facts, work), told };
  } finally {
    client.close();
  }
}

test('of a sound file it tells how far it has come, to the end', async () => {
  const { found, told } = await look(sound);
  assert.equal(found, undefined);
  const [first, last] = [told[0], told.at(-1)];
  assert.deepEqual(first, { step: 'structure', done: 0, total: last?.total });
  assert.ok((last?.total ?? 0) > 1_000);
  assert.equal(last?.done, last?.total);
  assert.deepEqual(
    told.map(({ done }) => done),
    told.map(({ done }) => done).toSorted((a, b) => a - b),
  );
});

for (const name of ['articles', 'tickets_by_activity', 'search_index_data', 'seals', 'sqlite_sequence']) {
  test(`a torn page of ${name} is found`, async () => {
    const path = join(folder, `${name}.db`);
    copyFileSync(sound, path);
    const db = new DatabaseSync(path, { readOnly: true });
    const { rootpage = 0 } = db
      .prepare('SELECT rootpage FROM sqlite_schema WHERE name = ? ORDER BY rootpage DESC')
      .get(name) as { rootpage?: number };
    const { page_size: size = 0 } = db.prepare('PRAGMA page_size').get() as { page_size?: number };
    db.close();
    const bytes = readFileSync(path);
    // The second half of the root, where its entries stand; all of a small one lie at its end.
    const at = (rootpage - 1) * size;
    bytes.fill(0, at + size / 2, at + size);
    writeFileSync(path, bytes);
    const said = await look(path).then(
      ({ found }) => found,
      (error: Error) => error.message,
    );
    assert.notEqual(said, undefined);
  });
}
