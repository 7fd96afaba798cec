// How the tests start Chromium, each process one of its own or all of them one together.
import { existsSync } from 'node:fs';

export const executablePath = '/usr/bin/chromium';
/** The same browser without windows and viewers of its own: a page takes three quarters of the processor time in it. */
const shellPath = '/usr/bin/chromium-headless-shell';

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

/**
 * @param {{ args?: readonly string[], isWhole?: boolean }} wanted arguments beside those of every test; whether it must be
 *   the browser that people have, which alone shows a PDF, asks whether it may show notifications, and connects ahead
 */
export function launchOptions({ args = [], isWhole = false } = {}) {
  const usesShell = !isWhole && existsSync(shellPath);
  return { executablePath: usesShell ? shellPath : executablePath, args: [...always, ...args] };
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
