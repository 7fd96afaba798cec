import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

const count = 120;
let desk: TicketDesk;
let admin: Person;

before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  for (let n = 1; n <= count; n += 1) {
    const answers = n === 1 ? '' : `In-Reply-To: <${n - 1}@c.example>\r\n`;
    const word = n === 12 || n === 115 ? ' needle' : '';
    await desk.deliver(
      `From: Carla <carla@c.example>\r\nMessage-ID: <${n}@c.example>\r\n${answers}Subject: Long\r\n\r\nNumber ${n} of it${word}\r\n`,
    );
  }
});
after(() => desk.close());

const read = async (path: string) => (await admin.get(path)).text();
const listArticles = (html: string) =>
  [...html.matchAll(/<article id="article-(\d+)"/g)].map(([, id]) => Number(id));
const findLink = (html: string, words: string) =>
  new RegExp(`<a href="([^"]+)">${words}</a>`).exec(html)?.[1]?.replaceAll('&amp;', '&');
const isOpen = (html: string, id: number) =>
  new RegExp(`<article id="article-${id}"[^>]*><details open`).test(html);

test('a long conversation is turned back and forth, and from each page there is a way to the newest', async () => {
  const newest = await read('/tickets/10001');
  assert.deepEqual(
    [findLink(newest, 'Later messages'), findLink(newest, 'Newest messages')],
    [undefined, undefined],
  );
  const middle = await read(findLink(newest, 'Earlier messages') ?? '');
  assert.deepEqual(
    [findLink(middle, 'Later messages'), findLink(middle, 'Newest messages')],
    [undefined, '/tickets/10001'],
  );
  const oldest = await read(findLink(middle, 'Earlier messages') ?? '');
  assert.equal(findLink(oldest, 'Earlier messages'), undefined);
  assert.equal(findLink(oldest, 'Newest messages'), '/tickets/10001');
  const next = await read(findLink(oldest, 'Later messages') ?? '');
  assert.deepEqual(listArticles(next), listArticles(oldest).length === 20 ? listArticles(middle) : []);
  const all = [oldest, middle, newest].flatMap(listArticles);
  assert.equal(new Set(all).size, count);
});

test('a search leads to the message that it has found', async () => {
  const early = await read('/tickets?q=of+it+needle+before:2099-01-01');
  assert.match(early, /needle/);
  const ids = listArticles(await read('/tickets/10001'));
  const first = listArticles(await read('/tickets/10001?before=30'))[0] ?? 0;
  const wanted = first + 11;
  const page = await read(`/tickets/10001?at=${wanted}`);
  assert.equal(listArticles(page).at(-1), wanted);
  assert.equal(isOpen(page, wanted), true);
  assert.equal(listArticles(await read(findLink(page, 'Later messages') ?? '')).at(0), wanted + 1);
  // One of the newest stands open where it is.
  const recent = (ids.at(-1) ?? 0) - 20;
  const whole = await read(`/tickets/10001?at=${recent}`);
  assert.deepEqual(listArticles(whole), ids);
  assert.equal(isOpen(whole, recent), true);
  assert.equal(
    findLink(early, 'Open at this message'),
    `/tickets/10001?at=${first + 114}#article-${first + 114}`,
  );
  const latest = await read('/tickets?q=120');
  assert.match(latest, /Number <mark>120/);
  assert.equal(findLink(latest, 'Open at this message'), undefined);
  // So do pictures that were asked for there.
  const shown = await admin.post(`/articles/${wanted}/images`, {});
  assert.equal(shown.headers.get('location'), `/tickets/10001?at=${wanted}#article-${wanted}`);
});
