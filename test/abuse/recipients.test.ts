import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { listDueDeliveries } from '../../src/db/outbox.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// A sender's name that becomes a recipient: S6 and S9.

let desk: TicketDesk;
let agent: Person;
before(async () => {
  desk = await openTicketDesk();
  agent = await desk.signIn('agent');
});
after(() => desk.close());

const names = [
  '"foo\\" <third@victim.example>, \\"bar"',
  '"third@victim.example, x"',
  '"x\\\\\\" <third@victim.example>; \\"y"',
  '=?utf-8?Q?x=22_=3Cthird=40victim.example=3E=2C_=22y?=',
  '=?utf-8?Q?x=0A=22third=40victim.example=22=2C?=',
];

for (const [index, name] of names.entries()) {
  test(`an answer goes to the one who wrote, and not to whom his name says: ${name}`, async () => {
    await desk.deliver(
      `From: ${name} <mallory@evil.example>\r\nTo: support@postroom.example\r\nSubject: Hello ${index}\r\n` +
        `Message-ID: <${index}@evil.example>\r\n\r\nHi\r\n`,
    );
    const ticket = `/tickets/${10_001 + index}`;
    const page = await (await agent.get(ticket)).text();
    const fieldOf = (field: string) =>
      decode(new RegExp(`name="${field}"[^>]* value="([^"]*)"`).exec(page)?.[1] ?? '');
    const to = fieldOf('to');
    assert.match(to, /<mallory@evil\.example>$/);
    const fields = { mode: 'reply', kind: 'reply', key: randomUUID(), answers: fieldOf('answers') };
    const answer = await agent.send(
      `${ticket}/replies`,
      { ...fields, to, cc: '', text: 'Dear', state: 'open' },
      [],
    );
    assert.equal(answer.status, 303);
    const [mail] = (await listDueDeliveries(desk.desk.read, new Date(Date.now() + 60_000), 100)).toReversed();
    assert.deepEqual(mail?.envelopeTo, ['mallory@evil.example']);
  });
}

function decode(text: string): string {
  const characters: Record<string, string> = { quot: '"', lt: '<', gt: '>', amp: '&', '#39': "'" };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => characters[name] ?? whole);
}
