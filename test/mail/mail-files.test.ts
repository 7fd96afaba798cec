import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
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

test('what is no file is named at once, and not waited for', {
  skip: process.platform === 'win32',
}, async () => {
  const folder = createWorkplace();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const socket = join(folder, 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const options = {
    stdin: Readable.from([]),
    limitBytes: 1e6,
    isForbidden: () => false,
    onSkip: () => undefined,
  };
  for (const [path, kind] of [
    [pipe, 'a named pipe'],
    [socket, 'a socket'],
    ['/dev/null', 'a device'],
  ] as const) {
    await assert.rejects(readMailFiles([path], options).next(), {
      code: 'invalid',
      message: `${path} is ${kind}; expected a message, an mbox, a maildir or a folder of them, or - for standard input.`,
    });
  }
  server.close();
});
