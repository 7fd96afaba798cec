import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { parseMessage } from '../../src/mail/parse.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createVisitor } from '../support/app.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../support/chromium.ts';
import { createWorkplace, endOf, spawnPostroom } from '../support/command.ts';
import { showFrame } from '../support/frame-html.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import { addAccount, saveApp } from '../support/microsoft.ts';
import { waitFor } from '../support/wait-for.ts';

const support = 'support@brightwater.example';
const account = { name: 'Ada Admin', email: 'ada@postroom.example', password: 'correct horse battery' };

const folder = createWorkplace();
let sandbox: Sandbox;
let program: ChildProcess;
let url: string;
let browser: Browser;
let page: Page;
let complaints: string[];
let admin: ReturnType<typeof createVisitor>;
const allow = (mostMegabytes: string) => {
  const pace = { connections: '3', messagesPerMinute: '30', recipientsPerDay: '10000' };
  return admin.post('/settings/sending', { ...pace, mostMegabytes, undoSeconds: '4' });
};

before(async () => {
  if (noChromium !== false) return;
  sandbox = await startSandbox({ sampleMessages: 0 });
  await start('0');
  admin = createVisitor(url);
  await admin.post('/setup', { ...account, token: await readToken() });
  const way = { sandbox, admin };
  await saveApp(way);
  const id = await addAccount(way, support);
  await admin.post(`/channels/${id}/setup`, { group: '1', folder: '', afterImport: 'delete' });
  await admin.post(`/channels/${id}/start`, {});
  await admin.post('/settings/canned-answers', { name: 'On it', text: 'Dear {{customer}},\n#{{ticket}}.' });
  await allow('25');
  browser = await launchChromium();
  ({ page, complaints } = await openPage(browser));
  const [, value = ''] = /sid=([^;]+)/.exec(admin.cookie) ?? [];
  await page.context().addCookies([{ name: 'sid', value, url }]);
});
after(async () => {
  await closeChromium(browser);
  program?.kill('SIGTERM');
  if (program !== undefined) await endOf(program);
  await sandbox?.stop();
});

let output = '';
async function start(port: string): Promise<void> {
  output = '';
  const env = { POSTROOM_CLOUD: sandbox.cloudFile, POSTROOM_PORT: port };
  program = spawnPostroom(['serve', '--data', join(folder, 'postroom.db')], env);
  for (const stream of [program.stdout, program.stderr])
    stream?.on('data', (text) => (output += String(text)));
  // The first start prints the link of the set-up page.
  if (port === '0') {
    await waitFor(
      () => /http:\/\/localhost:\d+/.test(output),
      undefined,
      'the program says where it listens',
    );
    url = /http:\/\/localhost:\d+/.exec(output)?.[0] ?? '';
  }
  await waitFor(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true);
}

async function readToken(): Promise<string> {
  await waitFor(() => /token=/.test(output));
  return /token=([\w-]+)/.exec(output)?.[1] ?? '';
}

function deliver(subject: string, text: string, headers: readonly string[] = []): void {
  const head = ['From: Kai Moor <kai@moor.example>', `To: ${support}`, `Subject: ${subject}`, ...headers];
  const id = `Message-ID: <${Math.random().toString(36).slice(2)}@moor.example>`;
  const date = `Date: ${new Date().toUTCString()}`;
  sandbox.mailboxes.deliver(support, Buffer.from([...head, id, date, '', text, ''].join('\r\n')));
}

const editor = () => page.locator('#reply .editor');
const fileNames = async () =>
  (await page.locator('#reply [data-file-list] label').allInnerTexts()).map((name) => name.trim());

