import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createGraphClient, type GraphClient, giveToken, rowsOf } from './graph-support.ts';
import { plainMail } from './imap-support.ts';

// One mailbox behind two doors.

const address = 'support@brightwater.example';
const box = `users/${address}`;
let sandbox: Sandbox;
let graph: GraphClient;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  graph = createGraphClient(sandbox, giveToken(sandbox, address, ['Mail.ReadWrite', 'Mail.Send']));
});
after(async () => {
  graph.close();
  await sandbox.stop();
});

test('a mail that is read, moved or sent by one door is read, moved or sent at the other', async () => {
  const { host, port } = sandbox.imap;
  const audience = 'https://outlook.office.com';
  const accessToken = giveToken(sandbox, address, ['IMAP.AccessAsUser.All'], audience);
  const server = { host, port, security: 'tls', ca: sandbox.ca } as const;
  const imap = openImapReader({ ...server, user: address, auth: { accessToken } });
  const reader = await imap;
  try {
    for (const subject of ['One', 'Two']) sandbox.mailboxes.deliver(address, plainMail(subject));
    const list = async () =>
      rowsOf(await graph.get(`${box}/mailFolders/inbox/messages?$select=subject,isRead`));
    await reader.openFolder('INBOX');
    const { places } = await reader.list({ cursor: '' });
    const [first = '', second = ''] = places;
    await reader.markRead([first]);
    assert.deepEqual(
      new Map((await list()).map(({ subject, isRead }) => [subject, isRead])),
      new Map([
        ['One', true],
        ['Two', false],
      ]),
    );
    const two = (await list()).find(({ subject }) => subject === 'Two');
    await graph.ask(`${box}/messages/${two?.id}`, { method: 'PATCH', body: { isRead: true } });
    assert.deepEqual((await reader.list({ cursor: '', onlyUnread: true })).places, []);
    await reader.moveMessages([first], 'Done');
    assert.deepEqual(
      (await list()).map(({ subject }) => subject),
      ['Two'],
    );
    await graph.ask(`${box}/messages/${two?.id}/move`, {
      method: 'POST',
      body: { destinationId: 'archive' },
    });
    await reader.openFolder('INBOX');
    assert.deepEqual((await reader.list({ cursor: '' })).places, []);
    assert.notEqual(second, '');
    const message = {
      subject: 'Out',
      toRecipients: [{ emailAddress: { address: 'robin@visitor.example' } }],
    };
    await graph.ask(`${box}/sendMail`, { method: 'POST', body: { message } });
    assert.equal((await reader.countFolder('Sent Items'))?.messages, 1);
  } finally {
    await reader.close();
  }
});
