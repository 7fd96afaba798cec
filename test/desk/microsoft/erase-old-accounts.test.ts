import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findMailAccount, insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { rollBackMigration, rollBackMilliseconds } from '../../../src/desk/channels/migrate-channel.ts';
import { eraseOldAccounts } from '../../../src/desk/microsoft/erase-old-accounts.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';

const canary = 'canary-password-7f3a';
const server = { Host: 'mail.example.com', Port: 993, Security: 'tls' } as const;

test('seven days after a migration the old password is gone, from the file too, and nothing rolls back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-erase-'));
  const path = join(folder, 'postroom.db');
  const opened = await openImportDesk(path);
  const begin = Date.now();
  let now = begin;
  const desk = { ...opened.desk, now: () => new Date(now) };
  const { id } = await addChannel(desk, { kind: 'microsoft365' });
  await desk.write((tx) =>
    insertMailAccount(tx, {
      channelId: id,
      userName: 'support@test',
      password: canary,
      imapHost: server.Host,
      imapPort: server.Port,
      imapSecurity: server.Security,
      smtpHost: server.Host,
      smtpPort: server.Port,
      smtpSecurity: server.Security,
      eraseAt: new Date(begin + rollBackMilliseconds),
    }),
  );
  now = begin + rollBackMilliseconds - 1;
  await eraseOldAccounts(desk);
  assert.equal((await findMailAccount(desk.read, id))?.password, canary);
  now += 1;
  await assert.rejects(rollBackMigration.perform(desk, { kind: 'command_line' }, { channelId: id }), {
    code: 'conflict',
  });
  await eraseOldAccounts(desk);
  assert.equal(await findMailAccount(desk.read, id), undefined);
  await assert.rejects(rollBackMigration.perform(desk, { kind: 'command_line' }, { channelId: id }), {
    code: 'not_found',
  });
  await opened.close();
  assert.equal(readFileSync(path).includes(canary), false);
  rmSync(folder, { recursive: true, force: true });
});
