import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { loadBlob } from '../../../src/db/blobs.ts';
import { checkDataFile } from '../../../src/db/care/check.ts';
import { unwatchedWork } from '../../../src/db/care/long-work.ts';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { putMailSettings } from '../../../src/db/mail-settings.ts';
import { countQuarantine, listQuarantine } from '../../../src/db/quarantine.ts';
import { quarantine, receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles, attachments } from '../../../src/db/schema/schema-tickets.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import { storeBatch } from '../../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../../src/desk/incoming/store-context.ts';
import { defaultMailSettings, type MailSettings } from '../../../src/domain/mail-settings.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { collectOptions } from '../../support/collect-options.ts';
import {
  countMaildir,
  type Dovecot,
  seedMaildir,
  startDovecot,
  whyNoDovecot,
} from '../../support/dovecot.ts';
import { listHistory } from '../../support/history.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

const skip = whyNoDovecot();
let dovecot: Dovecot;
let desk: TicketDesk;
let admin: Person;

before(async () => {
  if (skip !== undefined) return;
  dovecot = await startDovecot();
  desk = await openTicketDesk({ kind: 'email' });
  admin = await desk.signIn('admin');
  const server = { host: '127.0.0.1', port: dovecot.port, security: 'none' } as const;
  await desk.desk.write((tx) =>
    insertMailAccount(tx, {
      channelId: desk.channel.id,
      userName: supportAddress,
      password: dovecot.password,
      eraseAt: null,
      imapHost: server.host,
      imapPort: server.port,
      imapSecurity: server.security,
      smtpHost: server.host,
      smtpPort: 1,
      smtpSecurity: server.security,
    }),
  );
});
after(async () => {
  await desk?.close();
  await dovecot?.stop();
});

const folder = () => dovecot.mailFolder(supportAddress);
const letter = (id: string, more: string[] = [], text = `The words of ${id}`) =>
  Buffer.from(
    `From: Carla <${id}@customer.example>\r\nSubject: Subject <b>${id}</b>\r\nMessage-ID: <${id}@customer.example>\r\n${more.map((line) => `${line}\r\n`).join('')}\r\n${text}\r\n`,
  );
const crowd = Array.from({ length: 300 }, (_, n) => `X-${n}: y`);
const large = (id: string) => letter(id, [], '0123456789abcde\r\n'.repeat(80_000));

async function set(changes: Partial<MailSettings>): Promise<void> {
  await desk.desk.write((tx) => putMailSettings(tx, { ...defaultMailSettings, ...changes }));
}

async function collect(retriesPlaceholders = false): Promise<void> {
  const server = { host: '127.0.0.1', port: dovecot.port, security: 'none' } as const;
  const auth = { password: dovecot.password };
  const connection = await openImapReader({ ...server, user: supportAddress, auth });
  await collectMail(
    desk.desk,
    desk.channel,
    connection,
    collectOptions({ comparesAll: true, retriesPlaceholders }),
  );
  await connection.close();
}

async function find(id: string) {
  const [row] = (await listQuarantine(desk.desk.read)).filter(({ subject }) => subject.includes(id));
  assert.ok(row !== undefined, id);
  return row;
}

async function articleOf(id: string) {
  const rows = await desk.desk.read
    .select()
    .from(articles)
    .where(eq(articles.fromAddress, `${id}@customer.example`));
  assert.equal(rows.length, 1, id);
  return rows[0] as (typeof rows)[number];
}

async function assertSound(): Promise<void> {
  const findings = [];
  for await (const finding of checkDataFile(desk.desk.read, unwatchedWork)) findings.push(finding);
  assert.deepEqual(findings, []);
}

