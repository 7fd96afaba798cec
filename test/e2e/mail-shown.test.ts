import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc } from 'drizzle-orm';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { tickets } from '../../src/db/schema/schema-tickets.ts';
import { updateUser } from '../../src/db/users.ts';
import { renderAhead } from '../../src/desk/tickets/render-articles.ts';
import { closeChromium, launchChromium, noChromium, openContext } from '../support/chromium.ts';
import { listMailCases, type MailCheck } from '../support/mail-cases.ts';
import { type ServedDesk, serveTicketDesk } from '../support/served-desk.ts';

// What of a mail case only a browser can tell: what is in sight and what is folded, colours, pictures, directions.

const visual = new Set(['img', 'pgap', 'contrast', 'rtl', 'folded', 'shown', 'httpimg', 'replyto']);
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Beside those of the folder: an HTML body, or a text, and what is checked of it. */
const further: readonly (readonly [name: string, body: string, checks: readonly string[]])[] = [
  [
    'white on a picture',
    '<td style="background:url(https://x.test/a.png);color:#fff">WORDS</td>',
    ['contrast WORDS'],
  ],
  [
    'white by a sheet',
    '<style>.h{background:#003;color:#fff}</style><table><tr><td class=h>WORDS</table>',
    ['contrast WORDS'],
  ],
  ['a link on dark', '<body bgcolor=#101010><a href="https://x.test">WORDS</a></body>', ['contrast WORDS']],
  ['faint grey', '<p style="color:#ddd">WORDS</p>', ['contrast WORDS']],
  [
    'a gradient',
    '<div style="background:linear-gradient(#102030,#405060);color:white">WORDS</div>',
    ['contrast WORDS'],
  ],
  ['a highlight', '<p>a <span style="background:yellow">WORDS</span></p>', ['contrast WORDS']],
  ['Word’s blue', '<p class=MsoNormal><span style="color:#1F497D">WORDS</span></p>', ['contrast WORDS']],
  [
    'Word’s lines',
    '<style>p.MsoNormal,li.MsoNormal{margin:0cm;margin-bottom:.0001pt}</style><p class=MsoNormal>one</p><p class=MsoNormal>two</p>',
    ['pgap <8'],
  ],
  [
    'a hidden preheader',
    '<div style="display:none;max-height:0;overflow:hidden">PREHEADER</div><p>WORDS</p>',
    ['shown WORDS', 'unseen PREHEADER'],
  ],
  [
    'one that is pressed flat',
    '<div style="max-height:0px;overflow:hidden;font-size:1px">PREHEADER</div><p>WORDS</p>',
    ['shown WORDS', 'unseen PREHEADER'],
  ],
  ['all is hidden', '<div style="opacity:0"><p>WORDS</p></div>', ['shown WORDS']],
  ['Arabic HTML', '<div dir=rtl>مرحبا بالعالم.</div>', ['rtl مرحبا']],
  [
    'Thunderbird’s quote',
    '<p>ANSWER</p><div class="moz-cite-prefix">Am 02.03.26 um 10:22 schrieb Desk:</div><blockquote type="cite">OLD</blockquote><p>BELOW</p>',
    ['shown ANSWER', 'shown BELOW', 'folded OLD', 'folded schrieb'],
  ],
  [
    'answers in between',
    '<blockquote type="cite">ONE</blockquote><p>YES</p><blockquote type="cite">TWO</blockquote><p>NO</p>',
    ['shown YES', 'shown NO', 'folded ONE', 'folded TWO'],
  ],
  ['too wide', '<table width=1400><tr><td style="color:#000">LEFT<td align=right>RIGHT</table>', ['fits']],
  ['as high as the window', '<div style="min-height:100vh;height:100vh">WORDS</div>', ['low']],
  ['higher than reason', '<div style="height:99999999px;padding-top:9999999px">WORDS</div>', ['low']],
  [
    'a text with answers',
    'ANSWER\n\nDne po 2. 3. 2026 v 10:22 Desk <a@b.test> napsal:\n\n> OLD\n\nBELOW',
    ['shown ANSWER', 'shown BELOW', 'folded OLD', 'folded napsal'],
  ],
  ['a text in Arabic', 'مرحبا، الطابعة لا تعمل.\nEnglish below.', ['rtl مرحبا']],
];

let desk: ServedDesk;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const asked: string[] = [];

before(async () => {
  if (noChromium !== false) return;
  desk = await serveTicketDesk({ address: 'support@desk.example', userName: 'support@desk.example' });
  const agent = await desk.signIn('agent', 'Ada Agent');
  await desk.desk.write((tx) => updateUser(tx, agent.id, { email: 'ada@desk.example' }));
  browser = await launchChromium();
  context = await openContext(browser);
  const { token } = await desk.signIn('admin', 'Ada Admin');
  await context.addCookies([{ name: 'sid', value: token, url: desk.url }]);
  await context.route(
    (url) => url.origin !== desk.url,
    async (route) => {
      asked.push(route.request().url());
      await route.fulfill({ contentType: 'image/gif', body: pixel });
    },
  );
  page = await context.newPage();
});
after(async () => {
  await closeChromium(browser);
  await desk?.close();
});

function makeMail(name: string, body: string): string {
  const type = body.includes('<') && !body.includes('\n') ? 'html' : 'plain';
  return `From: Carla <${encodeURIComponent(name)}@case.test>\r\nTo: support@postroom.example\r\nSubject: case\r\nMIME-Version: 1.0\r\nContent-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body).toString('base64')}\r\n`;
}

