import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

// A ticket on paper: a page of fifty messages was printed as if it were the whole.

const count = 230;
let desk: TicketDesk;
let admin: Person;

before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  const mail = (n: number) =>
    `From: Carla <carla@c.example>\r\nMessage-ID: <${n}@c.example>\r\n${n === 1 ? '' : 'References: <1@c.example>\r\n'}Subject: Long\r\n\r\nNumber ${n}, in words.\r\n`;
  await desk.deliver(mail(1));
  await desk.deliver(...Array.from({ length: count - 1 }, (_, index) => mail(index + 2)));
});
after(() => desk.close());

const read = async (path: string) => (await admin.get(path)).text();
const listNumbers = (html: string) =>
  [...html.replaceAll(/<span class="snippet".*?<\/span>/gs, '').matchAll(/Number (\d+), in words/g)].map(
    ([, number]) => Number(number),
  );

test('all messages of a very long ticket are printed, in order, and each sheet says which', async () => {
  const sheets = await Promise.all([1, 2].map((part) => read(`/tickets/10001/print?part=${part}`)));
  const wanted = Array.from({ length: count }, (_, index) => index + 1);
  assert.deepEqual(sheets.flatMap(listNumbers), wanted);
  assert.match(sheets[0] ?? '', /Messages 1 to 200 of 230\./);
  assert.match(sheets[1] ?? '', /Messages 201 to 230 of 230\./);
  // What is past the end is the end.
  assert.deepEqual(listNumbers(await read('/tickets/10001/print?part=99')), wanted.slice(200));
});

test('a page that is printed as it stands says by whose clock it is, and what is missing', async () => {
  await admin.post('/account/place', { language: 'en', timeZone: 'Asia/Tokyo' });
  const page = await read('/tickets/10001');
  assert.match(page, /Times are those of <span data-clock[^>]*>Asia\/Tokyo<\/span>\./);
  assert.match(page, /These are not all messages of the ticket/);
  assert.match(page, /<a href="\/tickets\/10001\/print">Print<\/a>/);
  await desk.deliver(
    'From: Carl <carl@c.example>\r\nMessage-ID: <other@c.example>\r\nSubject: Short\r\n\r\nNo more.\r\n',
  );
  assert.doesNotMatch(await read('/tickets/10002'), /not all messages/);
});

test('who may not read a ticket prints none', async () => {
  const stranger = await desk.signIn('agent', 'Nobody Here', {});
  assert.equal((await stranger.get('/tickets/10001/print')).status, 404);
});
