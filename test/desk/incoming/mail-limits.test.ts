import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { putMailSettings } from '../../../src/db/mail-settings.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import { defaultMailSettings, type MailSettings } from '../../../src/domain/mail-settings.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { describeQuarantineReason } from '../../../views/facts/quarantine-words.ts';
import { address, goodToken, type ImapBench, openBench, plainMail } from '../../sandbox/imap-support.ts';
import { collectOptions } from '../../support/collect-options.ts';
import { addChannel, type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

let bench: ImapBench;
let opened: ImportDesk;
before(async () => {
  bench = await openBench();
  opened = await openImportDesk();
});
after(async () => {
  await opened.close();
  await bench[Symbol.asyncDispose]();
});

const multipart = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
const nested = (levels: number): Buffer => {
  const inner = Array.from({ length: levels }, (_, level) => {
    const type = `Content-Type: multipart/mixed; boundary=x${level}`;
    return level === 0 ? `--x${level}` : `${type}\r\n\r\n--x${level}`;
  });
  return plainMail('nested', inner.join('\r\n'), ['Content-Type: multipart/mixed; boundary=x0']);
};

/** What goes beyond each limit, and the words of its row. */
const cases: [name: string, settings: Partial<MailSettings>, raw: Buffer, reason: RegExp][] = [
  [
    'parts',
    { mostParts: 30 },
    plainMail('parts', '--b\r\n\r\n\r\n'.repeat(40), multipart),
    /has more than 30 parts; at most 30 parts are accepted \(Settings, Incoming mail: Parts of a message\)/,
  ],
  [
    'levels',
    { mostLevels: 6 },
    nested(9),
    /nests parts on \d+ levels; at most 6 levels are accepted \(.*Levels of parts/,
  ],
  [
    'header fields',
    { mostHeaderFields: 100 },
    plainMail(
      'fields',
      'x',
      Array.from({ length: 200 }, (_, n) => `X-${n}: y`),
    ),
    /has 20\d header fields; at most 100 header fields are accepted \(.*Header fields\)/,
  ],
  [
    'header size',
    { mostHeaderKilobytes: 16 },
    plainMail('header', 'x', [`X-Long: ${'y'.repeat(20_000)}`]),
    /has a header of 20\d\d\d bytes; at most 16384 bytes to a part are accepted \(.*Header of one part/,
  ],
  [
    'line',
    { mostLineMegabytes: 1 },
    plainMail('line', 'x'.repeat(1_100_000)),
    /has a line of 110\d{4} bytes; at most 1048576 bytes are accepted \(.*Longest line/,
  ],
];

async function collect(channelId: Awaited<ReturnType<typeof addChannel>>): Promise<void> {
  const connection = await openImapReader({
    host: 'localhost',
    port: bench.port,
    security: 'tls',
    ca: bench.ca,
    user: address,
    auth: { accessToken: goodToken },
  });
  await collectMail(opened.desk, channelId, connection, collectOptions());
  await connection.close();
}

test('mail beyond a limit that is set is a quarantine row that names limit and finding; the others go on', async () => {
  const { desk } = opened;
  const channel = await addChannel(desk, { address });
  for (const [name, settings, raw, reason] of cases) {
    await desk.write((tx) => putMailSettings(tx, { ...defaultMailSettings, ...settings }));
    bench.mailboxes.deliver(address, plainMail(`before ${name}`));
    bench.mailboxes.deliver(address, raw);
    bench.mailboxes.deliver(address, plainMail(`after ${name}`));
    await collect(channel);
    const [row] = await listQuarantine(desk.read);
    assert.equal(row?.kind, 'over_limit', name);
    assert.ok(row);
    assert.match(describeQuarantineReason(row.reason), reason);
  }
  assert.equal((await listQuarantine(desk.read)).length, cases.length);
  assert.equal(await desk.read.$count(articles), cases.length * 2);
});

test('the same mail is an article within the limits that Postroom comes with', async () => {
  const { desk } = opened;
  const before = await desk.read.$count(articles);
  await desk.write((tx) => putMailSettings(tx, defaultMailSettings));
  const channel = await addChannel(desk, { address: 'second@test' });
  for (const [, , raw] of cases) {
    const other = raw.toString('latin1').replace('Subject: ', 'Subject: once more ');
    bench.mailboxes.deliver(address, Buffer.from(other.replace(/^Message-ID.*\r\n/m, ''), 'latin1'));
  }
  await collect({ ...channel, folder: 'INBOX' });
  assert.equal((await listQuarantine(desk.read, channel.id)).length, 0);
  assert.ok((await desk.read.$count(articles)) >= before + cases.length);
});
