import assert from 'node:assert/strict';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startTestApp } from '../../support/app.ts';
import { createWorkplace, runPostroom } from '../../support/command.ts';

const folder = createWorkplace();

/** A file as it lies after a kill -9, so many minutes later. */
function leave(place: string, name: string, minutes: number): string {
  const path = join(place, name);
  writeFileSync(path, 'SQLite format 3');
  const at = new Date(Date.now() - minutes * 60_000);
  utimesSync(path, at, at);
  return path;
}

test('a backup takes away what killed ones have left in its folder, and nothing else', async () => {
  const place = join(folder, 'backups');
  mkdirSync(place);
  const app = await startTestApp();
  try {
    const gone = [
      leave(place, '2026-03-01.db.postroom-partial', 90),
      leave(place, '2026-03-01.db.postroom-partial-journal', 90),
    ];
    const kept = [
      leave(place, '2026-03-02.db.postroom-partial', 10),
      leave(place, '2026-03-01.db', 90),
      leave(place, 'film.partial', 90),
    ];
    const { code, stderr } = await runPostroom(['backup', join(place, 'new.db'), '--data', app.dataPath]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(gone.filter(existsSync), []);
    assert.deepEqual(kept.filter(existsSync), kept);
  } finally {
    await app.stop();
  }
});

test('a restore and a start take away the copies that a killed restore or change of the key has left', async () => {
  const place = join(folder, 'data');
  mkdirSync(place);
  const data = join(place, 'postroom.db');
  const add = ['user', 'add', '--email', 'a@x.example', '--password-stdin', '--data', data];
  assert.equal((await runPostroom(add, {}, 'long enough')).code, 0);
  const backup = join(place, 'backup.db');
  assert.equal((await runPostroom(['backup', backup, '--data', data])).code, 0);
  const leaveAll = () => [
    leave(place, 'postroom.db.restoring-0123abcd', 90),
    leave(place, 'postroom.db.restoring-0123abcd-wal', 90),
    leave(place, 'postroom.db.rekeying-0123abcd', 90),
    leave(place, 'postroom.db.before-restore-20260302T140507Z-2.looking-0123abcd', 90),
    leave(place, 'postroom.db.before-key-20260302T140507Z.looking-0123abcd-wal', 90),
    leave(place, 'postroom.db.schema-70.looking-0123abcd', 90),
  ];
  const first = leaveAll();
  const kept = [
    leave(place, 'other.db.restoring-0123abcd', 90),
    leave(place, 'postroom.db.other.restoring-0123abcd', 90),
    leave(place, 'postroom.db.restoring-notes', 90),
  ];
  assert.equal((await runPostroom(['restore', backup, '--data', data])).code, 0);
  assert.deepEqual(first.filter(existsSync), []);
  const second = leaveAll();
  const app = await startTestApp({}, place);
  await app.stop();
  assert.deepEqual(second.filter(existsSync), []);
  assert.deepEqual(kept.filter(existsSync), kept);
});
