import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMailboxes, type MailboxChange } from '../../src/sandbox/mailboxes.ts';

const raw = Buffer.from('Subject: x\r\n\r\ny\r\n');

test('a mailbox has the folders of Exchange, found without regard to case', () => {
  const mailboxes = createMailboxes();
  const mailbox = mailboxes.create('Help@Contoso.example');
  assert.equal(mailboxes.create('help@contoso.example'), mailbox);
  assert.ok(['inbox', 'DELETED ITEMS', 'Junk Email'].every((path) => mailbox.findFolder(path)));
  assert.throws(() => mailboxes.deliver('nobody@contoso.example', raw), { code: 'not_found' });
  mailboxes.remove('HELP@contoso.example');
  assert.deepEqual(mailboxes.list(), []);
});

test('UIDs are never given twice, whatever is expunged or moved', () => {
  const mailboxes = createMailboxes();
  const mailbox = mailboxes.create('a@b.example');
  const uids = [1, 2, 3].map(() => mailboxes.deliver('a@b.example', raw));
  assert.deepEqual(uids, [1, 2, 3]);
  const inbox = mailbox.createFolder('INBOX');
  mailbox.expunge(inbox, [3, 9]);
  assert.equal(mailboxes.deliver('a@b.example', raw), 4);
  const archive = mailbox.createFolder('Archive');
  assert.deepEqual(mailbox.move(inbox, [2, 4], archive), [1, 2]);
  assert.deepEqual(
    inbox.messages.map((message) => message.uid),
    [1],
  );
  assert.notEqual(archive.uidValidity, inbox.uidValidity);
});

test('a mailbox that is removed and made again gives no number out again', () => {
  const mailboxes = createMailboxes();
  const describe = () => {
    const inbox = mailboxes.create('a@b.example').folderOf('inbox');
    mailboxes.deliver('a@b.example', raw);
    return [inbox.uidValidity, inbox.number, inbox.messages[0]?.number, inbox.messages[0]?.place];
  };
  const before = describe();
  mailboxes.remove('A@b.example');
  const again = describe();
  mailboxes.remove('a@b.example');
  assert.equal(new Set([before, again, describe()].map(([uidValidity]) => uidValidity)).size, 3);
  assert.ok(again.slice(1).every((number) => (number ?? 0) > Math.max(...before.slice(1).map(Number))));
});

test('listeners hear of every change until they stop', () => {
  const mailbox = createMailboxes().create('a@b.example');
  const inbox = mailbox.createFolder('INBOX');
  const heard: MailboxChange['kind'][] = [];
  const stop = mailbox.onChange((change) => heard.push(change.kind));
  const message = mailbox.append(inbox, raw);
  mailbox.announceFlags(inbox, [message]);
  mailbox.move(inbox, [1], mailbox.createFolder('A/B'));
  mailbox.renewUidValidity(inbox);
  stop();
  mailbox.append(inbox, raw);
  assert.deepEqual(heard, ['added', 'flagged', 'added', 'removed', 'invalidated']);
  assert.ok(mailbox.findFolder('A'));
});

test('a new UIDVALIDITY is higher, and its UIDs start at 1', () => {
  const mailbox = createMailboxes().create('a@b.example');
  const inbox = mailbox.createFolder('INBOX');
  for (let index = 0; index < 3; index++) mailbox.append(inbox, raw);
  mailbox.expunge(inbox, [1]);
  const before = inbox.uidValidity;
  mailbox.renewUidValidity(inbox);
  assert.ok(inbox.uidValidity > before);
  assert.deepEqual(
    inbox.messages.map((message) => message.uid),
    [1, 2],
  );
  assert.equal(inbox.uidNext, 3);
});
