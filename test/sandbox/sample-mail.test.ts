import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedMail, simpleParser } from 'mailparser';
import { generateSampleMail, type SampleMessage, writeSampleMail } from '../../src/sandbox/sample-mail.ts';

const now = new Date('2026-11-23T12:00:00Z');
const day = 24 * 3_600_000;
const messages = writeSampleMail(now);
const parsed = Promise.all(messages.map((message) => simpleParser(message.raw)));

async function find(subject: string): Promise<ParsedMail> {
  const found = (await parsed).find((mail) => (mail.subject ?? '').includes(subject));
  assert.ok(found, `no message ${subject}`);
  return found;
}

test('the support box holds at least thirty messages over eighteen months, most of them recent', () => {
  assert.ok(messages.length >= 30, `${messages.length}`);
  const recent = messages.filter((message) => now.getTime() - message.date.getTime() < 14 * day);
  assert.ok(recent.length > messages.length / 2);
  assert.ok(now.getTime() - (messages[0]?.date.getTime() ?? 0) > 500 * day);
  assert.ok(messages.every((message) => message.date < now));
});

test('no line is longer than RFC 5322 allows, and every line ends in CRLF', () => {
  for (const { raw } of messages) {
    const text = raw.toString('latin1');
    assert.ok(!/(?<!\r)\n|\r(?!\n)/.test(text), text.slice(0, 200));
    assert.ok(text.split('\r\n').every((line) => line.length <= 998));
  }
});

test('every header of ours survives: names, dates, distinct identifiers', async () => {
  const mails = await parsed;
  assert.equal(new Set(mails.map((mail) => mail.messageId)).size, mails.length);
  for (const [index, mail] of mails.entries()) {
    assert.equal(mail.date?.getTime(), messages[index]?.date.getTime());
    assert.match(mail.from?.value[0]?.address ?? '', /\.example$/);
  }
});

test('charsets come out as they were written', async () => {
  assert.match((await find('geänderte Öffnungszeiten')).text ?? '', /Grüß Gott[\s\S]*»täglich außer Montag«/);
  assert.match((await find('Pagaie cassée – pièce')).text ?? '', /s’est cassée[\s\S]*12 €/);
  assert.match((await find('Байдарка на выходные')).text ?? '', /двухместную байдарку/);
  assert.match((await find('五月のカヌー予約')).text ?? '', /二人乗りのカヌー/);
  assert.match((await find('🛶')).html || '', /fantástica/);
});

test('follow-ups refer to their thread, attachments and inline images are real files', async () => {
  const thanks = (await parsed).findLast((mail) => mail.subject === 'Re: Our canoe leaks after the repair');
  assert.equal(thanks?.references?.length, 2);
  const receipt = (await find('Deposit not returned')).attachments[0];
  assert.equal(receipt?.filename, 'receipt BW-2291.pdf');
  assert.match(receipt?.content.toString('latin1') ?? '', /^%PDF-1\.4[\s\S]*%%EOF\n$/);
  const photo = (await parsed).flatMap((mail) => mail.attachments).find((file) => file.cid);
  assert.equal(photo?.content.subarray(1, 4).toString(), 'PNG');
  assert.ok(photo?.related);
  const sides = (await find('Scratches on boat 7')).attachments.map((file) => file.filename);
  assert.deepEqual(sides, ['bow.png', 'Längsseite links.png']);
});

test('machines are recognisable as machines', async () => {
  const bounce = (await find('Undelivered Mail')).headers.get('content-type');
  assert.ok(bounce && typeof bounce === 'object' && 'value' in bounce);
  assert.equal(bounce.value, 'multipart/report');
  assert.ok((await find('The Paddle Post')).headers.has('list'));
  assert.equal((await find('Automatic reply')).headers.get('auto-submitted'), 'auto-replied');
});

test('generated mail follows from its seed and is as many as asked for', async () => {
  const take = (seed: number): SampleMessage[] => [...generateSampleMail(200, seed, now)];
  assert.equal(take(1).length, 200);
  assert.deepEqual(take(1), take(1));
  assert.notDeepEqual(take(1)[0]?.raw, take(2)[0]?.raw);
  const mails = await Promise.all(take(3).map(({ raw }) => simpleParser(raw)));
  assert.ok(
    mails.every((mail) => (mail.subject ?? '') !== '' && !/[{}]/.test(`${mail.subject}${mail.text}`)),
  );
  const known = new Set(mails.map((mail) => mail.messageId));
  const followUps = mails.filter((mail) => mail.inReplyTo);
  assert.ok(followUps.length > 20 && followUps.every((mail) => known.has(mail.inReplyTo)));
});
