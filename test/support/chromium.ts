import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, BrowserContext, BrowserContextOptions, BrowserType, Page } from 'playwright-core';
import { endpointVariable, executablePath, launchOptions } from '../../scripts/chromium.mjs';
import { isTestProcess } from './shared-parser.ts';
import { waitFor } from './wait-for.ts';

let axeSource: string | undefined;

/** Why tests in a browser cannot run here; false where they can. */
export const noChromium: string | false = existsSync(executablePath)
  ? false
  : `NO CHROMIUM at ${executablePath}: tests in a browser were not run`;

/** Of all test files that run in this process. */
let shared: Promise<Browser> | undefined;

// A process that runs several files imports this one before them, so that it is the last that happens.
if (isTestProcess) after(async () => (await shared)?.close());

/** @param wanted a browser that differs from that of the other tests is the caller's alone */
export async function launchChromium(
  wanted: { args?: readonly string[]; isWhole?: boolean } = {},
): Promise<Browser> {
  const chromium = await loadPlaywright();
  const options = launchOptions(wanted);
  const isOwn = !isDeepStrictEqual(options, launchOptions());
  if (!isTestProcess || isOwn) return chromium.launch(options);
  // A file may have closed it, or it may have crashed.
  if (shared === undefined || !(await shared).isConnected()) shared = openShared();
  return shared;
}

/** Where no page is opened, nothing of it is loaded. */
async function loadPlaywright(): Promise<BrowserType> {
  return (await import('playwright-core')).chromium;
}

/** Closes what a file has opened in it. */
export async function closeChromium(browser: Browser | undefined): Promise<void> {
  if (browser !== undefined && browser === (await shared)) {
    for (const context of browser.contexts()) await context.close();
  } else await browser?.close();
}

/** The run's own browser, or where there is none, or it has crashed, one of this process. */
async function openShared(): Promise<Browser> {
  const chromium = await loadPlaywright();
  const endpoint = process.env[endpointVariable];
  if (endpoint === undefined) return chromium.launch(launchOptions());
  return chromium.connect(endpoint).catch(() => chromium.launch(launchOptions()));
}

/** For a machine with other things to do: it is waited for so long only where something is broken. */
const patience = 90_000;

export async function openContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patience);
  return context;
}

/** @returns a page whose script errors and CSP breaches are collected in `complaints` */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await openContext(browser, options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${page.url()})`);
  });
  return { page, complaints };
}

/** The browser notes every answer that is no success, and may tell of it after it has shown what came with it. */
export async function expectComplaint(complaints: string[], expected: RegExp): Promise<void> {
  await waitFor(() => complaints.length > 0);
  assert.match(complaints.splice(0).join('\n'), expected);
}

/** With one byte to a character a page takes in a fifth of a second's work less of it: it is 650 kB, and new to each page. */
function toAscii(code: string): string {
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What axe looks for. */
interface Look {
  /** Nothing but colours. */
  readonly only?: 'color-contrast';
  /** A selector of what has its colours judged, which takes as long as all else; empty for nothing, left out for everything. */
  readonly coloursOf?: string;
}

/** @returns what axe finds on the page, a line for each; frames of mail are left out */
export async function findBarriers(page: Page, look: Look = {}): Promise<string[]> {
  axeSource ??= toAscii(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
  // Evaluated through the debugger, which the page's CSP does not reach.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axeSource);
  return page.evaluate(async ({ only, coloursOf = '*' }) => {
    const { axe } = globalThis as unknown as {
      axe: {
        configure(changes: { rules: readonly { id: string; selector: string; enabled: boolean }[] }): void;
        run(
          context: object,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
      };
    };
    const colours = { id: 'color-contrast', selector: coloursOf || '*', enabled: coloursOf !== '' };
    axe.configure({ rules: [colours] });
    const options = {
      iframes: false,
      resultTypes: ['violations'],
      // Loads sounds and films ahead, for a rule about those that begin by themselves: there are none.
      preload: false,
      ...(only === undefined ? {} : { runOnly: [only] }),
    };
    const { violations } = await axe.run({ exclude: [['iframe']] }, options);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
    );
  }, look);
}
