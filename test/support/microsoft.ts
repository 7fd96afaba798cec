import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Client, createClient } from '@libsql/client/sqlite3';
import type { App } from '../../src/app.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createBrowser, type Page, postControl } from '../sandbox/sign-in-support.ts';
import type { TestApp, Visitor } from './app.ts';
import { startStaffedApp } from './staffed-app.ts';

export interface ConnectedApp {
  readonly sandbox: Sandbox;
  readonly postroom: TestApp;
  readonly admin: Visitor;
  stop(): Promise<void>;
}

/** An admin's way to Postroom and Microsoft. */
export interface Way {
  readonly sandbox: Sandbox;
  readonly admin: Pick<Visitor, 'get' | 'post'>;
}

/**
 * Starts the whole program beside a sandbox tenant, with an admin signed in.
 * @param isByTls it is reached by https, which Graph needs to tell of new mail
 */
export async function startBesideSandbox(
  sampleMessages = 8,
  { isByTls = false }: { readonly isByTls?: boolean } = {},
): Promise<ConnectedApp> {
  const sandbox = await startSandbox({ sampleMessages });
  const certificates = isByTls ? await createCertificates() : undefined;
  if (certificates !== undefined)
    setDefaultCACertificates([...getCACertificates('default'), certificates.ca]);
  const postroom = await startStaffedApp({ POSTROOM_CLOUD: sandbox.cloudFile }, ['admin'], certificates);
  if (isByTls) {
    // Only http on this machine may have any port.
    const uri = `${postroom.url}/oauth/microsoft/callback`;
    await postControl(sandbox, 'registration', { redirectUris: [{ uri, platform: 'web' }] });
  }
  const admin = await postroom.signIn('admin');
  return {
    sandbox,
    postroom,
    admin,
    async stop() {
      await postroom.stop();
      await sandbox.stop();
    },
  };
}

/** Fills the form of the app with what the sandbox's registration says, but for `changes`. */
export function saveApp({ sandbox, admin }: Way, changes: Record<string, string> = {}): Promise<Response> {
  const { clientId, clientSecret, tenant } = sandbox.app;
  return admin.post('/settings/microsoft', { clientId, clientSecret, tenant, cloud: 'file', ...changes });
}

/** Goes to Microsoft as `upn` and consents. @returns the page that Microsoft sends the browser back from */
export async function goToMicrosoft(
  { sandbox, admin }: Way,
  upn: string,
  query = 'kind=add_account',
): Promise<Page> {
  const start = await admin.get(`/oauth/microsoft/start?${query}`);
  const url = start.headers.get('location') ?? '';
  if (start.status !== 302) throw new Error(`sign-in did not start: ${start.status} ${await start.text()}`);
  const password = sandbox.directory.people.find((each) => each.upn === upn)?.password ?? '';
  return createBrowser(sandbox).signIn(url, upn, password);
}

/** @returns the path and query that Microsoft sends the browser back to */
export function pathOf(page: Page): string {
  if (page.callback === undefined) throw new Error(`not sent back: ${page.html}`);
  return page.callback.pathname + page.callback.search;
}

/** Adds the mailbox of `upn`, or the `mailbox` that he opens. @returns the channel's id */
export async function addAccount(connected: Way, upn: string, mailbox?: string): Promise<number> {
  const way = mailbox === undefined ? undefined : `kind=add_account&mailbox=${mailbox}`;
  const back = await connected.admin.get(pathOf(await goToMicrosoft(connected, upn, way)));
  const id = /^\/channels\/(\d+)\/setup$/.exec(back.headers.get('location') ?? '')?.[1];
  if (id === undefined) throw new Error(`no channel: ${back.status} ${await back.text()}`);
  return Number(id);
}

/** Sets a channel up as most are, but for `changes`, and starts it. @returns the path of its page */
export async function startChannel(
  { admin }: Way,
  id: number,
  changes: Record<string, string> = {},
): Promise<string> {
  const path = `/channels/${id}`;
  const usual = { name: 'Support', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  await admin.post(`${path}/setup`, { ...usual, ...changes });
  await admin.post(`${path}/start`, {});
  return path;
}

/** Consents to Microsoft Graph as well, by signing in once more. */
export async function agreeToGraph(connected: Way, upn: string, channelId: number): Promise<void> {
  const query = `kind=reauthenticate&channel=${channelId}&resource=graph`;
  const back = await connected.admin.get(pathOf(await goToMicrosoft(connected, upn, query)));
  if (back.status !== 303) throw new Error(`no consent: ${back.status} ${await back.text()}`);
}

/** By program. To open a file and read its schema takes longer than most queries, and who waits asks often. */
const readers = new WeakMap<App, Promise<Client>>();

/** @returns rows of the data file, read beside the running program */
export async function query(
  { app, dataPath, atStop }: TestApp,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const opened = readers.get(app) ?? openReader(dataPath, atStop);
  readers.set(app, opened);
  return (await (await opened).execute(sql)).rows.map((row) => ({ ...row }));
}

async function openReader(dataPath: string, atStop: TestApp['atStop']): Promise<Client> {
  const client = createClient({ url: `file:${dataPath}`, concurrency: 1, timeout: 5000 });
  atStop.add(() => client.close());
  await client.execute('PRAGMA query_only=ON');
  await client.execute('PRAGMA wal_autocheckpoint=0');
  return client;
}
