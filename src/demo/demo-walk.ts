import type { App } from '../app.ts';
import { articles } from '../db/schema/schema-tickets.ts';
import { countTotals, type Totals } from '../db/totals.ts';
import type { Road } from '../domain/mail-road.ts';
import { AppError } from '../errors.ts';
import type { Sandbox } from '../sandbox/tenant.ts';
import { type Browser, createBrowser, type Page } from './demo-browser.ts';

/** The admin of every demo. The data file lives as long as the demo, on loopback. */
export const demoAdmin = {
  name: 'Demo Admin',
  email: 'admin@brightwater.example',
  password: 'paddle-your-own',
};

export interface DemoReport {
  readonly ok: boolean;
  readonly imported: number;
  readonly tickets: number;
  readonly articles: number;
  readonly quarantined: number;
  readonly replies: number;
  /** By which the mail came and went. */
  readonly road: Road;
  readonly steps: readonly { readonly step: string; readonly seconds: number }[];
  readonly seconds: number;
  readonly failedStep?: string;
  readonly error?: string;
}

/** What one step leaves for the next. */
interface Walk {
  readonly app: App;
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  readonly account: string;
  readonly road: Road;
  page: Page;
}

const importMilliseconds = 300_000;

/** With what is said while it is done. */
const steps: readonly (readonly [name: string, doing: string, run: (walk: Walk) => Promise<Page>])[] = [
  ['first admin', 'makes the first admin by the set-up link', createAdmin],
  ['app registration', 'connects the Microsoft 365 app', registerApp],
  ['sign-in', 'signs in to the mailbox at the simulated Microsoft', signIn],
  ['consent', 'accepts the permissions', consent],
  ['account', 'chooses group and folder', configureAccount],
  ['import', 'imports the mail of the mailbox', importMail],
  ['reply', 'answers a ticket', sendReply],
];

/**
 * Walks through the pages as a person would, from the set-up link to a sent reply.
 * @param startSeconds what starting took. @param road that the account consents to. @param onStep hears what begins now
 */
export async function walkThroughDemo(
  app: App,
  sandbox: Sandbox,
  startSeconds: number,
  road: Road = 'imap_smtp',
  onStep: (doing: string) => void = () => undefined,
): Promise<DemoReport> {
  const browser = createBrowser(sandbox.ca);
  const account = `support@${sandbox.directory.domain}`;
  const page = await browser.open(app.setupUrl ?? app.publicUrl);
  const walk: Walk = { app, sandbox, browser, account, road, page };
  const done = [{ step: 'start', seconds: startSeconds }];
  const report = async (rest: Partial<DemoReport> & { ok: boolean }): Promise<DemoReport> => ({
    ...rest,
    ...describeTotals(await countTotals(app.read)),
    articles: await app.read.$count(articles),
    replies: sandbox.sent.length,
    road,
    steps: done.map(({ step, seconds }) => ({ step, seconds: roundSeconds(seconds) })),
    seconds: roundSeconds(done.reduce((sum, { seconds }) => sum + seconds, 0)),
  });
  for (const [step, doing, run] of steps) {
    const started = performance.now();
    onStep(doing);
    try {
      walk.page = await run(walk);
    } catch (error) {
      return report({ ok: false, failedStep: step, error: (error as Error).message });
    }
    done.push({ step, seconds: (performance.now() - started) / 1000 });
  }
  return report({ ok: true });
}

async function createAdmin({ browser, page }: Walk): Promise<Page> {
  return expectPath(await browser.submit(page, demoAdmin), /^\/channels/);
}

async function registerApp({ app, sandbox, browser }: Walk): Promise<Page> {
  const { clientId, clientSecret, tenant } = sandbox.app;
  const form = await browser.open(`${app.publicUrl}/settings/microsoft`);
  const cloud = /<option value="([^"]+)"[^>]*>[^<]*sandbox/i.exec(form.html)?.[1];
  if (cloud === undefined) throw new AppError('internal', 'The page offers no sandbox cloud.');
  const saved = await browser.submit(form, { clientId, clientSecret, tenant, cloud });
  if (!saved.html.includes('The app is saved')) throw new AppError('internal', 'The app was not saved.');
  return saved;
}

async function signIn({ app, browser, sandbox, account, road }: Walk): Promise<Page> {
  const resource = road === 'graph' ? 'graph' : 'mail';
  const start = `${app.publicUrl}/oauth/microsoft/start?kind=add_account&resource=${resource}`;
  const picker = await browser.open(start);
  const password = await browser.submit(picker, { account });
  const person = sandbox.directory.people.find(({ upn }) => upn === account);
  return browser.submit(password, { password: person?.password ?? '' });
}

async function consent({ browser, page }: Walk): Promise<Page> {
  return expectPath(await browser.submit(page, { decision: 'accept' }), /^\/channels\/\d+\/setup$/);
}

async function configureAccount({ browser, page }: Walk): Promise<Page> {
  const rehearsal = await browser.submit(page, { folder: '', afterImport: 'delete' });
  return expectPath(await browser.submit(rehearsal, {}, ['messages']), /^\/channels\/\d+$/);
}

/** Waits until each message that lay in the mailbox has its receipt and the server has been told. */
async function importMail({ app, sandbox, account, page }: Walk): Promise<Page> {
  const deadline = Date.now() + importMilliseconds;
  const inbox = () => sandbox.mailboxes.get(account)?.findFolder('INBOX')?.messages.length ?? 0;
  for (;;) {
    const totals = await countTotals(app.read);
    if (describeTotals(totals).imported > 0 && totals.unsettled === 0 && inbox() === 0) return page;
    if (Date.now() > deadline) {
      throw new AppError('unavailable', `${inbox()} messages are still in the mailbox after five minutes.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function sendReply({ app, browser, sandbox }: Walk): Promise<Page> {
  const list = await browser.open(`${app.publicUrl}/tickets`);
  const number = /href="\/tickets\/(\d+)/.exec(list.html)?.[1];
  if (number === undefined) throw new AppError('internal', 'The ticket list shows no ticket.');
  const ticket = await browser.open(`${app.publicUrl}/tickets/${number}`);
  const text = 'Thank you for writing. We are looking into it and come back to you today.';
  const answered = await browser.submit(ticket, { text }, ['to']);
  const deadline = Date.now() + 60_000;
  while (sandbox.sent.length === 0) {
    if (Date.now() > deadline) throw new AppError('unavailable', 'The reply has not left after a minute.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return answered;
}

function describeTotals(totals: Totals) {
  const sum = (rows: readonly { readonly count: number }[]) =>
    rows.reduce((total, { count }) => total + count, 0);
  return {
    imported: sum(totals.receipts),
    tickets: sum(totals.tickets),
    quarantined: totals.quarantined,
  };
}

function roundSeconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function expectPath(page: Page, path: RegExp): Page {
  if (path.test(page.url.pathname)) return page;
  const words = /<h1[^>]*>([^<]*)/.exec(page.html)?.[1] ?? '';
  throw new AppError(
    'internal',
    `Came to ${page.url.pathname} (status ${page.status}, "${words}") instead of ${path.source}.`,
  );
}
