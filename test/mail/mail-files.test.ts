import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readMailFiles } from '../../src/mail/mail-files.ts';
import { createWorkplace } from '../support/command.ts';

test('a message of a maildir that is marked while others are read is found under its new name', async () => {
  const maildir = join(createWorkplace(), 'Maildir');
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, part), { recursive: true });
  for (const id of [1, 2, 3])
    writeFileSync(
      join(maildir, 'new', `170000000${id}.M${id}.host`),
      `From: a@b.example\nSubject: ${id}\n\n`,
    );
  const skipped: string[] = [];
  const messages = readMailFiles([maildir], {
    stdin: Readable.from([]),
    limitBytes: 1e6,
    isForbidden: () => false,
    onSkip: (path) => skipped.push(path),
  });
  const subjects: (string | undefined)[] = [];
  for await (const { raw } of messages) {
    subjects.push(/Subject: (.)/.exec(raw.toString())?.[1]);
    if (subjects.length === 1)
      renameSync(join(maildir, 'new', '1700000002.M2.host'), join(maildir, 'cur', '1700000002.M2.host:2,S'));
  }
  assert.deepEqual(subjects, ['1', '2', '3']);
  assert.deepEqual(skipped, []);
});
