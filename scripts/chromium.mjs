// How the tests start Chromium, each process one of its own or all of them one together.
import { existsSync } from 'node:fs';

export const executablePath = '/usr/bin/chromium';

/** Where the tests of a whole run find the browser that they share. */
export const endpointVariable = 'POSTROOM_TEST_CHROMIUM';

const always = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {readonly string[]} args beside those of every test */
export function launchOptions(args = []) {
  return { executablePath, args: [...always, ...args] };
}

/**
 * Starts one browser for all test processes: a start takes as much processor time as twenty pages.
 * @returns {Promise<{ endpoint: string, close(): Promise<void> } | undefined>} undefined where there is none on the machine
 */
export async function serveChromium() {
  if (!existsSync(executablePath)) return undefined;
  const { chromium } = await import('playwright-core');
  const server = await chromium.launchServer({
    ...launchOptions(),
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  return { endpoint: server.wsEndpoint(), close: () => server.close() };
}
