import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { readConnectionCheck, startConnectionCheck } from '../../../src/desk/channels/check-connection.ts';
import { localAccount } from '../../support/mail-account.ts';
import { startScriptedImap } from '../../support/scripted-imap.ts';
import { openTicketDesk } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

test('a check whose line is lost between two steps says so, and comes to its end', async () => {
  // The folder is opened again after others have been looked at.
  const server = await startScriptedImap({
    exists: 2,
    answer: ({ name, count }) =>
      name === 'SELECT' && count > 1 ? ['* BYE Session ended', 'END'] : undefined,
  });
  const desk = await openTicketDesk({ kind: 'email' });
  const channelId = desk.channel.id;
  await desk.desk.write((tx) => insertMailAccount(tx, localAccount({ channelId, imapPort: server.port })));
  const { checkId } = await startConnectionCheck(desk.desk, { channelId });
  const lines = await waitUntil(
    () => readConnectionCheck(desk.desk, { checkId }),
    (found) => found.every(({ state }) => state !== 'waiting' && state !== 'running'),
  );
  const states = new Map(lines.map(({ step, state }) => [step, state]));
  assert.deepEqual([states.get('folder'), states.get('read')], ['passed', 'failed']);
  await desk.close();
  await server.stop();
});
