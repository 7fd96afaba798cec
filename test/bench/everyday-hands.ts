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