test('what is typed and attached survives a reload and a killed program', { skip: noChromium }, async () => {
  deliver('A torn sail', 'The sail tore on its first day.');
  await page.goto(`${url}/tickets`);
  await page.getByRole('link', { name: 'A torn sail' }).click();
  await editor().waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await editor().click();
  await page.keyboard.type('We are ');
  await page.getByRole('button', { name: 'Bold' }).first().click();
  await page.keyboard.type('very');
  await page.getByRole('button', { name: 'Bold' }).first().click();
  await page.keyboard.type(' sorry.');
  const file = {
    name: 'Rücksendung.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7 label'),
  };
  // The line is cut on the way: the files are named, and need not be looked for again.
  await page.route('**/drafts/attachments', (route) => route.abort('connectionreset'));
  await page.locator('#reply-files').setInputFiles(file);
  await page.locator('#reply [data-file-error]').getByText('Not attached: Rücksendung.pdf.').waitFor();
  await page.unroute('**/drafts/attachments');
  await page.locator('#reply [data-file-again] button').click();
  await page.locator('#reply [data-file-list]').getByText('Rücksendung.pdf').waitFor();
  assert.equal(await page.locator('#reply [data-file-error]').textContent(), '');
  // “Draft saved” may stand there from before.
  const kept = page.waitForResponse((answer) => {
    const isDraft = new URL(answer.url()).pathname === '/drafts';
    return isDraft && /%3Cimg/i.test(answer.request().postData() ?? '');
  });
  await pastePicture();
  await page.locator('#reply .editor img').waitFor();
  assert.equal((await kept).ok(), true);
  await page.locator('#reply [data-draft-state]').getByText('Draft saved').waitFor();
  await page.reload();
  const found = async () => {
    assert.match((await editor().textContent()) ?? '', /We are\s+very\s+sorry\./);
    assert.match(await editor().innerHTML(), /<b>very<\/b>/);
    assert.deepEqual(await fileNames(), ['Rücksendung.pdf']);
    await page.locator('#reply .editor img').waitFor();
  };
  await found();
  const { port } = new URL(url);
  program.kill('SIGKILL');
  await endOf(program);
  // Sent while nobody answers: the page stays, with every word.
  await editor().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Kai');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const state = page.locator('#reply [data-draft-state]');
  await state.getByText('Nothing was sent').waitFor();
  complaints.length = 0;
  await start(port);
  await state.getByText('Draft saved').waitFor();
  await page.reload();
  assert.match((await editor().textContent()) ?? '', /\sKai$/);
  await found();
  complaints.length = 0;
});

