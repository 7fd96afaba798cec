import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { acceptsEncoding } from '../../src/web/compression.ts';
import { isToken, maskToken } from '../../src/web/form-token.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin');
  await desk.deliver(
    'From: Ada <ada@customer.example>\r\nTo: support@postroom.example\r\nSubject: Order\r\nMessage-ID: <m@customer.example>\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n',
  );
});
after(() => desk.close());

const decoders = { br: brotliDecompressSync, gzip: gunzipSync } as const;

for (const encoding of ['br', 'gzip'] as const) {
  test(`pages and their files come with ${encoding}, much smaller`, async () => {
    const page = await admin.get('/tickets', { 'accept-encoding': encoding });
    assert.equal(page.headers.get('content-encoding'), encoding);
    assert.match(page.headers.get('vary') ?? '', /Accept-Encoding/);
    const bytes = Buffer.from(await page.arrayBuffer());
    const html = decoders[encoding](bytes).toString();
    assert.match(html, /<\/html>\s*$/);
    assert.ok(bytes.length < html.length / 2, `${bytes.length} of ${html.length} bytes`);
    for (const [, url = ''] of html.matchAll(/"(\/assets\/[^"]+\.(?:css|js))"/g)) {
      const file = await admin.get(url, { 'accept-encoding': encoding });
      assert.equal(file.headers.get('content-encoding'), encoding);
      const plain = await (await admin.get(url)).text();
      assert.equal(decoders[encoding](Buffer.from(await file.arrayBuffer())).toString(), plain);
    }
  });
}

test('styles and scripts together are at most 60 kB with gzip', async () => {
  const html = await (await admin.get('/tickets')).text();
  const urls = [...html.matchAll(/"(\/assets\/[^"]+\.(?:css|js))"/g)].map(([, url = '']) => url);
  assert.ok(urls.length >= 2);
  let bytes = 0;
  for (const url of new Set(urls))
    bytes += (await (await admin.get(url, { 'accept-encoding': 'gzip' })).arrayBuffer()).byteLength;
  assert.ok(bytes <= 60_000, `${bytes} bytes`);
});

test('what asks for nothing compressed, events, frames, files and answers to forms go as they are', async () => {
  assert.equal((await admin.get('/tickets')).headers.get('content-encoding'), null);
  const all = { 'accept-encoding': 'gzip, deflate, br' };
  const html = await (await admin.get('/tickets/10001')).text();
  const frame = /"(\/articles\/[^"]+)"/.exec(html)?.[1] ?? '';
  for (const path of ['/events', frame, '/articles/1/raw']) {
    const response = await admin.get(path, all);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get('content-encoding'), null, path);
    await response.body?.cancel();
  }
  assert.equal(
    (await admin.post('/tickets/10001/state', { state: 'nonsense' })).headers.get('content-encoding'),
    null,
  );
});

test('the token of the forms looks different in each answer, and each fits', async () => {
  const tokens = new Set<string>();
  for (let visit = 0; visit < 3; visit++) {
    const html = await (await admin.get('/tickets/10001')).text();
    tokens.add(/name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '');
  }
  assert.equal(tokens.size, 3);
  for (const csrf of tokens) {
    const answer = await admin.post('/tickets/10001/state', { csrf, state: 'open' });
    assert.equal(answer.status, 303);
  }
  const [first = ''] = tokens;
  const changed = `${first.startsWith('A') ? 'B' : 'A'}${first.slice(1)}`;
  assert.equal((await admin.post('/tickets/10001/state', { csrf: changed, state: 'open' })).status, 403);
});

test('a masked token fits its own alone', () => {
  const token = Buffer.alloc(32, 1).toString('base64url');
  const other = Buffer.alloc(32, 2).toString('base64url');
  assert.ok(isToken(maskToken(token), token));
  assert.ok(isToken(token, token));
  for (const wrong of [maskToken(other), other, '', 'x', `${token}${token}`])
    assert.ok(!isToken(wrong, token), wrong);
});

test('Accept-Encoding is read as RFC 9110 has it', () => {
  assert.ok(acceptsEncoding('gzip, deflate, br;q=0.5', 'br'));
  assert.ok(acceptsEncoding('GZIP', 'gzip'));
  assert.ok(!acceptsEncoding('br;q=0, gzip', 'br'));
  assert.ok(!acceptsEncoding('br; q=0.000', 'br'));
  assert.ok(!acceptsEncoding(undefined, 'gzip'));
  assert.ok(!acceptsEncoding('xgzip', 'gzip'));
});
