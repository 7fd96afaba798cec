import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { previewImport } from '../../../src/desk/channels/preview-import.ts';
import { localAccount } from '../../support/mail-account.ts';
import { startScriptedImap } from '../../support/scripted-imap.ts';
import { openTicketDesk } from '../../support/ticket-desk.ts';

test('at the set-up a folder to move to that is the fetched one by another name is refused, and another is not', async () => {
  const server = await startScriptedImap({
    answer: ({ name }) => {
      if (name === 'NAMESPACE') return ['* NAMESPACE (("INBOX." ".")) NIL NIL', 'TAG OK done'];
      if (name !== 'LIST') return undefined;
      const folders = ['INBOX', 'INBOX.Support', 'INBOX.Done'];
      return [...folders.map((each) => `* LIST (\\HasNoChildren) "." ${each}`), 'TAG OK done'];
    },
  });
  const looking = async (moveTo: string) => {
    const desk = await openTicketDesk({
      kind: 'email',
      folder: 'INBOX.Support',
      afterImport: 'move',
      moveTo,
    });
    const channelId = desk.channel.id;
    await desk.desk.write((tx) => insertMailAccount(tx, localAccount({ channelId, imapPort: server.port })));
    try {
      return await previewImport(desk.desk, { channelId });
    } finally {
      await desk.close();
    }
  };
  try {
    await assert.rejects(
      looking('Support'),
      /On this server Support is INBOX\.Support, .* Choose another folder to move to\./,
    );
    const preview = await looking('Done');
    assert.ok('unreadInInbox' in preview, JSON.stringify(preview));
  } finally {
    await server.stop();
  }
});
