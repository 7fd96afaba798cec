import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

let tickets: TicketDesk;
let agent: Person;
before(async () => {
  tickets = await openTicketDesk();
  agent = await tickets.signIn('admin');
});
after(() => tickets.close());

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const script = '<script>fetch("/tickets")</script>';

interface Part {
  readonly type: string;
  readonly name: string;
  readonly content: string | Buffer;
  readonly more?: string;
}

function mailWith(id: string, parts: readonly Part[], html = '<p>See the files</p>'): string {
  const files = parts.map(
    ({ type, name, content, more = '' }) =>
      `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n${more}Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64')}\r\n`,
  );
  return [
    `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: ${id}\r\nMessage-ID: <${id}@c.example>\r\n`,
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n',
    `--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`,
    ...files,
    '--b--\r\n',
  ].join('');
}

/** Imports one mail. @returns its ticket's page */
/** @returns the ticket's page, once the message is shown as it is meant to be: a page waits for that only a moment */
async function deliver(raw: string, isShown: (page: string) => boolean = () => true): Promise<string> {
  await tickets.deliver(raw);
  const list = await (await agent.get('/tickets')).text();
  const url = /href="(\/tickets\/\d+)"/.exec(list)?.[1] ?? '';
  return waitUntil(async () => (await agent.get(url)).text(), isShown);
}

const hasFrame = (page: string) => page.includes('/body"');
const idsOf = (page: string, pattern: RegExp) => [...page.matchAll(pattern)].map((match) => match[1] ?? '');

test('whatever a file claims to be, it is only ever saved; a picture by its bytes may be shown', async () => {
  const parts: readonly (Part & { readonly sent: string })[] = [
    { type: 'text/html', name: 'a.html', content: script, sent: 'application/octet-stream' },
    {
      type: 'image/svg+xml',
      name: 'a.svg',
      content: `<svg>${script}</svg>`,
      sent: 'application/octet-stream',
    },
    { type: 'application/xhtml+xml', name: 'a.xhtml', content: script, sent: 'application/octet-stream' },
    {
      type: 'text/xml',
      name: 'a.xml',
      content: `<?xml version="1.0"?>${script}`,
      sent: 'application/octet-stream',
    },
    { type: 'application/pdf', name: 'a.pdf', content: '%PDF-1.7', sent: 'application/octet-stream' },
    { type: 'image/png', name: 'fake.png', content: script, sent: 'application/octet-stream' },
    { type: 'image/bmp', name: 'a.bmp', content: 'BMxx', sent: 'application/octet-stream' },
    { type: 'text/javascript', name: 'a.js', content: 'alert(1)', sent: 'application/octet-stream' },
    { type: 'application/x-msdownload', name: 'a.exe', content: 'MZ', sent: 'application/octet-stream' },
    { type: 'application/octet-stream', name: 'real.bin', content: png, sent: 'image/png' },
    { type: 'image/png', name: 'real.png', content: png, sent: 'image/png' },
  ];
  const ids = idsOf(await deliver(mailWith('types', parts)), /href="\/attachments\/(\d+)"/g);
  assert.equal(ids.length, parts.length);
  for (const [index, { name, content, sent }] of parts.entries()) {
    const answer = await agent.get(`/attachments/${ids[index]}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), sent, name);
    const disposition = answer.headers.get('content-disposition') ?? '';
    assert.match(disposition, sent === 'image/png' ? /^inline;/ : /^attachment;/, name);
    assert.match(answer.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/, name);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('x-frame-options'), 'DENY');
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.from(content), name);
  }
});

test('a file name can neither leave its folder, nor hide its ending, nor make a header', async () => {
  const names = [
    '../../etc/passwd',
    '..\\\\..\\\\boot.ini',
    'inv\u202efdp.exe',
    '\u200b.htaccess',
    'a";x="b.txt',
  ];
  const page = await deliver(
    mailWith(
      'names',
      names.map((name) => ({
        type: 'text/plain',
        name: `=?utf-8?B?${Buffer.from(name).toString('base64')}?=`,
        content: 'x',
      })),
    ),
  );
  const ids = idsOf(page, /href="\/attachments\/(\d+)"/g);
  assert.equal(ids.length, names.length);
  for (const id of ids) {
    const disposition = (await agent.get(`/attachments/${id}`)).headers.get('content-disposition') ?? '';
    const match = /^attachment; filename="([^"\\/]+)"; filename\*=UTF-8''([\w.%!#$&+^`|~-]+)$/.exec(
      disposition,
    );
    assert.ok(match, disposition);
    assert.doesNotMatch(decodeURIComponent(match[2] ?? ''), /[/\\\u202e\u200b\0\r\n]|^\./, disposition);
  }
});

test('the raw mail comes back byte for byte, as a download', async () => {
  const raw = mailWith('raw', []);
  const page = await deliver(raw);
  const answer = await agent.get(`/articles/${idsOf(page, /href="\/articles\/(\d+)\/raw"/g)[0]}/raw`);
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="raw\.eml"/);
  assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
  assert.equal(await answer.text(), raw);
});

const framePolicy =
  "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

test('a file comes with its length, and goes on where its line was lost', async () => {
  const content = 'x'.repeat(1_500_000);
  const raw = mailWith('large', [{ type: 'text/plain', name: 'large.txt', content }]);
  const [id] = idsOf(await deliver(raw), /href="\/attachments\/(\d+)"/g);
  const whole = await agent.get(`/attachments/${id}`);
  assert.deepEqual([whole.status, whole.headers.get('content-length')], [200, '1500000']);
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  const etag = whole.headers.get('etag') ?? '';
  const rest = await agent.get(`/attachments/${id}`, { range: 'bytes=1499990-', 'if-range': etag });
  assert.deepEqual([rest.status, await rest.text()], [206, 'x'.repeat(10)]);
  assert.equal(rest.headers.get('content-range'), 'bytes 1499990-1499999/1500000');
  assert.match(rest.headers.get('content-security-policy') ?? '', /sandbox/);
  assert.equal((await agent.get(`/attachments/${id}`, { range: 'bytes=9999999-' })).status, 416);
});

