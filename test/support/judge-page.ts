import type { Page } from 'playwright-core';
import { findBarriers } from './chromium.ts';
import { isLongRun } from './recount.ts';

/** What `markUnjudged` has marked. */
const unjudged = '[data-unjudged], [data-unjudged] *';
/** Looks whose colours were judged by any test of this process. */
const judgedHere = { light: new Set<string>(), dark: new Set<string>() };

/**
 * Looks at a page as it is; of its colours at those that no page of this process had before in the same light.
 * @returns what axe finds, a line for each
 */
export async function findNewBarriers(page: Page): Promise<string[]> {
  const isDark = await page.evaluate<boolean>('matchMedia("(prefers-color-scheme: dark)").matches');
  const isNew = await markUnjudged(page, judgedHere[isDark ? 'dark' : 'light']);
  return findBarriers(page, { coloursOf: isNew ? unjudged : '' });
}

/**
 * Looks at a page in the light and in the dark; it stays in the light.
 * @param judged looks whose colours were judged on earlier pages; those of this one are added
 * @param shown called in each of the two, where somebody wants a picture
 * @returns what axe finds, a line for each
 */
export async function judgePage(
  page: Page,
  judged: Set<string>,
  shown?: (scheme: 'light' | 'dark') => Promise<void>,
): Promise<string[]> {
  // A colour that is still changing is none to be judged.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const isNew = await markUnjudged(page, judged);
  await shown?.('light');
  const found = await findBarriers(page, { coloursOf: isNew ? unjudged : '' });
  // Nothing but colours differs in the dark.
  if (!isNew && shown === undefined) return found;
  await page.emulateMedia({ colorScheme: 'dark' });
  await shown?.('dark');
  if (isNew) found.push(...(await findBarriers(page, { only: 'color-contrast', coloursOf: unjudged })));
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/**
 * To judge colours takes axe as long as all else together, and most of a page looks as on the pages before it. So only what has
 * words is marked, and of that what is named otherwise, or stands in what is named otherwise, than all that was judged before.
 * The long run marks all of it.
 * @returns whether there is any
 */
async function markUnjudged(page: Page, judged: Set<string>): Promise<boolean> {
  const looks = await page.evaluate<string[]>(listLooks);
  const fresh = looks.flatMap((look, index) => (isLongRun || !judged.has(look) ? [index] : []));
  for (const look of looks) judged.add(look);
  await page.evaluate(`for (const index of ${JSON.stringify(fresh)}) withWords[index].dataset.unjudged = ''`);
  return fresh.length > 0;
}

/** Runs in the page: of each element with words of its own, what decides on its colours. It is kept for the marks. */
const listLooks = `(() => {
  for (const marked of document.querySelectorAll('[data-unjudged]')) delete marked.dataset.unjudged;
  const nothingToColours = /^(?:id|name|value|href|src|for|title|datetime|action|content|style)$|^aria-(?:label|describedby|controls)/;
  const nameOf = (element) => element.localName + [...element.attributes]
    .filter(({ name }) => !nothingToColours.test(name))
    .map(({ name, value }) => '[' + name + (/^(?:data|hx)-/.test(name) ? '' : '=' + value) + ']')
    .join('');
  const lookOf = (element, levels) =>
    element === null || levels === 0 ? '' : lookOf(element.parentElement, levels - 1) + ' ' + nameOf(element);
  const sheets = [...document.styleSheets].map(({ href }) => href).join();
  const hasWords = (element) =>
    element.matches('input, select, textarea') ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
  globalThis.withWords = [...document.body.querySelectorAll('*')].filter(hasWords);
  return withWords.map((element) => sheets + lookOf(element, 4));
})()`;
