import type { Browser, Page } from 'playwright-core';
import { closeChromium, launchChromium, openPage } from './chromium.ts';
import { type ServedDesk, serveTicketDesk } from './served-desk.ts';

/** A page in the browser whose script errors and CSP breaches are collected in `complaints`. */
export interface OpenedPage {
  readonly page: Page;
  readonly complaints: string[];
}

/** A desk behind a port, and people who look at it in a browser. */
export interface DeskInBrowser extends OpenedPage {
  readonly tickets: ServedDesk;
  readonly url: string;
  /** @param access by group; full everywhere when it is left out. @returns a page of somebody who is signed in */
  openAs(role: 'admin' | 'agent', name: string, access?: Record<string, string>): Promise<OpenedPage>;
  close(): Promise<void>;
}

/** @param wanted which browser: see launchChromium @returns a desk with the page of an admin, Ada Admin */
export async function openDeskInBrowser(wanted: { isWhole?: boolean } = {}): Promise<DeskInBrowser> {
  const tickets = await serveTicketDesk();
  const browser: Browser = await launchChromium(wanted);
  const openAs: DeskInBrowser['openAs'] = async (role, name, access) => {
    const { token } = await tickets.signIn(role, name, access);
    const opened = await openPage(browser);
    await opened.page.context().addCookies([{ name: 'sid', value: token, url: tickets.url }]);
    return opened;
  };
  return {
    ...(await openAs('admin', 'Ada Admin')),
    tickets,
    url: tickets.url,
    openAs,
    async close() {
      await closeChromium(browser);
      await tickets.close();
    },
  };
}
