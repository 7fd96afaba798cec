import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { updateChannel } from '../../src/db/channels.ts';
import { putOtherFolders, replaceJunkMails } from '../../src/db/stray-mail.ts';
import { publishStrays } from '../../src/desk/channels/count-elsewhere.ts';
import { noticeHealth } from '../../src/desk/channels/notice-health.ts';
import { noChromium } from '../support/chromium.ts';
import { type DeskInBrowser, openDeskInBrowser } from '../support/desk-in-browser.ts';
import { findNewBarriers } from '../support/judge-page.ts';
import type { ServedDesk } from '../support/served-desk.ts';
import { waitUntil } from '../support/wait-for.ts';

// What an agent writes by, looks at and is told of: names at "@", Bcc, sending later, pictures, files, columns, junk.

let opened: DeskInBrowser | undefined;
let tickets: ServedDesk;
let page: Page;
let complaints: string[];
let url = '';

const pdf =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>';
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const mail = (id: string) =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n`;
const withFile = `${mail('two')}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee it.\r\n--b\r\nContent-Type: application/pdf; name="offer.pdf"\r\nContent-Disposition: attachment; filename="offer.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(pdf).toString('base64')}\r\n--b--\r\n`;

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  assert.ok(box, String(locator));
  return box;
}

async function assertOnScreen(locator: Locator, why: string): Promise<void> {
  const { x, y, width, height } = await boxOf(locator);
  const screen = page.viewportSize() ?? { width: 0, height: 0 };
  assert.ok(x >= 0 && y >= 0 && x + width <= screen.width && y + height <= screen.height, why);
}

before(async () => {
  if (noChromium !== false) return;
  // The whole one: it alone shows a PDF and asks whether it may show notifications.
  opened = await openDeskInBrowser({ isWhole: true });
  ({ tickets, page, complaints, url } = opened);
  await tickets.signIn('agent', 'Grace Hopper');
  await tickets.signIn('agent', 'Greta Green');
  await tickets.deliver(`${mail('one')}\r\nThe words of one.\r\n`, withFile);
});
after(async () => {
  await opened?.close();
});

test('a colleague is named from the list at “@” by keys alone', { skip: noChromium }, async () => {
  await page.goto(`${url}/tickets/10001`);
  await page.locator('.has-script #note summary').click();
  const note = page.locator('#note-text');
  await note.click();
  await page.keyboard.type('Please look, @gr');
  const options = page.locator('#note-text-mentions [role="option"]');
  assert.deepEqual(await options.allTextContents(), ['Grace Hopper', 'Greta Green']);
  assert.equal(await note.getAttribute('aria-activedescendant'), 'note-text-mentions-0');
  assert.deepEqual(await findNewBarriers(page), []);
  const [text, list] = await Promise.all([boxOf(note), boxOf(page.locator('#note-text-mentions'))]);
  assert.ok(list.y + list.height <= text.y + 1, 'what is typed stays in sight');
  await page.keyboard.press('ArrowDown');
  assert.equal(await note.getAttribute('aria-activedescendant'), 'note-text-mentions-1');
  await page.keyboard.press('Enter');
  assert.equal(await note.inputValue(), 'Please look, @Greta Green ');
  await page.keyboard.type('or @grace');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#note-text-mentions').isVisible(), false);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Tab');
  assert.equal(await note.inputValue(), 'Please look, @Greta Green or @Grace Hopper ');
  await page.keyboard.type('or @nobody');
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.locator('.article.note', { hasText: '@Greta Green' }).waitFor();
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await assertOnScreen(
    page.getByText('@nobody means nobody'),
    'the page opens at the note, and says it there',
  );
});

