import type { Locator, Page } from 'playwright-core';

/** What a person does with mouse and keyboard, counted. */
export interface Hands {
  click(target: Locator): Promise<void>;
  /** One key, or several held together. */
  press(key: string): Promise<void>;
  /** Writes where the cursor is; the letters are not counted, the field is. */
  type(text: string): Promise<void>;
  choose(target: Locator, label: string): Promise<void>;
  counts(): { clicks: number; keys: number; fields: number };
}

export function createHands(page: Page): Hands {
  let clicks = 0;
  let keys = 0;
  let fields = 0;
  return {
    async click(target) {
      clicks += 1;
      await target.click();
    },
    async press(key) {
      keys += 1;
      await page.keyboard.press(key);
    },
    async type(text) {
      fields += 1;
      await page.keyboard.insertText(text);
    },
    async choose(target, label) {
      // Opening the list and picking from it.
      clicks += 2;
      await target.selectOption({ label });
    },
    counts: () => ({ clicks, keys, fields }),
  };
}

export type Task = readonly [name: string, run: (hands: Hands, page: Page) => Promise<void>];

export const rows = (page: Page) => page.locator('.tickets .subject a');
export const editor = (page: Page) => page.locator('#reply .editor');
export const flash = (page: Page, text: string | RegExp) =>
  page.locator('.flash', { hasText: text }).waitFor();

export async function search(hands: Hands, page: Page, words: string) {
  await hands.press('/');
  await hands.type(words);
  await hands.press('Enter');
  await page.waitForURL(/[?&]q=|\/tickets\/\d/);
}

export async function openAt(hands: Hands, page: Page, index: number) {
  await hands.click(rows(page).nth(index));
  await editor(page).waitFor();
}

export async function numberAt(page: Page, index: number): Promise<string> {
  return /\d+$/.exec((await rows(page).nth(index).getAttribute('href')) ?? '')?.[0] ?? '';
}

export async function tickFive(hands: Hands, page: Page, first: number) {
  const ticks = page.locator('.tickets input[name="ticket"]');
  await hands.click(ticks.nth(first));
  await page.keyboard.down('Shift');
  await hands.click(ticks.nth(first + 4));
  await page.keyboard.up('Shift');
  await page.getByText('5 ticked').waitFor();
}
