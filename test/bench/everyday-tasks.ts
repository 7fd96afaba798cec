import type { Page } from 'playwright-core';
import { deskTasks } from './everyday-desk-tasks.ts';
import {
  editor,
  flash,
  type Hands,
  numberAt,
  openAt,
  search,
  type Task,
  tickFive,
} from './everyday-hands.ts';

/** Each begins on the ticket list and ends when the page shows that it is done. */
export const tasks: readonly Task[] = [
  ['find: open the newest ticket', openNewest],
  ['find: a customer’s ticket by the name', findByCustomer],
  ['find: a ticket by its number', findByNumber],
  ['find: all open tickets with a word and a file', findWithOperators],
  ['find: look through the next four tickets and come back', lookThrough],
  ['answer: answer the newest and close it', answerThenClose],
  ['answer: with a file', answerWithFile],
  ['answer: with a canned answer', answerCanned],
  ['answer: take back what was just sent', takeBack],
  ['answer: forward to somebody else', forward],
  ['write: a new ticket by mail', writeNew],
  ['send: see what has not gone out', seeOutbox],
  ['note: ask a colleague in an internal note', askColleague],
  ['hand over: take a ticket', take],
  ['hand over: give a ticket to Grace', giveToGrace],
  ['hand over: move a ticket to another group', moveToGroup],
  ['wait: until a day in the future', waitUntil],
  ['sort: raise the priority and add a tag', markUrgent],
  ['merge: two tickets of one customer', merge],
  ['link: two tickets that belong together', link],
  ['bulk: close five tickets', closeFive],
  ['bulk: give five tickets to Grace', assignFive],
  ['views: keep a search and open it again', keepSearch],
  ['customers: see everything of a customer', seeCustomer],
  ['customers: block somebody', blockCustomer],
  ...deskTasks,
];

async function openNewest(hands: Hands, page: Page) {
  await hands.press('j');
  await hands.press('Enter');
  await editor(page).waitFor();
}

async function findByCustomer(hands: Hands, page: Page) {
  await search(hands, page, 'from:greta');
  await hands.click(page.locator('.hits .hit-head a').first());
  await editor(page).waitFor();
}

async function findByNumber(hands: Hands, page: Page) {
  await search(hands, page, '#10019');
  await editor(page).waitFor();
}

async function findWithOperators(hands: Hands, page: Page) {
  await search(hands, page, 'paddle has:attachment state:new');
  await page.locator('.hits, .empty').first().waitFor();
}

async function lookThrough(hands: Hands, page: Page) {
  await openNewest(hands, page);
  for (let count = 0; count < 3; count++) {
    const before = page.url();
    await hands.press('j');
    await page.waitForURL((url) => url.href !== before);
    await editor(page).waitFor();
  }
  await hands.press('u');
  await page.locator('.has-script .tickets').waitFor();
}

async function answer(hands: Hands, text: string) {
  await hands.press('r');
  await hands.type(text);
}

async function answerThenClose(hands: Hands, page: Page) {
  await openAt(hands, page, 0);
  await answer(hands, 'It is on its way.');
  await hands.choose(page.locator('#reply select[name=state]'), 'close the ticket');
  await hands.press('Control+Enter');
  await page.locator('.side-state .badge', { hasText: 'Closed' }).waitFor();
}

async function answerWithFile(hands: Hands, page: Page) {
  await openAt(hands, page, 1);
  await answer(hands, 'The plan is attached.');
  const chosen = page.waitForEvent('filechooser');
  await hands.click(page.locator('#reply .pick-files label'));
  await (await chosen).setFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('A plan') });
  await page.locator('#reply .file-choices li', { hasText: 'plan.txt' }).waitFor();
  await hands.click(page.locator('#reply button.primary'));
  await page.locator('.delivery').last().waitFor();
}

async function answerCanned(hands: Hands, page: Page) {
  await openAt(hands, page, 2);
  await hands.press('r');
  await hands.press('Control+;');
  await hands.type('thank');
  await hands.press('Enter');
  await page.locator('#reply .editor', { hasText: 'thank you for writing' }).waitFor();
  await hands.press('Control+Enter');
  await page.locator('.delivery').last().waitFor();
}

async function writeNew(hands: Hands, page: Page) {
  await hands.press('m');
  await page.locator('.has-script .editor').waitFor();
  await hands.type('workshop@partner.example');
  await hands.press('Tab');
  await hands.press('Tab');
  await hands.type('Two paddles');
  await hands.click(page.locator('.editor'));
  await hands.type('Can you repair them?');
  await hands.press('Control+Enter');
  await page.waitForURL(/\/tickets\/\d+/);
  await page.locator('.delivery').last().waitFor();
}

async function seeOutbox(hands: Hands, page: Page) {
  await hands.click(page.locator('.site-header a[href="/outbox"]'));
  await page.getByRole('heading', { name: 'Outbox' }).waitFor();
}