test('a picture is pasted and undone, a text is italic, and the answer goes out later, with a copy nobody sees', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10001`);
  const editor = page.locator('.has-script #reply .editor');
  await editor.click();
  await page.getByRole('button', { name: 'Italic' }).click();
  await page.keyboard.type('Tomorrow.');
  assert.match(await editor.innerHTML(), /<i>Tomorrow\.<\/i>|<em>/);
  await page.evaluate(`{
    const data = new DataTransfer();
    const raw = Uint8Array.from(atob('${png}'), (letter) => letter.charCodeAt(0));
    data.items.add(new File([raw], 'photo.png', { type: 'image/png' }));
    const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector('#reply .editor').dispatchEvent(paste);
  }`);
  await editor.locator('img').waitFor();
  await page.keyboard.press('Control+z');
  await editor.locator('img').waitFor({ state: 'detached' });
  await page.locator('.bcc-field summary').click();
  await page.locator('#field-bcc').fill('legal@postroom.example');
  await page.locator('#reply .send-later summary').click();
  await assertOnScreen(page.locator('#reply .send-later > div'), 'every time can be chosen');
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('button', { name: 'Tomorrow morning' }).click();
  const sent = page.locator('.article.outgoing');
  await sent.getByText('Goes out').waitFor();
  await sent.getByText('legal@postroom.example').waitFor();
  await tickets.deliver(
    `${mail('three').replace('Help three', 'Re: Help one')}In-Reply-To: <one@c.example>\r\n\r\nStop.\r\n`,
  );
  await sent.getByText('The customer has written since').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  await sent.getByRole('button', { name: 'Edit' }).click();
  await page.getByText('Taken back').waitFor();
  assert.equal(await page.locator('#field-bcc').inputValue(), 'legal@postroom.example');
});

test('a PDF opens in the page, a ticket is followed, columns are chosen, on a phone too', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets/10002`);
  await page.getByRole('button', { name: 'Follow this ticket' }).click();
  await page.getByRole('button', { name: 'Do not follow any more' }).waitFor();
  await page.getByRole('link', { name: 'Look at offer.pdf' }).click();
  await page.locator('iframe.preview').waitFor();
  // Chromium's own viewer stands in a frame of its own, apart from the page.
  await waitUntil(
    async () => page.frames().map((frame) => frame.url()),
    (urls) => urls.some((each) => each.startsWith('chrome-extension:')),
  );
  assert.deepEqual(await findNewBarriers(page), []);

  await page.goto(`${url}/tickets`);
  await page.locator('.column-choice summary').click();
  await page.getByRole('checkbox', { name: 'Waits since' }).check();
  await page.getByRole('checkbox', { name: 'Owner' }).uncheck();
  assert.deepEqual(await findNewBarriers(page), []);
  await page.getByRole('button', { name: 'Show these' }).click();
  await page.getByRole('columnheader', { name: 'Waits since' }).waitFor();
  assert.equal(await page.getByRole('columnheader', { name: 'Owner' }).count(), 0);
  await page.locator('.column-choice summary').click();
  const choice = page.locator('.column-choice form');
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  for (const width of [320, 390, 600, 720, 900, 1100]) {
    await page.setViewportSize({ width, height: 844 });
    assert.equal(await page.evaluate(overflow), 0, `${width}`);
    const box = await choice.boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= width, `${width}: ${JSON.stringify(box)}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('an admin and an agent on the list both come to know what is wrong, and who mends it, without a reload', {
  skip: noChromium,
}, async () => {
  const { desk, channel } = tickets;
  assert.ok(opened !== undefined);
  const { page: agents } = await opened.openAs('agent', 'Bob Baker', { 1: 'answer' });
  for (const each of [page, agents]) await each.goto(`${url}/tickets`);
  const set = async (changes: Parameters<typeof updateChannel>[2]) => {
    await desk.write((tx) => updateChannel(tx, channel.id, changes));
    await noticeHealth(desk);
  };
  const works = { state: 'watching', failureCode: null, sendingState: 'works', sendingCode: null } as const;
  const since = new Date();
  const cases = [
    {
      changes: {
        state: 'reauthenticate',
        failureCode: 'grant_revoked',
        failureText: 'AADSTS50173',
        receivingSince: since,
      },
      admin: /Mail to Support is not fetched.*You can mend it/s,
      agent: /New mail to Support does not come in.*The admins are told, one of them has to mend it/s,
    },
    {
      changes: {
        sendingState: 'failing',
        sendingCode: 'smtp_disabled_mailbox',
        sendingText: '535 5.7.139',
        sendingSince: since,
      },
      admin: /Nothing is sent from Support.* mend it/s,
      agent: /Answers from Support wait and are not lost.*The admins are told, one of them has to mend it/s,
    },
  ] as const;
  for (const { changes, admin, agent } of cases) {
    await set(changes);
    await page.locator('.trouble-notice', { hasText: admin }).waitFor();
    await agents.locator('.trouble-notice', { hasText: agent }).waitFor();
    await set(works);
    for (const each of [page, agents]) await each.locator('.trouble-notice').waitFor({ state: 'detached' });
  }
  const inbox = { use: 'inbox', folder: 'INBOX', messages: 9, unread: 4, countedAt: since } as const;
  await desk.write(async (tx) => {
    await updateChannel(tx, channel.id, { folder: 'Archive' });
    await putOtherFolders(tx, channel.id, [inbox]);
  });
  publishStrays(desk, channel.id);
  await page.locator('.trouble-notice', { hasText: /4 unread messages lie.*What to do/s }).waitFor();
  await agents.locator('.trouble-notice', { hasText: 'An admin can choose another folder' }).waitFor();
  assert.deepEqual(await findNewBarriers(agents), []);
  await desk.write((tx) => updateChannel(tx, channel.id, { folder: '' }));
  await agents.context().close();
});

test('mail in the junk folder is told of on the list within seconds, and a browser may show what is told', {
  skip: noChromium,
}, async () => {
  await page.goto(`${url}/tickets`);
  const { desk, channel } = tickets;
  const mailOf = {
    channelId: channel.id,
    folder: 'Junk Email',
    numbering: '1',
    place: '7',
    fromName: 'Carla',
  };
  const rest = { fromAddress: 'carla@customer.example', subject: 'My order', ticketId: null };
  const at = { sentAt: new Date(), foundAt: new Date() };
  await desk.write((tx) => replaceJunkMails(tx, channel.id, [{ ...mailOf, ...rest, ...at }]));
  publishStrays(desk, channel.id);
  await page.getByText('1 message of somebody you know').waitFor();
  await page.getByRole('link', { name: 'Look and fetch' }).click();
  await page.getByText('My order').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);

  await page.context().grantPermissions(['notifications'], { origin: url });
  await page.goto(`${url}/account`);
  await page.getByRole('button', { name: 'Show them in this browser' }).click();
  await page.getByText('This browser shows what you are told').waitFor();
  assert.deepEqual(await findNewBarriers(page), []);
  const newest = await page.request.get(`${url}/notifications/newest`);
  assert.ok(newest.ok());
});

test('nothing broke the policy', { skip: noChromium }, () => {
  // Chromium's own editing writes styles beside what is inserted or undone, which the policy drops.
  assert.deepEqual(
    complaints.filter((line) => !/^Applying inline style/.test(line)),
    [],
  );
});
