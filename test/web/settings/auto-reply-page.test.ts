import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../../support/app.ts';
import { closeChromium, launchChromium, noChromium, openPage } from '../../support/chromium.ts';
import { findNewBarriers } from '../../support/judge-page.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

let postroom: TestApp;
let admin: Visitor;
before(async () => {
  postroom = await startStaffedApp({}, ['admin']);
  admin = await postroom.signIn('admin');
});
after(() => postroom.stop());

test('the preview of an automatic answer follows what is typed; it and the choice of notifications have no barriers', {
  skip: noChromium,
}, async () => {
  const browser = await launchChromium();
  try {
    for (const [width, colorScheme] of [
      [1200, 'light'],
      [390, 'dark'],
    ] as const) {
      const { page, complaints } = await openPage(browser, { viewport: { width, height: 900 }, colorScheme });
      const [, name = '', value = ''] = /(sid)=([^;]*)/.exec(admin.cookie) ?? [];
      await page.context().addCookies([{ name, value, url: postroom.url }]);
      await page.goto(`${postroom.url}/settings/groups/1`);
      assert.equal(await page.locator('#auto-reply-preview').isVisible(), false, 'folded at first');
      await page.getByText('Automatic answer to new tickets').click();
      await page.getByLabel('Text of the answer').fill('Dear {{customer}}, typed {{ticket}}');
      await page.locator('#auto-reply-preview', { hasText: 'Dear Carla Customer, typed 10023' }).waitFor();
      assert.equal(
        await page.getByLabel('Text of the answer').inputValue(),
        'Dear {{customer}}, typed {{ticket}}',
      );
      assert.deepEqual(await findNewBarriers(page), []);
      await page.goto(`${postroom.url}/notifications`);
      assert.deepEqual(await findNewBarriers(page), []);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.ok(Number(overflow) <= 0);
      assert.deepEqual(complaints, []);
    }
  } finally {
    await closeChromium(browser);
  }
});