async function takeBack(hands: Hands, page: Page) {
  await openAt(hands, page, 2);
  await answer(hands, 'Too early');
  await hands.press('Control+Enter');
  await hands.click(page.getByRole('button', { name: 'Undo' }));
  await flash(page, 'draft again');
}

async function forward(hands: Hands, page: Page) {
  await openAt(hands, page, 3);
  await hands.click(page.getByRole('link', { name: 'Forward' }).first());
  await page.locator('#reply input[name=to]').waitFor();
  await hands.click(page.locator('#reply input[name=to]'));
  await hands.type('workshop@partner.example');
  await hands.click(page.locator('#reply button.primary'));
  await page.locator('.delivery').last().waitFor();
}

async function askColleague(hands: Hands, page: Page) {
  await openAt(hands, page, 4);
  await hands.press('n');
  await hands.type('@Grace can you look at this?');
  await hands.click(page.locator('#note button.primary'));
  await page.getByText('@Grace can you look at this?').filter({ visible: true }).first().waitFor();
}

async function take(hands: Hands, page: Page) {
  await openAt(hands, page, 5);
  await hands.press('a');
  await page.getByRole('button', { name: 'Assign to me' }).waitFor({ state: 'detached' });
}

async function giveToGrace(hands: Hands, page: Page) {
  await openAt(hands, page, 6);
  await hands.choose(page.getByLabel('Owner'), 'Grace Hopper');
  await page.getByRole('button', { name: 'Assign to me' }).waitFor();
}

async function moveToGroup(hands: Hands, page: Page) {
  await openAt(hands, page, 7);
  await hands.choose(page.getByLabel('Group'), 'Workshop');
  await page.locator('#pick-group option:checked', { hasText: 'Workshop' }).waitFor({ state: 'attached' });
}

async function waitUntil(hands: Hands, page: Page) {
  await openAt(hands, page, 8);
  await page.locator('#wait-until').fill('2027-03-01');
  await hands.click(page.locator('#wait-until'));
  await hands.type('');
  await hands.click(page.locator('.wait-form button'));
  await page.locator('.side-state .badge', { hasText: 'Waiting' }).waitFor();
}

async function markUrgent(hands: Hands, page: Page) {
  await openAt(hands, page, 9);
  await hands.choose(page.getByLabel('Priority'), 'High');
  await page.locator('#pick-priority option:checked', { hasText: 'High' }).waitFor({ state: 'attached' });
  await hands.click(page.locator('#new-tag'));
  await hands.type('urgent');
  await hands.press('Enter');
  await page.locator('.tags li', { hasText: 'urgent' }).waitFor();
}

/** @returns the places of two tickets in the list: those of two customers are merged only after a question */
async function findOfOneCustomer(page: Page): Promise<[number, number]> {
  const addresses = await page
    .locator('.tickets td.customer')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')));
  const second = addresses.findIndex((address, at) => addresses.indexOf(address) < at);
  if (second < 0) throw new Error('no customer has two tickets in the list');
  return [addresses.indexOf(addresses[second] ?? null), second];
}

async function merge(hands: Hands, page: Page) {
  const [first, second] = await findOfOneCustomer(page);
  const number = await numberAt(page, second);
  await openAt(hands, page, first);
  await hands.click(page.locator('#other-number'));
  await hands.type(number);
  await hands.click(page.getByRole('button', { name: 'Merge into it' }));
  await page.getByText('is merged into this ticket').waitFor();
}

async function link(hands: Hands, page: Page) {
  const number = await numberAt(page, 13);
  await openAt(hands, page, 12);
  await hands.click(page.locator('#other-number'));
  await hands.type(number);
  await hands.press('Enter');
  await page.locator('.mentions', { hasText: number }).first().waitFor();
}

async function closeFive(hands: Hands, page: Page) {
  await tickFive(hands, page, 14);
  await hands.press('c');
  await flash(page, '5 tickets closed.');
}

async function assignFive(hands: Hands, page: Page) {
  await tickFive(hands, page, 14);
  await hands.choose(page.locator('#bulk-owner'), 'Grace Hopper');
  await hands.click(page.getByRole('button', { name: 'Assign', exact: true }));
  await flash(page, '5 tickets assigned.');
}

async function keepSearch(hands: Hands, page: Page) {
  await search(hands, page, 'state:new repair');
  await hands.click(page.locator('.keep-search input[name=name]'));
  await hands.type('Repairs');
  await hands.press('Enter');
  await hands.click(page.locator('.saved-view', { hasText: 'Repairs' }));
  await page.locator('.hits, .empty').first().waitFor();
}

async function seeCustomer(hands: Hands, page: Page) {
  await openAt(hands, page, 15);
  await hands.click(page.locator('.customer a'));
  await page.locator('#tickets-heading').waitFor();
}

async function blockCustomer(hands: Hands, page: Page) {
  await openAt(hands, page, 20);
  await hands.click(page.locator('.customer a'));
  await hands.click(page.getByRole('button', { name: 'Block' }));
  await page.getByText('Blocked since').waitFor();
}