test('the list says what is held and why, to admins alone; nothing of it is deleted on the server', {
  skip,
}, async () => {
  assert.match(await (await admin.get('/quarantine')).text(), /Nothing is in quarantine/);
  await set({ mostHeaderFields: 100, mostMegabytes: 1, oversized: 'note' });
  seedMaildir(folder(), [
    letter('fine'),
    letter('crowded', crowd),
    large('huge'),
    letter('packed', crowd),
    large('vast'),
    letter('unwanted', crowd),
  ]);
  await collect();
  assert.equal(countMaildir(folder()), 5);
  const page = await (await admin.get('/quarantine')).text();
  for (const id of ['crowded', 'huge', 'packed', 'vast', 'unwanted']) {
    assert.ok(page.includes(`Subject &lt;b&gt;${id}&lt;/b&gt;`), id);
  }
  assert.match(page, /303 header fields; at most 100 header fields are accepted/);
  assert.match(page, /larger than 1 MB/);
  assert.match(page, /still in INBOX/);
  assert.match(page, /unread-count">5<span class="visually-hidden"> to decide/);
  assert.match(await (await admin.get(`/channels/${desk.channel.id}`)).text(), /quarantine\?channel=1">5/);
  const agent = await desk.signIn('agent');
  const { id } = await find('crowded');
  for (const path of ['', '/list', '/link', `/${id}`, `/${id}/raw`, `/${id}/discard`]) {
    assert.equal((await agent.get(`/quarantine${path}`)).status, 403, path);
  }
  assert.ok(!(await (await agent.get('/tickets')).text()).includes('href="/quarantine"'));
});

test('one message shows its header and can be saved as it came, but never opened', { skip }, async () => {
  const { id } = await find('crowded');
  const page = await (await admin.get(`/quarantine/${id}`)).text();
  assert.match(page, /<dt>Message-ID<\/dt><dd>&lt;crowded@customer.example&gt;/);
  const raw = await admin.get(`/quarantine/${id}/raw`);
  assert.deepEqual(Buffer.from(await raw.arrayBuffer()), letter('crowded', crowd));
  assert.equal(raw.headers.get('content-type'), 'application/octet-stream');
  assert.match(raw.headers.get('content-disposition') ?? '', /^attachment; filename/);
  assert.match(raw.headers.get('content-security-policy') ?? '', /^sandbox/);
  assert.equal((await admin.get('/quarantine/99999')).status, 404);
});

test('a retry says why it fails, and makes the article once the limit allows it', { skip }, async () => {
  const { id } = await find('crowded');
  const refused = await admin.post(`/quarantine/${id}/attempts`, {});
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /It still cannot be read[\s\S]*The message has 303 header fields/);
  assert.notEqual((await find('crowded')).triedAt, null);
  await set({ mostMegabytes: 1, oversized: 'note' });
  const done = await admin.post(`/quarantine/${id}/attempts`, {});
  assert.equal(done.status, 303, await done.text());
  assert.match(done.headers.get('location') ?? '', /^\/tickets\/\d+$/);
  assert.match((await articleOf('crowded')).text, /The words of crowded/);
  await collect();
  assert.equal(countMaildir(folder()), 4, 'now it may go from the server');
  assert.match(
    await (await admin.get(`/quarantine/${id}`)).text(),
    /became an article of <a href="\/tickets\//,
  );
  await assertSound();
});

test('a message that was too large is fetched again after its limit was raised', { skip }, async () => {
  const { id } = await find('huge');
  const refused = await (await admin.post(`/quarantine/${id}/attempts`, {})).text();
  assert.match(refused, /still larger than 1 MB\. Raise/);
  await set({ mostMegabytes: 2 });
  assert.equal((await admin.post(`/quarantine/${id}/attempts`, {})).status, 303);
  const { rawBlobId } = await articleOf('huge');
  assert.deepEqual(await loadBlob(desk.desk.read, rawBlobId ?? 0), large('huge'));
  await collect();
  assert.equal(countMaildir(folder()), 3);
  await assertSound();
});

test('what cannot be read is imported anyway: header, reason and the message as a file', {
  skip,
}, async () => {
  await set({ mostHeaderFields: 100 });
  const packed = await find('packed');
  assert.equal((await admin.post(`/quarantine/${packed.id}/article`, {})).status, 303);
  const article = await articleOf('packed');
  assert.equal(article.subject, 'Subject <b>packed</b>');
  assert.equal(article.messageId, 'packed@customer.example');
  assert.match(article.text, /why stands in the history[\s\S]*The words of packed/);
  const history = await listHistory(desk.desk.read, article.ticketId);
  assert.match(history.join(), /anyway: The message has 303 header fields/);
  const [file] = await desk.desk.read.select().from(attachments).where(eq(attachments.articleId, article.id));
  assert.equal(file?.name, 'message.eml');
  assert.deepEqual(await loadBlob(desk.desk.read, file?.blobId ?? 0), letter('packed', crowd));
  assert.match(await (await admin.get('/tickets?q=%22words+of+packed%22')).text(), /packed/);

  const vast = await find('vast');
  assert.equal((await admin.post(`/quarantine/${vast.id}/article`, {})).status, 303);
  assert.match((await articleOf('vast')).text, /holds its header only; the message itself has 1\.3 MB/);
  await collect();
  assert.equal(countMaildir(folder()), 2, 'the large one is only on the server');
  await collect();
  assert.equal((await desk.desk.read.select().from(articles)).length, 5, 'and is not imported again');
  await assertSound();
});

test('discarding asks first, and leaves the server alone', { skip }, async () => {
  const { id, receiptId } = await find('unwanted');
  assert.match(
    await (await admin.get(`/quarantine/${id}/discard`)).text(),
    /On the server it stays as it is/,
  );
  assert.equal(await countQuarantine(desk.desk.read), 1);
  assert.equal((await admin.post(`/quarantine/${id}/discard`, {})).status, 303);
  assert.equal(await countQuarantine(desk.desk.read), 0);
  assert.equal((await admin.post(`/quarantine/${id}/attempts`, {})).status, 409);
  const [receipt] = await desk.desk.read.select().from(receipts).where(eq(receipts.id, receiptId));
  assert.deepEqual([receipt?.outcome, receipt?.settleAction], ['ignored', 'keep']);
  assert.equal((await admin.get(`/quarantine/${id}/raw`)).status, 200);
  assert.equal(countMaildir(folder()), 2);
  await assertSound();
});

let uid = 1000;
/** Puts messages aside without a server. */
async function hold(...raws: Buffer[]): Promise<void> {
  const key = { channelId: desk.channel.id, folder: 'INBOX', numbering: 'elsewhere' };
  const context = await loadStoreContext(desk.desk, desk.channel, key);
  const outcome = { kind: 'rejected', reason: { code: 'broken' } } as const;
  const mails = raws.map((raw) => {
    const sha256 = createHash('sha256').update(raw).digest('hex');
    return { place: String(++uid), raw, sha256, size: raw.length, receivedAt: new Date(), outcome };
  });
  await storeBatch(desk.desk, context, mails);
}

test('many are paged, and a page of them is tried again at once', { skip }, async () => {
  await set({});
  const published = desk.events.length;
  await hold(...Array.from({ length: 60 }, (_, n) => letter(`held-${n}`)));
  assert.ok(desk.events.slice(published).some(({ kind }) => kind === 'quarantine'));
  const first = await (await admin.get('/quarantine')).text();
  const next = /href="(\/quarantine\?before=\d+)"/.exec(first)?.[1] ?? '';
  const second = await (await admin.get(next)).text();
  const rowsOf = (page: string) => [...page.matchAll(/held-(\d+)&lt;/g)].map((match) => match[1]);
  assert.deepEqual([rowsOf(first).length, rowsOf(second).length], [50, 10]);
  assert.equal(new Set([...rowsOf(first), ...rowsOf(second)]).size, 60);
  const ids = [...second.matchAll(/name="(id-\d+)"/g)].map((match) => [match[1], 'on']);
  assert.equal(ids.length, 10);
  assert.equal((await admin.post('/quarantine/attempts', Object.fromEntries(ids))).status, 303);
  await waitFor(async () => (await countQuarantine(desk.desk.read)) === 50);
  await assertSound();
});

test('a placeholder says when the real message is asked for next', { skip }, async () => {
  await hold(letter('late'));
  const { id } = await find('late');
  const triedAt = new Date(Date.now() - 60_000);
  await desk.desk.write((tx) =>
    tx.update(quarantine).set({ kind: 'placeholder', triedAt }).where(eq(quarantine.id, id)),
  );
  const page = await (await admin.get(`/quarantine/${id}`)).text();
  assert.match(page, /asked for again by itself every 5 minutes/);
  assert.ok(page.includes(new Date(triedAt.getTime() + 300_000).toISOString()));
});
