import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertAppRegistration } from '../../src/db/app-registrations.ts';
import { findChannelRoad, putChannelRoad } from '../../src/db/channel-roads.ts';
import type { Channel } from '../../src/db/channels.ts';
import { listDelegatedScopes } from '../../src/domain/cloud.ts';
import type { RoadChoice } from '../../src/domain/mail-road.ts';
import { readCloudFile } from '../../src/microsoft/cloud-file.ts';
import { rebuildMessage } from '../../src/sandbox/graph-value.ts';
import type { Mailbox } from '../../src/sandbox/mailboxes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createMsal, obtainTokens } from '../sandbox/sign-in-support.ts';
import { addChannel, openImportDesk } from './import-desk.ts';

/** A simulated tenant and data files with channels that have agreed to IMAP and to Graph. */
export interface GraphWorld extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly cloudPath: string;
  prepare(
    mail: readonly Buffer[],
    changes?: Partial<Channel> & { readonly road?: RoadChoice },
  ): Promise<GraphMailbox>;
}

export interface GraphMailbox {
  readonly mailbox: Mailbox;
  readonly dataPath: string;
  /** Holds one file for each message as Graph makes it, as verify-import wants it. */
  readonly sources: string;
}

export const doneFolder = 'Done';

export async function startGraphWorld(): Promise<GraphWorld> {
  const sandbox = await startSandbox({ sampleMessages: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'postroom-graph-'));
  const people = sandbox.directory.people
    .filter(({ tenantId }) => tenantId === sandbox.directory.tenantId)
    .filter(({ upn, mail, isLicensed, isEnabled }) => upn === mail && isLicensed && isEnabled)
    .map(({ upn }) => upn);
  let next = 0;
  return {
    sandbox,
    cloudPath: sandbox.cloudFile,
    async prepare(mail, { road = 'graph', ...changes } = {}) {
      const address = people[next % people.length] ?? '';
      const place = join(folder, String(next++));
      const sources = join(place, 'sources');
      mkdirSync(sources, { recursive: true });
      for (const raw of mail) sandbox.mailboxes.deliver(address, raw);
      const mailbox = sandbox.mailboxes.get(address);
      if (mailbox === undefined) throw new Error(`no mailbox ${address}`);
      for (const [index, message] of mailbox.folderOf('inbox').messages.entries()) {
        writeFileSync(join(sources, `${index}.eml`), rebuildMessage(message));
      }
      const dataPath = join(place, 'postroom.db');
      await signIn(sandbox, dataPath, address, { road, ...changes });
      return { mailbox, dataPath, sources };
    },
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a data file with a Microsoft 365 channel and the tokens of two real sign-ins. */
async function signIn(
  sandbox: Sandbox,
  dataPath: string,
  address: string,
  { road, ...changes }: Partial<Channel> & { readonly road: RoadChoice },
): Promise<void> {
  const msal = createMsal(sandbox);
  await obtainTokens(sandbox, address, msal);
  const scopes = listDelegatedScopes(await readCloudFile(sandbox.cloudFile), 'graph');
  const { account } = await obtainTokens(sandbox, address, msal, scopes);
  const { clientId, clientSecret, tenant } = sandbox.app;
  const { desk, close } = await openImportDesk(dataPath);
  const now = desk.now();
  const app = { cloud: 'file', clientId, clientSecret, tenant, secretExpiresAt: null };
  await desk.write((tx) => insertAppRegistration(tx, { ...app, createdAt: now, updatedAt: now }));
  const channel = await addChannel(desk, {
    kind: 'microsoft365',
    address,
    userName: address,
    appRegistrationId: 1,
    tenantId: tenant,
    objectId: account?.localAccountId ?? null,
    tokenCache: msal.getTokenCache().serialize(),
    moveTo: changes.afterImport === 'move' ? doneFolder : '',
    ...changes,
  });
  await desk.write(async (tx) => {
    await putChannelRoad(tx, { ...(await findChannelRoad(tx, channel.id, 'in')), choice: road });
  });
  await close();
}
