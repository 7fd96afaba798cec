import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { asc } from 'drizzle-orm';
import { type DataFile, openDataFile } from '../../src/db/care/open.ts';
import { insertRows } from '../../src/db/insert-rows.ts';
import { isOneOf } from '../../src/db/one-of.ts';
import { groups, settings, users } from '../../src/db/schema/schema.ts';
import { blobChunks } from '../../src/db/schema/schema-mail.ts';

const folder = mkdtempSync(join(tmpdir(), 'postroom-rows-'));
let file: DataFile;

before(async () => {
  file = await openDataFile({ path: join(folder, 'postroom.db') });
});
after(async () => {
  await file.close();
  rmSync(folder, { recursive: true, force: true });
});

test('rows come back as they went in: dates, flags, JSON, bytes, and what was left out as its default', async () => {
  const createdAt = new Date('2026-11-02T10:00:00.123Z');
  const people = [1, 2].map((id) => ({
    email: `p${id}@example.com`,
    name: `it's "${id}"`,
    role: 'agent' as const,
    passwordHash: '',
    isActive: id === 1,
    createdAt,
  }));
  const bytes = Buffer.from([0, 1, 254, 255]);
  await file.write(async (tx) => {
    await insertRows(tx, users, people);
    await insertRows(tx, groups, [{ name: 'Sales', isActive: true }]);
    await insertRows(tx, settings, [{ key: 'json', value: { deep: [1, 'ä', null] } }]);
    await tx.run('INSERT INTO blobs (id, sha256, size) VALUES (1, 0, 4)');
    await insertRows(tx, blobChunks, [{ blobId: 1, position: 0, bytes }]);
    await insertRows(tx, groups, []);
  });
  const stored = await file.read.select().from(users).orderBy(asc(users.id));
  assert.deepEqual(
    stored.map(({ id: _, ...person }) => person),
    people.map((person) => ({ ...person, timeZone: '', language: '' })),
  );
  const [sales] = await file.read
    .select()
    .from(groups)
    .where(isOneOf(groups.name, ['Sales']));
  assert.deepEqual([sales?.followUp, sales?.signature, sales?.emailAddressId], ['reopen', '', null]);
  const [chunk] = await file.read.select().from(blobChunks);
  assert.deepEqual(chunk?.bytes, bytes);
  const [json] = await file.read
    .select()
    .from(settings)
    .where(isOneOf(settings.key, ['json']));
  assert.deepEqual(json?.value, { deep: [1, 'ä', null] });
});

test('more rows than a statement can bind; one that is there already is left out only where that is asked for', async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => ({ key: `k${n}`, value: n }));
  await file.write((tx) => insertRows(tx, settings, many));
  const wanted = ['k0', 'k9999', "no ' such"];
  const found = await file.read.select().from(settings).where(isOneOf(settings.key, wanted));
  assert.deepEqual(found.map(({ value }) => value).sort(), [0, 9999]);
  await assert.rejects(
    file.write((tx) => insertRows(tx, settings, many.slice(0, 1))),
    {
      message: /UNIQUE/,
    },
  );
  await file.write((tx) => insertRows(tx, settings, [{ key: 'k0', value: 'new' }], 'ignore'));
  const [kept] = await file.read
    .select()
    .from(settings)
    .where(isOneOf(settings.key, ['k0']));
  assert.equal(kept?.value, 0);
});
