import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { putMailSettings } from '../../../src/db/mail-settings.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import { defaultMailSettings } from '../../../src/domain/mail-settings.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { collectOptions } from '../../support/collect-options.ts';
import { type Dovecot, seedMaildir, startDovecot, whyNoDovecot } from '../../support/dovecot.ts';
import { localAccount } from '../../support/mail-account.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

const skip = whyNoDovecot();
let dovecot: Dovecot;
let desk: TicketDesk;
let admin: Person;

before(async () => {
  if (skip !== undefined) return;
  dovecot = await startDovecot();
  desk = await openTicketDesk({ kind: 'email', afterImport: 'mark_read' });
  admin = await desk.signIn('admin');
  await desk.desk.write((tx) =>
    insertMailAccount(
      tx,
      localAccount({ channelId: desk.channel.id, password: dovecot.password, imapPort: dovecot.port }),
    ),
  );
});
after(async () => {
  await desk?.close();
  await dovecot?.stop();
});

const folder = () => dovecot.mailFolder(supportAddress);
const letter = (id: string, text = 'x') =>
  Buffer.from(
    `From: ${id}@customer.example\r\nSubject: ${id}\r\nMessage-ID: <${id}@c.example>\r\n\r\n${text}\r\n`,
  );

async function collect(): Promise<void> {
  const server = { host: '127.0.0.1', port: dovecot.port, security: 'none', user: supportAddress } as const;
  const connection = await openImapReader({ ...server, auth: { password: dovecot.password } });
  await collectMail(desk.desk, desk.channel, connection, collectOptions({ comparesAll: true }));
  await connection.close();
}

/** @returns the words of the page when the comparison has ended */
async function compare(): Promise<string> {
  const base = `/channels/${desk.channel.id}/reconciliations`;
  const path = (await admin.post(base, {})).headers.get('location') ?? '';
  const page = await waitUntil(
    async () => (await admin.get(`${path}/panel`)).text(),
    (text) => /agree\.|a look\.|notice error/.test(text),
  );
  assert.equal((await admin.get(path)).status, 200);
  return page;
}

const countOf = (page: string, words: string): number =>
  Number(new RegExp(`class="number">(\\d+)</td><td>${words}`).exec(page)?.[1] ?? 0);

test('a mailbox whose every message has a receipt agrees', { skip }, async () => {
  await desk.desk.write((tx) =>
    putMailSettings(tx, { ...defaultMailSettings, mostMegabytes: 1, oversized: 'note' }),
  );
  const large = letter('large', '0123456789abcde\r\n'.repeat(80_000));
  seedMaildir(folder(), [letter('one'), letter('two'), letter('three'), letter('two'), large]);
  await collect();
  const page = await compare();
  assert.match(page, /Mailbox and tickets agree/);
  assert.equal(countOf(page, 'in the folder, and in a ticket'), 3);
  assert.equal(countOf(page, 'in the folder, and known from before'), 1);
  assert.equal(countOf(page, 'in the folder, and in quarantine'), 1);
  assert.ok(desk.events.some(({ kind }) => kind === 'channel_check'));
});

test('each thing that does not agree is listed with its next step', { skip }, async () => {
  seedMaildir(folder(), [letter('new one')]);
  const { read, write } = desk.desk;
  const uidOf = async (id: string) =>
    (
      await read.all<{ uid: number }>(sql`SELECT uid FROM receipts WHERE message_id = ${`${id}@c.example`}`)
    )[0]?.uid;
  const [one, two, three] = [await uidOf('one'), await uidOf('two'), await uidOf('three')];
  await write(async (tx) => {
    await tx.run(sql`UPDATE receipts SET settle_action = 'delete' WHERE uid = ${one}`);
    await tx.run(
      sql`UPDATE receipts SET settled_at = NULL, settle_action = NULL, settle_error = '{"code":"said","text":"NO not now"}' WHERE uid = ${two}`,
    );
    await tx.run(sql`DELETE FROM articles WHERE subject = 'three'`);
  });
  for (const part of ['cur', 'new']) {
    for (const name of readdirSync(join(folder(), part))) {
      if (/S=1\d{6}/.test(name)) rmSync(join(folder(), part, name));
    }
  }
  const page = await compare();
  assert.match(page, /need a look/);
  for (const [title, facts] of [
    ['Not imported yet', ''],
    ['Still in the folder, though the server was told to remove it', `UID ${one}<`],
    ['Imported, but the server has not been told', `UID ${two}<.*NO not now`],
    ['names an article or quarantine row that is not there', `UID ${three}<`],
  ] as const) {
    assert.match(page, new RegExp(`${title}.*${facts}`, 's'), title);
  }
  assert.match(page, /Fetch now on the channel’s page/);
});

test('a mailbox that cannot be opened is said to be so, in words', { skip }, async () => {
  await desk.desk.write((tx) => tx.run(sql`UPDATE mail_accounts SET password = 'wrong'`));
  const page = await compare();
  assert.match(page, /notice error/);
  assert.match(page, /password|sign-in|refuse/i);
});
