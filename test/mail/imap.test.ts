import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Failure } from '../../src/domain/failure.ts';
import { connectImap, type MailConnection } from '../../src/mail/imap.ts';
import { countMaildir, type Dovecot, seedMaildir, startDovecot, whyNoDovecot } from '../support/dovecot.ts';

const skip = whyNoDovecot();
let dovecot: Dovecot;
let plain: Dovecot;
before(async () => {
  if (skip !== undefined) return;
  dovecot = await startDovecot();
  plain = await startDovecot({ without: ['UIDPLUS', 'MOVE'] });
});
after(async () => {
  await dovecot?.stop();
  await plain?.stop();
});

const message = (n: number, bytes = 0) =>
  Buffer.from(`Subject: ${n}\r\nMessage-ID: <${n}@test>\r\n\r\n${'x'.repeat(bytes)}\r\n`);

function open(server: Dovecot, user: string, changes = {}): Promise<MailConnection> {
  const auth = { password: server.password };
  return connectImap({ host: '127.0.0.1', port: server.port, security: 'none', user, auth, ...changes });
}

test('messages are listed, described and fetched, many to a command, large ones in pieces', {
  skip,
}, async () => {
  const large = message(3, 5_000_000);
  seedMaildir(dovecot.mailFolder('a@test'), [message(1), message(2), large]);
  const mail = await open(dovecot, 'a@test');
  const folder = await mail.selectFolder('');
  assert.equal(folder.exists, 3);
  assert.match(folder.uidValidity, /^[1-9]\d*$/);
  assert.deepEqual(await mail.listUids({ from: 1 }), [1, 2, 3]);
  assert.deepEqual(await mail.listUids({ from: 4 }), []);
  const facts = await mail.describeMessages([1, 2, 3, 9]);
  assert.deepEqual(
    facts.map(({ size }) => size),
    [message(1).length, message(2).length, large.length],
  );
  assert.ok(facts[0]?.internalDate instanceof Date);
  const found = await mail.fetchMessages([1, 2, 9]);
  assert.deepEqual(
    found.map(({ uid, raw }) => [uid, raw.equals(message(uid))]),
    [
      [1, true],
      [2, true],
    ],
  );
  const whole = await mail.fetchLarge(3, 6_000_000, large.length);
  assert.ok(whole.kind === 'whole' && whole.raw.equals(large));
  const over = await mail.fetchLarge(3, 4_000_000, large.length);
  assert.ok(over.kind === 'oversized' && String(over.header).includes('<3@test>'));
  assert.equal((await mail.fetchLarge(9, 1000, 900)).kind, 'nothing');
  await mail.close();
});

test('settling marks, moves and expunges what it names and nothing else', { skip }, async () => {
  seedMaildir(
    dovecot.mailFolder('b@test'),
    [1, 2, 3, 4].map((n) => message(n)),
  );
  const mail = await open(dovecot, 'b@test');
  await mail.createFolder('Done/Old mail');
  await mail.createFolder('Done/Old mail');
  await mail.selectFolder('INBOX');
  await mail.markRead([1, 77]);
  assert.deepEqual(await mail.listUids({ from: 1, onlyUnread: true }), [2, 3, 4]);
  await mail.moveMessages([1, 77], 'Done/Old mail');
  await mail.removeMessages([2, 78]);
  assert.deepEqual(await mail.listUids({ from: 1 }), [3, 4]);
  assert.ok((await mail.listFolders()).some(({ path }) => path === 'Done/Old mail'));
  assert.equal((await mail.countFolder('Done/Old mail'))?.messages, 1);
  assert.equal(await mail.countFolder('Nowhere'), undefined);
  await mail.close();
});

test("without UIDPLUS another program's deleted mail is never expunged", { skip }, async () => {
  const folder = plain.mailFolder('c@test');
  seedMaildir(folder, [message(1)], 'T');
  seedMaildir(folder, [message(2), message(3)]);
  const mail = await open(plain, 'c@test');
  assert.equal(mail.has('UIDPLUS'), false);
  await mail.createFolder('Done');
  await mail.selectFolder('');
  await mail.removeMessages([2]);
  await mail.moveMessages([3], 'Done');
  assert.deepEqual(await mail.listUids({ from: 1 }), [1, 2, 3]);
  assert.equal(countMaildir(`${folder}/.Done`), 1);
  await mail.close();
});

test('an idle connection hears of new mail', { skip }, async () => {
  const folder = dovecot.mailFolder('d@test');
  seedMaildir(folder, [message(1)]);
  const mail = await open(dovecot, 'd@test');
  await mail.selectFolder('');
  const changed = mail.waitForChange(AbortSignal.timeout(90_000));
  seedMaildir(folder, [message(2)]);
  assert.equal(await changed, true);
  assert.deepEqual(await mail.listUids({ from: 2 }), [2]);
  assert.equal(await mail.waitForChange(AbortSignal.timeout(50)), false);
  await mail.close();
});

test('refusals and lost lines are failures in one shape', { skip }, async () => {
  const isFailure =
    (origin: string, code: RegExp, command: string) => (error: { failure?: Partial<Failure> }) => {
      assert.equal(error.failure?.origin, origin);
      assert.match(error.failure?.code ?? '', code);
      assert.equal(error.failure?.command, command);
      return true;
    };
  await assert.rejects(
    open(dovecot, 'a@test', { auth: { password: 'wrong' } }),
    isFailure('imap', /NO|AUTHENTICATIONFAILED/, 'LOGIN'),
  );
  await assert.rejects(open(dovecot, 'a@test', { port: 1 }), isFailure('network', /ECONNREFUSED/, 'CONNECT'));
  const mail = await open(dovecot, 'a@test');
  await assert.rejects(mail.selectFolder('Nowhere'), isFailure('imap', /NONEXISTENT|NO/, 'SELECT'));
  await mail.selectFolder('');
  await assert.rejects(mail.moveMessages([1], 'Nowhere'), isFailure('imap', /TRYCREATE|NO/, 'MOVE'));
  const listing = mail.listUids({ from: 1 });
  mail.cut();
  await assert.rejects(listing, isFailure('network', /ECONNRESET/, 'SEARCH'));
});
