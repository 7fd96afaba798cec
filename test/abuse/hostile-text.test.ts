import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { articles, renderings } from '../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// Text that stops all pages or all writing: whatever is read of it is read in a parser process.

let desk: TicketDesk;
let agent: Person;
before(async () => {
  desk = await openTicketDesk();
  agent = await desk.signIn('admin');
  await desk.deliver('From: a@b.test\r\nTo: support@postroom.example\r\nSubject: x\r\n\r\nHello\r\n');
});
after(() => desk.close());

const bombs: readonly (readonly [string, string])[] = [
  ['<b>', '<b>'.repeat(330_000)],
  ['<p>', '<p>'.repeat(330_000)],
  ['<a href="', '<a href="'.repeat(110_000)],
  ['&', '&'.repeat(1_000_000)],
  ['<table><tr><td>', '<table><tr><td>'.repeat(60_000)],
  ['<!--', '<!--'.repeat(250_000)],
];

for (const [name, html] of bombs) {
  test(`a draft of a megabyte of ${name} costs the desk next to nothing`, async () => {
    const before = process.cpuUsage();
    const fields = { kind: 'reply', ticket: '10001', key: 'abcdefgh', text: 'words', html };
    const answer = await agent.send('/drafts', fields, []);
    // The whole program is this process here, but for the parser: what it spends is what desk and pages spend.
    assert.ok(process.cpuUsage(before).user < 1_500_000, `${process.cpuUsage(before).user / 1000} ms`);
    assert.ok([204, 400].includes(answer.status), `${answer.status}`);
  });
}

test('a megabyte of shapes that look like quotes is shown, and stops no page', async () => {
  const line = `On ${'on '.repeat(80)}wrote wrote:\r\n`;
  const raw = `From: a@b.test\r\nTo: support@postroom.example\r\nSubject: q\r\n\r\n${line.repeat(1_000)}`;
  await desk.deliver(...Array.from({ length: 3 }, () => raw));
  const before = process.cpuUsage();
  assert.equal((await agent.get('/tickets/10002')).status, 200);
  assert.ok(process.cpuUsage(before).user < 1_500_000, `${process.cpuUsage(before).user / 1000} ms`);
});

test('what is stored of an older version is made anew when somebody looks', async () => {
  await agent.get('/tickets/10001');
  const [article] = await desk.desk.read.select().from(articles).limit(1);
  const which = eq(renderings.articleId, article?.id ?? 0);
  await desk.desk.write(async (tx) => {
    await tx.update(renderings).set({ version: 0, blocks: [], excerpt: 'old' }).where(which);
  });
  assert.match(await (await agent.get('/tickets/10001')).text(), /<p class="lines" dir="auto">Hello<\/p>/);
  const [again] = await desk.desk.read.select().from(renderings).where(which);
  assert.equal(again?.excerpt, 'Hello');
});
