import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createVisitor, startTestApp, type TestApp, type Visitor } from '../support/app.ts';
import { holdDesk } from '../support/in-desk-thread.ts';
import { openTicketDesk } from '../support/ticket-desk.ts';
import { waitFor } from '../support/wait-for.ts';

// Pages that are only looked at do not wait for the desk: here its thread stands still in one statement.

/** These are answered by the desk: from the mail server, from Microsoft, or from what only its memory holds. */
const answeredByDesk: Readonly<Record<string, string>> = {
  '/articles/:id/body': 'waits until the message is ready to be shown',
  '/articles/:id/raw': 'is noted before it is handed out',
  '/quarantine/:id{[0-9]+}/raw': 'is noted before it is handed out',
  '/channels/:id/folders': 'asks the mail server',
  '/channels/:id/rehearsal': 'asks the mail server',
  '/channels/:id/trace': 'is in the memory of the desk',
  '/customers/:id/export': 'is noted before it is handed out',
  '/settings/audit/file': 'is noted before it is handed out',
  '/events': 'never ends',
  '/account/proof/microsoft': 'begins a sign-in',
  '/login/microsoft': 'begins a sign-in',
  '/oauth/microsoft/start': 'begins a sign-in',
  '/oauth/microsoft/callback': 'ends a sign-in',
};

const values: Readonly<Record<string, string>> = {
  number: '10001',
  hash: 'x',
  name: 'app.js',
  check: 'c',
  run: 'r',
  signature: 's',
};

const folder = mkdtempSync(join(tmpdir(), 'postroom-held-'));
let paths: string[];
let postroom: TestApp;
let admin: Visitor;
let release: () => void;
let answer: Promise<unknown>;
let isAnswered = false;

before(async () => {
  let minutesAgo = 2 * 24 * 60;
  const earlier = { now: () => new Date(Date.now() - minutesAgo * 60_000) };
  const house = await openTicketDesk({}, earlier, join(folder, 'postroom.db'));
  const head = 'From: Jo <jo@customer.example>\r\nSubject: The printer\r\nMessage-ID: <a@customer.example>';
  // So old that it is not made ready ahead of its first reader.
  await house.deliver(`${head}\r\nContent-Type: text/html\r\n\r\n<p>It <b>burns</b> again.</p>\r\n`);
  // Each page has this session extended.
  minutesAgo = 10;
  const { token } = await house.signIn('admin');
  const all = house.routes
    .filter(({ method, path }) => method === 'GET' && !path.includes('*') && !(path in answeredByDesk))
    .map(({ path }) => path.replace(/:(\w+)(\{.*?\})?/g, (_, name) => values[name] ?? '1'));
  paths = [...new Set(all)];
  await house.close();
  postroom = await startTestApp({}, folder);
  admin = createVisitor(postroom.url);
  admin.cookie = `sid=${token}`;
  await waitFor(async () =>
    (await (await admin.get('/tickets?q=printer')).text()).includes('/tickets/10001'),
  );
  release = await holdDesk(join(folder, 'go-on'));
  answer = postroom.app.desk
    .as({ kind: 'command_line' })
    .call('listUsers', {})
    .then(
      () => {
        isAnswered = true;
      },
      // On a busy machine these tests take longer than whoever asks waits: the desk has not gone on.
      () => undefined,
    );
});
after(async () => {
  release();
  await answer;
  await postroom.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const [what, path, words] of [
  ['the list of tickets', '/tickets', 'The printer'],
  ['a ticket whose message was never shown', '/tickets/10001', 'burns'],
  ['a search', '/tickets?q=printer', '/tickets/10001'],
  ['a channel', '/channels/1', 'Postroom is too busy to say'],
] as const) {
  test(`${what} is shown while the desk is held`, async () => {
    const response = await admin.get(path);
    assert.equal(response.status, 200);
    assert.ok((await response.text()).includes(words), `"${words}" is not on ${path}`);
    assert.equal(isAnswered, false, 'the desk was not held');
  });
}

test('so is every other page that is only looked at', async () => {
  assert.ok(paths.length > 60, `only ${paths.length} pages found`);
  const failed: string[] = [];
  for (const path of paths) {
    const response = await admin.get(path);
    await response.arrayBuffer();
    if (response.status >= 500) failed.push(`${path}: ${response.status}`);
    else assert.notEqual(response.headers.get('location')?.startsWith('/login'), true, path);
  }
  assert.deepEqual(failed, []);
  assert.equal(isAnswered, false, 'a page waited until the desk went on');
});