test('the answer reaches the customer as it was seen, and his answer its ticket', {
  skip: noChromium,
}, async () => {
  await page.locator('#note > summary').click();
  await page.locator('#note-text').fill('He is a good customer.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('He is a good customer.').filter({ visible: true }).first().waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  assert.equal(sandbox.sent.length, 0, 'it can still be taken back');
  await waitFor(() => sandbox.sent.length === 1, undefined, 'the answer is sent');
  const { raw = Buffer.alloc(0), envelope } = sandbox.sent[0] ?? {};
  assert.deepEqual(envelope?.to, ['kai@moor.example']);
  const message = await parseMessage(Buffer.from(raw));
  assert.match(message.text, /^We are very sorry\./);
  const frame = await showFrame(raw);
  assert.match(frame, /<b>very<\/b>/);
  assert.match(frame, /<img[^>]* src="cid:/);
  const names = message.attachments.map(({ name, isInline }) => [name, isInline]);
  assert.deepEqual(
    new Map(names as [string, boolean][]),
    new Map([
      ['shot.png', true],
      ['Rücksendung.pdf', false],
    ]),
  );
  const head = String(raw).split('\r\n\r\n')[0] ?? '';
  assert.match(head, /^Subject: Re: \[Ticket#\d+\] A torn sail\r$/m);
  assert.match(head, /^In-Reply-To:\s+<.+@moor\.example>\r$/m);
  assert.match(head, /^References:\s+<.+@moor\.example>\r$/m);
  assert.match(head, /^Thread-Topic: A torn sail\r$/m);
  assert.match(head, /^X-Postroom-Message:\s+pr\./m);
  assert.doesNotMatch(String(raw), /good customer/);
  deliver('without any tag', 'Thank you!', [`In-Reply-To: <${message.messageId}>`]);
  await page.getByText('Thank you!').filter({ visible: true }).first().waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  assert.deepEqual(complaints, []);
});

test('a first mail takes a canned answer where the cursor is, and comes back when it is undone', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/new`);
  await page.getByLabel('To', { exact: true }).fill('Kai <kai@moor.example>');
  await page.getByLabel('Subject').fill('Your new sail');
  const text = page.locator('.editor');
  await text.click();
  await page.keyboard.type('AboveBelow');
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+;');
  await page.getByRole('combobox', { name: 'Search canned answers' }).fill('on');
  await page.keyboard.press('Enter');
  await text.getByText('Dear Kai Moor,').waitFor();
  assert.equal(await text.textContent(), 'AboveDear Kai Moor,#{{ticket}}.Below');
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'New ticket' }).waitFor();
  assert.match((await text.textContent()) ?? '', /AboveDear Kai Moor,/);
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Your new sail');
  // The page may ask for a part of the ticket in the moment that it is taken back.
  const gone = /\(Not Found\) \(\S*\/tickets\/\d+#article-\d+\)$/;
  assert.deepEqual(
    complaints.filter((line) => !gone.test(line)),
    [],
  );
});

test('what is typed or sent when the session has ended is there again after the sign-in', {
  skip: noChromium,
}, async () => {
  const signIn = async () => {
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await editor().waitFor();
  };
  await page.goto(`${url}/tickets/10001`);
  await editor().click();
  await page.context().clearCookies();
  await page.keyboard.type('Typed too late.');
  await page.waitForURL(/\/login\?to=/);
  await signIn();
  assert.equal(await editor().textContent(), 'Typed too late.');
  await page.locator('#reply [data-draft-state]').getByText('Draft saved').waitFor();
  // A part of the page that was refused would lead to the sign-in before the answer is sent.
  await page.route('**/*', (route) => {
    const request = route.request();
    const isPart = request.resourceType() === 'fetch' && !request.url().endsWith('/drafts');
    return isPart ? undefined : route.continue();
  });
  await editor().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' And sent.');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.waitForURL(/\/login\?to=/);
  await page.unroute('**/*');
  await signIn();
  assert.equal(await editor().textContent(), 'Typed too late. And sent.');
  await page.locator('#reply [data-draft-state]').getByText('Draft saved').waitFor();
  await page.reload();
  const kept = `Object.keys(sessionStorage).filter((key) => key.startsWith('words'))`;
  assert.deepEqual(await page.evaluate(kept), []);
  complaints.length = 0;
});

/** As the browser does it with a screenshot on the clipboard. */
async function pastePicture(): Promise<void> {
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await page.evaluate(`
    const bytes = Uint8Array.from(atob('${pixel}'), (character) => character.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'shot.png', { type: 'image/png' }));
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('#reply .editor').dispatchEvent(paste);
  `);
}

test('a file that is not ticked makes room, and the server’s own words say why one does not fit', {
  skip: noChromium,
}, async () => {
  deliver('A long list', 'Please send the long list.');
  await allow('3');
  await page.goto(`${url}/tickets`);
  await page.getByRole('link', { name: 'A long list' }).click();
  await editor().waitFor();
  const list = page.locator('#reply [data-file-list]');
  const error = page.locator('#reply [data-file-error]');
  const pick = (name: string, megabytes: number) =>
    page
      .locator('#reply-files')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.alloc(megabytes * 1024 * 1024, 'a') });
  await pick('first.txt', 2);
  await list.getByText('first.txt').waitFor();
  await pick('second.txt', 2);
  await error.getByText('The attachments would have 4.0 MB together; at most 3 MB fit.').waitFor();
  const first = list.getByLabel('first.txt');
  const id = await first.inputValue();
  // What was ticked may be on its way still.
  const saved = page.waitForResponse(
    (answer) =>
      answer.url().endsWith('/drafts') &&
      !new URLSearchParams(answer.request().postData() ?? '').getAll('attach').includes(id),
  );
  await first.uncheck();
  await pick('second.txt', 2);
  await list.getByText('second.txt').waitFor();
  assert.equal(await error.textContent(), '');
  await saved;
  await allow('2');
  await pick('third.txt', 1);
  await error
    .getByText('Not attached: third.txt. The attachments have 3.0 MB together; at most 2 MB fit')
    .waitFor();
  // The browser notes by itself what was refused.
  complaints.length = 0;
  await allow('25');
  await page.reload();
  await list.getByText('second.txt').waitFor();
  assert.deepEqual(
    [await list.getByLabel('first.txt').isChecked(), await list.getByLabel('second.txt').isChecked()],
    [false, true],
  );
  assert.deepEqual(complaints, []);
});
