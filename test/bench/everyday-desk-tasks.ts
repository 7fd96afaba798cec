import type { Page } from 'playwright-core';
import { editor, flash, type Hands, openAt, rows, search, type Task, tickFive } from './everyday-hands.ts';

/** What else a desk is for: from anywhere, later, together with others. */
export const deskTasks: readonly Task[] = [
  ['palette: open a ticket from anywhere', findByPalette],
  ['wait: until tomorrow morning', waitUntilTomorrow],
  ['note: name a colleague from the list', nameColleague],
  ['send: later, tomorrow morning', sendLater],
  ['send: take back what goes out later', takeBackLater],
  ['follow: hear of a ticket of somebody else', follow],
  ['junk: fetch a customer’s mail from the junk folder', rescueJunk],
  ['bulk: raise the priority of five tickets', raiseFive],
  ['merge: into a ticket found by words', mergeByWords],
  ['list: sort by the longest waiting', sortByWaiting],
  ['list: choose its columns', chooseColumns],
  ['files: look at one without saving it', lookAtFile],
];

async function findByPalette(hands: Hands, page: Page) {
  await hands.press('Control+k');
  await hands.type('10019');
  await page.locator('#palette-found [data-href="/tickets/10019"]').first().waitFor();
  await hands.press('Enter');
  await page.waitForURL('**/tickets/10019');
  await page.locator('.has-script #conversation').waitFor();
}

async function waitUntilTomorrow(hands: Hands, page: Page) {
  await openAt(hands, page, 21);
  await hands.choose(page.locator('#snooze'), 'Tomorrow morning');
  await page.locator('.side-state .badge', { hasText: 'Waiting' }).waitFor();
}

async function nameColleague(hands: Hands, page: Page) {
  await openAt(hands, page, 22);
  await hands.press('n');
  await page.keyboard.type('@gr');
  await page.locator('#note-text-mentions [role="option"]').first().waitFor();
  await hands.press('Enter');
  await hands.type('please call them');
  await hands.click(page.locator('#note button.primary'));
  await page.locator('.article.note', { hasText: 'please call them' }).waitFor();
}

async function sendLater(hands: Hands, page: Page) {
  await openAt(hands, page, 23);
  await hands.press('r');
  await hands.type('Good morning.');
  await hands.click(page.locator('#reply .send-later summary'));
  await hands.click(page.locator('#reply').getByRole('button', { name: 'Tomorrow morning' }));
  await page.getByText('Goes out').waitFor();
}

async function takeBackLater(hands: Hands, page: Page) {
  await hands.click(page.locator('.site-header a[href="/outbox"]'));
  await page.getByText('Goes out').first().waitFor();
  await hands.click(page.getByRole('button', { name: 'Edit' }).first());
  await flash(page, 'draft again');
}

async function follow(hands: Hands, page: Page) {
  await openAt(hands, page, 24);
  await hands.click(page.getByRole('button', { name: 'Follow this ticket' }));
  await page.getByRole('button', { name: 'Do not follow any more' }).waitFor();
}

async function rescueJunk(hands: Hands, page: Page) {
  await hands.click(page.getByRole('link', { name: 'Look and fetch' }));
  await hands.click(page.locator('.junk-list button').first());
  await flash(page, 'It is fetched');
}

async function raiseFive(hands: Hands, page: Page) {
  await tickFive(hands, page, 14);
  await hands.choose(page.locator('#bulk-priority'), 'High');
  await hands.click(page.getByRole('button', { name: 'Set', exact: true }));
  await flash(page, '5 tickets have another priority.');
}

async function mergeByWords(hands: Hands, page: Page) {
  const words = (await rows(page).nth(26).textContent()) ?? '';
  await openAt(hands, page, 25);
  await hands.click(page.locator('#other-number'));
  await hands.type(words.trim().slice(0, 40));
  await hands.click(page.getByRole('button', { name: 'Merge into it' }));
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function sortByWaiting(hands: Hands, page: Page) {
  await hands.choose(page.locator('#list-order'), 'Longest waiting first');
  await page.waitForURL(/sort=waiting/);
  await page.getByRole('columnheader', { name: 'Waits since' }).waitFor();
}

async function chooseColumns(hands: Hands, page: Page) {
  await hands.click(page.locator('.column-choice summary'));
  await hands.click(page.locator('.column-choice').getByLabel('Priority'));
  await hands.click(page.getByRole('button', { name: 'Show these' }));
  await page.getByRole('columnheader', { name: 'Priority' }).waitFor();
}

async function lookAtFile(hands: Hands, page: Page) {
  await search(hands, page, 'from:marcus has:attachment');
  await hands.click(page.locator('.hits .hit-head a').first());
  await editor(page).waitFor();
  await hands.click(page.locator('.preview-link').first());
  await page.locator('.preview').waitFor();
}
