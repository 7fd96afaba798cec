import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readMail } from '../../src/desk/incoming/read-mail.ts';
import { loadStoreContext } from '../../src/desk/incoming/store-context.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

let desk: TicketDesk;
before(async () => {
  desk = await openTicketDesk();
});
after(() => desk.close());

/** What once held the desk for seconds: each is 100 KB of a shape that its patterns went back and forth over. */
const shapes: Record<string, string> = {
  'runs of line feeds': '\n',
  'nested server errors': 'smtp error from remote mail server: 550 ',
  'hosts that say': 'host a.example said: ',
  'codes without an end': '550 5.1.1 x ',
  'headers of forwarded mail': 'From: \n',
  'fields of forms': 'E-Mail:\n',
};

for (const [name, shape] of Object.entries(shapes)) {
  test(`text that would stop all writing: ${name}`, async () => {
    const text = shape.repeat(100_000 / shape.length);
    const head = 'From: MAILER-DAEMON@evil.example\nSubject: Fwd: Undelivered Mail\nReturn-Path: <>\n\n';
    const raw = Buffer.from(head + text);
    const beforeParsing = process.cpuUsage();
    const [outcome] = await desk.desk.parser.parse([raw], undefined);
    assert.equal(outcome?.kind, 'parsed');
    const key = { channelId: desk.channel.id, folder: 'INBOX', numbering: '1' };
    const context = await loadStoreContext(desk.desk, desk.channel, key);
    const before = process.cpuUsage();
    if (outcome?.kind === 'parsed') {
      const mail = { place: '1', raw, sha256: 'x', size: raw.length, receivedAt: new Date(), outcome };
      for (let count = 0; count < 20; count++) readMail(mail, context);
    }
    const { user } = process.cpuUsage(before);
    assert.ok(user / 20 < 20_000, `the desk took ${user / 20} µs for one message`);
    assert.ok(process.cpuUsage(beforeParsing).user < 2_000_000);
  });
}