/** Opens the page of what came in last, with its frames as they are in the end. */
async function open(raw: string | Buffer): Promise<void> {
  await desk.deliver(raw);
  // How long that takes is not what is looked at here.
  await desk.door.as({ kind: 'desk', duty: 'tell' }).call(renderAhead, {});
  const [ticket] = await desk.desk.read
    .select({ number: tickets.number })
    .from(tickets)
    .orderBy(desc(tickets.id))
    .limit(1);
  await page.goto(`${desk.url}/tickets/${ticket?.number}`, { waitUntil: 'load' });
  await settle();
}

async function settle(): Promise<void> {
  await page.evaluate(`(async () => {
    for (const frame of document.querySelectorAll('iframe.mail-frame')) {
      const isReady = () => frame.contentDocument.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank';
      if (!isReady()) await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      const pictures = [...frame.contentDocument.images].filter((each) => each.hasAttribute('src'));
      await Promise.allSettled(pictures.map((each) => each.decode()));
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  })()`);
}

/** Where the words of the message stand: its frame, or the article itself. */
function place() {
  return page.frames().find((frame) => frame.url().includes('/body')) ?? page.mainFrame();
}

/** Of the smallest element with these words. Run in the page. */
const measure = `(words) => {
  const root = document.querySelector('article.article') ?? document.body;
  const all = [root, ...root.querySelectorAll('*')].filter((each) => each.textContent.includes(words));
  const element = all.findLast((each) => !['STYLE', 'SCRIPT', 'SUMMARY'].includes(each.tagName));
  const parse = (value) => (value.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
  let ground = [255, 255, 255];
  for (let each = element; each !== null; each = each.parentElement) {
    const [r, g, b, alpha = 1] = parse(getComputedStyle(each).backgroundColor);
    if (alpha > 0) { ground = [r, g, b]; break; }
  }
  const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground)].sort((x, y) => y - x);
  const style = getComputedStyle(element);
  return { contrast: (a + 0.05) / (b + 0.05), direction: style.direction, bidi: style.unicodeBidi };
}`;

async function check({ of, value }: Pick<MailCheck, 'of' | 'value'>): Promise<void> {
  const read = (what: 'innerText' | 'textContent') =>
    place().evaluate<string>(`(document.querySelector('article.article') ?? document.body).${what}`);
  switch (of) {
    case 'shown':
      return assert.ok((await read('innerText')).includes(value), `${value} is in sight`);
    case 'replyto': {
      const to = await page.locator('input[name="to"]').first().inputValue();
      return assert.ok(to === value || to.endsWith(`<${value}>`), to);
    }
    case 'unseen':
      return assert.ok(!(await read('innerText')).includes(value), `${value} is out of sight`);
    case 'folded':
      assert.ok(!(await read('innerText')).includes(value), `${value} is out of sight`);
      return assert.ok((await read('textContent')).includes(value), `${value} is there`);
    case 'contrast': {
      const { contrast } = await place().evaluate<{ contrast: number }>(
        `(${measure})(${JSON.stringify(value)})`,
      );
      return assert.ok(contrast >= 3, `${contrast.toFixed(2)}: 1`);
    }
    case 'rtl': {
      const { direction } = await place().evaluate<{ direction: string }>(
        `(${measure})(${JSON.stringify(value)})`,
      );
      return assert.equal(direction, 'rtl');
    }
    case 'img':
      return assert.equal(
        await place().evaluate(
          `[...document.images].every((each) => each.naturalWidth > 0) && document.images.length > 0`,
        ),
        true,
      );
    case 'pgap': {
      const gap = await place().evaluate<number>(`(() => {
        const [one, two] = [...document.querySelectorAll('p')].slice(-2).map((each) => each.getBoundingClientRect());
        return two.top - one.bottom;
      })()`);
      return assert.ok(gap < Number(value.replace('<', '')), `${gap} px`);
    }
    case 'httpimg':
      await page.getByRole('button', { name: 'Show pictures' }).click();
      await page.waitForLoadState('load');
      await settle();
      return assert.equal(
        await place().evaluate(`[...document.images].every((each) => each.naturalWidth > 0)`),
        true,
      );
    case 'fits':
    case 'low':
      return assert.deepEqual(
        await page.evaluate(`(() => {
        const frame = document.querySelector('iframe.mail-frame');
        const root = frame.contentDocument.documentElement;
        return { isCut: root.scrollWidth > root.clientWidth + 1, isHigh: frame.clientHeight > 2_500 };
      })()`),
        { isCut: false, isHigh: false },
      );
    default:
      assert.fail(`no check is called ${of}`);
  }
}

for (const { name, raw, checks } of listMailCases()) {
  const seen = checks.filter(({ of }) => visual.has(of));
  if (seen.length === 0) continue;
  test(name, { skip: noChromium }, async () => {
    await open(raw);
    for (const each of seen) await check(each);
  });
}

for (const [name, body, checks] of further) {
  test(name, { skip: noChromium }, async () => {
    await open(makeMail(name, body));
    for (const each of checks) {
      const [of = '', ...words] = each.split(' ');
      await check({ of, value: words.join(' ') });
      if (of !== 'contrast') continue;
      await page.emulateMedia({ colorScheme: 'dark' });
      await check({ of, value: words.join(' ') });
      await page.emulateMedia({ colorScheme: 'light' });
    }
  });
}

test('a letter wider than a telephone is made smaller, none of it is cut', { skip: noChromium }, async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await open(makeMail('phone', '<table width=600><tr><td>LEFT<td align=right>RIGHT</table>'));
  await check({ of: 'fits', value: '' });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('nothing was asked of anybody before somebody allowed it', { skip: noChromium }, () => {
  assert.deepEqual(
    asked.filter((url) => !url.startsWith('http://')),
    [],
  );
});
