import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../../support/app.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../../support/chromium.ts';
import { findNewBarriers } from '../../support/judge-page.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

let postroom: TestApp;
let admin: Visitor;
const kinds: string[] = [];
const hook = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    kinds.push(JSON.parse(body).kind);
    response.writeHead(204).end();
  });
});

before(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  hook.listen(0, '127.0.0.1', resolve);
  await promise;
  postroom = await startStaffedApp({}, ['admin']);
  admin = await postroom.signIn('admin');
});
after(async () => {
  hook.closeAllConnections();
  hook.close();
  await postroom.stop();
});

const pageOf = async (path: string) => (await (await admin.get(path)).text()).replace(/\s+/g, ' ');
const save = (fields: Record<string, string>) => admin.post('/settings/alerts', { minutes: '15', ...fields });

test('what does not fit is marked, and nothing is saved', async () => {
  const mail = await save({
    route: 'smtp',
    smtpHost: 'x y',
    smtpPort: '0',
    smtpSecurity: 'tls',
    to: 'nobody',
    minutes: '0',
  });
  assert.equal(mail.status, 422);
  const page = await mail.text();
  for (const words of [/name of a server/, /This is no address: nobody/, /from 1 to 1440/])
    assert.match(page, words);
  assert.equal((await save({ route: 'webhook', url: 'javascript:alert(1)' })).status, 422);
  assert.doesNotMatch(await pageOf('/settings/alerts'), /Send a test/);
});

test('a webhook on this machine is refused until it is allowed, and the page says what became of the last one', async () => {
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  await save({ route: 'webhook', url });
  await admin.post('/settings/alerts/tests', {});
  assert.match(
    await pageOf('/settings/alerts'),
    /The last alert did not arrive: 127\.0\.0\.1 leads to 127\.0\.0\.1/,
  );
  assert.deepEqual(kinds, []);
  await save({ route: 'webhook', url, allowsPrivate: 'on' });
  await admin.post('/settings/alerts/tests', {});
  assert.deepEqual(kinds, ['test']);
  const page = await pageOf('/settings/alerts');
  assert.doesNotMatch(page, /did not arrive/);
  assert.match(page, /A test: alerts arrive here <span> ?sent \(webhook at 127\.0\.0\.1:\d+\)/);
});

test('the pages have no barriers that axe finds, wide and narrow', { skip: noChromium }, async () => {
  const browser = await launchChromium();
  try {
    for (const width of [1280, 390]) {
      const { page, complaints } = await openPage(browser, { viewport: { width, height: 800 } });
      const [, name = '', value = ''] = /(sid)=([^;]*)/.exec(admin.cookie) ?? [];
      await page.context().addCookies([{ name, value, url: postroom.url }]);
      for (const path of [
        '/settings/alerts',
        '/channels/new/email',
        '/channels/new/email?address=a%40gmail.com',
      ]) {
        await page.goto(postroom.url + path);
        assert.deepEqual(await findNewBarriers(page), [], path);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok(Number(overflow) <= 0, `${path} is wider than ${width}`);
      }
      assert.deepEqual(complaints, []);
    }
  } finally {
    await closeChromium(browser);
  }
});
