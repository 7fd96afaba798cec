import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertEmailAddress } from '../../../src/db/email-addresses.ts';
import { putMailSettings } from '../../../src/db/mail-settings.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { outbox } from '../../../src/db/schema/schema-tickets.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import { defaultMailSettings } from '../../../src/domain/mail-settings.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { describeQuarantineReason } from '../../../views/facts/quarantine-words.ts';
import { collectOptions } from '../../support/collect-options.ts';
import {
  countMaildir,
  type Dovecot,
  seedMaildir,
  startDovecot,
  whyNoDovecot,
} from '../../support/dovecot.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';

const skip = whyNoDovecot();
let dovecot: Dovecot;
before(async () => {
  if (skip === undefined) dovecot = await startDovecot();
});
after(() => dovecot?.stop());

const letter = (id: string, bytes: number) =>
  Buffer.from(
    `From: ${id}@c.example\r\nSubject: ${id}\r\nMessage-ID: <${id}@c.example>\r\n\r\n${'0123456789abcde\r\n'.repeat(bytes / 17)}\r\n`,
  );

test('the largest message that an admin allows is read, a larger one stays on the server and is answered', {
  skip,
}, async () => {
  const folder = dovecot.mailFolder('sizes@test');
  seedMaildir(folder, [letter('fits', 900_000), letter('slightly', 1_300_000), letter('far', 5_000_000)]);
  const { desk, close } = await openImportDesk();
  try {
    const channel = await addChannel(desk, { address: 'sizes@test' });
    await desk.write(async (tx) => {
      await insertEmailAddress(tx, {
        address: 'sizes@test',
        name: '',
        channelId: channel.id,
        isPrimary: true,
        groupId: 1,
      });
      await putMailSettings(tx, { ...defaultMailSettings, mostMegabytes: 1 });
    });
    const connection = await openImapReader({
      host: '127.0.0.1',
      port: dovecot.port,
      security: 'none',
      user: 'sizes@test',
      auth: { password: dovecot.password },
    });
    const options = collectOptions({ retriesPlaceholders: true });
    assert.equal((await collectMail(desk, channel, connection, options)).stored, 3);
    assert.equal((await collectMail(desk, channel, connection, options)).stored, 0);
    await connection.close();
    const rows = await listQuarantine(desk.read);
    assert.deepEqual(
      rows.map(({ kind, refusal }) => [kind, refusal]),
      Array(2).fill(['oversized', 'sent']),
    );
    assert.ok(
      rows.every(({ reason }) =>
        /larger than 1 MB \(the server says \d MB\)/.test(describeQuarantineReason(reason)),
      ),
      JSON.stringify(rows[0]?.reason),
    );
    assert.equal(countMaildir(folder), 2);
    const sent = await desk.read.select({ to: outbox.envelopeTo }).from(outbox);
    assert.deepEqual(sent.flatMap(({ to }) => to).sort(), ['far@c.example', 'slightly@c.example']);
  } finally {
    await close();
  }
});