test('foreign HTML stands in a frame without scripts; remote pictures come when they are asked for', async () => {
  const html = `<p onclick="x()">Hello</p>${script}<img src="https://tracker.example/pixel.gif"><img src="cid:logo@c"><form action="/logout" method="post"><button>x</button></form>`;
  const inline = { type: 'image/png', name: 'logo.png', content: png, more: 'Content-ID: <logo@c>\r\n' };
  const page = await deliver(mailWith('frame', [inline], html), hasFrame);
  const id = idsOf(page, /src="\/articles\/(\d+)\/body"/g)[0];
  assert.match(page, /sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"/);
  assert.doesNotMatch(page, /tracker\.example|fetch\(/);
  const before = await agent.get(`/articles/${id}/body`);
  assert.equal(before.headers.get('content-security-policy'), framePolicy);
  assert.equal(before.headers.get('x-frame-options'), 'SAMEORIGIN');
  assert.equal(before.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(before.headers.get('cache-control'), 'no-store');
  const body = await before.text();
  assert.match(body, /Hello/);
  assert.match(body, /<img[^>]* src="\/articles\/\d+\/pictures\/\d+\/[\w-]{22}"/);
  assert.doesNotMatch(body, /<script|onclick|<form|<button| src="https:/);

  const asked = await agent.post(`/articles/${id}/images`, {});
  assert.equal(asked.status, 303);
  const shown = await agent.get(`/articles/${id}/body`);
  assert.equal(
    shown.headers.get('content-security-policy'),
    framePolicy.replace("img-src 'self' data:", "img-src 'self' data: https: http:"),
  );
  assert.match(await shown.text(), / src="https:\/\/tracker\.example\/pixel\.gif"/);
});

test('a picture in a text has an address of its own, which is made here alone and asks for the same rights', async () => {
  const inline = { type: 'image/png', name: 'logo.png', content: png, more: 'Content-ID: <logo@c>\r\n' };
  const html = '<img src="cid:logo@c">'.repeat(3_000);
  const page = await deliver(mailWith('picture', [inline], html), hasFrame);
  assert.doesNotMatch(page, /logo\.png/, 'it is not listed again');
  const id = idsOf(page, /src="\/articles\/(\d+)\/body"/g)[0];
  const frame = await (await agent.get(`/articles/${id}/body`)).text();
  assert.ok(frame.length < 3_000 * 100, 'each mention costs its address alone');
  const path = /src="(\/articles\/\d+\/pictures\/\d+\/[\w-]+)"/.exec(frame)?.[1] ?? '';
  const answer = await agent.get(path);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'image/png');
  assert.equal(answer.headers.get('cache-control'), 'private, max-age=604800');
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), png);
  const stranger = await tickets.signIn('agent', 'Stella', {});
  assert.equal((await stranger.get(path)).status, 404, 'whoever may not read the message');
  assert.equal((await tickets.nobody.get(path)).status, 303, 'nobody without a session');
  const forged = path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  const moved = path.replace(/articles\/\d+/, 'articles/1');
  const cut = path.slice(0, -1);
  for (const other of [forged, moved, cut]) assert.equal((await agent.get(other)).status, 404, other);
});

test('a plain-text mail has no frame, and what it says is only text', async () => {
  const page = await deliver(
    `From: x@y.example\r\nSubject: plain\r\n\r\n<b>bold</b> hx-get="/x" https://ok.example/a?b=c. javascript:alert(1)\r\n> quoted\r\n`,
  );
  assert.match(page, /&lt;b&gt;bold&lt;\/b&gt; hx-get=&quot;/);
  assert.match(page, /<a href="https:\/\/ok\.example\/a\?b=c" target="_blank" rel="noopener noreferrer">/);
  assert.doesNotMatch(page, /href="javascript:/);
  const id = idsOf(page, /id="article-(\d+)"/g)[0];
  assert.equal((await agent.get(`/articles/${id}/body`)).status, 404);
});

test('a PDF and a picture can be looked at by their bytes, all else is refused, and nothing of it may do anything', async () => {
  const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>';
  const page = await deliver(
    mailWith('looks', [
      { type: 'application/pdf', name: 'offer.pdf', content: pdf },
      { type: 'image/png', name: 'photo.png', content: png },
      { type: 'application/pdf', name: 'trap.pdf', content: script },
    ]),
  );
  const urls = idsOf(page, /href="(\/attachments\/\d+\/preview)"/g);
  assert.equal(urls.length, 3);
  const [offer = '', photo = '', trap = ''] = urls;
  const shown = await (await agent.get(offer)).text();
  assert.match(shown, /<iframe class="preview" src="\/attachments\/\d+\/pdf"/);
  assert.match(await (await agent.get(photo)).text(), /<img class="preview"/);
  assert.equal((await agent.get(trap)).status, 404);

  const file = await agent.get(offer.replace('/preview', '/pdf'));
  assert.equal(file.headers.get('content-type'), 'application/pdf');
  assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
  const policy = file.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'self'/);
  assert.doesNotMatch(policy, /script-src|connect-src/);
  assert.equal(
    (await agent.get(trap.replace('/preview', '/pdf'))).status,
    404,
    'HTML is never shown as a PDF',
  );
  assert.equal((await agent.get(photo.replace('/preview', '/pdf'))).status, 404);
});
