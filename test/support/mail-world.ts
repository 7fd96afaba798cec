import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertAppRegistration } from '../../src/db/app-registrations.ts';
import type { Channel } from '../../src/db/channels.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createMsal, obtainTokens } from '../sandbox/sign-in-support.ts';
import { type Dovecot, seedMaildir, startDovecot } from './dovecot.ts';
import { addChannel, openImportDesk } from './import-desk.ts';

/** A Dovecot that asks a simulated Entra who a token belongs to, and a cloud file that leads to both. */
export interface MailWorld extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly dovecot: Dovecot;
  readonly folder: string;
  /** @returns the path of a cloud file whose IMAP server listens on `port` */
  writeCloud(port: number): string;
  /** @returns the folder of that name with a file system of its own; undefined where the machine allows no mount */
  mount(name: string, args: readonly string[]): string | undefined;
  /** A mailbox with `mail` in it, and a data file whose channel has signed in to it. */
  prepare(mail: readonly Buffer[], changes?: Partial<Channel>, dataFolder?: string): Promise<PreparedMailbox>;
}

export interface PreparedMailbox {
  readonly address: string;
  readonly dataPath: string;
  /** Holds one file per message, as verify-import wants it. */
  readonly sources: string;
  readonly messages: number;
  readonly afterImport: Channel['afterImport'];
}

export const doneFolder = 'Done';

export async function startMailWorld(): Promise<MailWorld> {
  const sandbox = await startSandbox({ sampleMessages: 0 });
  const url = `${sandbox.authority}/introspect`;
  const dovecot = await startDovecot({ introspection: { url, caFile: sandbox.cloud.ca } });
  const folder = mkdtempSync(join(tmpdir(), 'postroom-world-'));
  const people = sandbox.directory.people
    .filter(({ tenantId }) => tenantId === sandbox.directory.tenantId)
    .filter(({ upn, mail, isLicensed, isEnabled }) => upn === mail && isLicensed && isEnabled)
    .map(({ upn }) => upn);
  const mounts: (() => void)[] = [];
  let next = 0;
  return {
    sandbox,
    dovecot,
    folder,
    mount(name, args) {
      const place = join(folder, name);
      mkdirSync(place, { recursive: true });
      if (spawnSync('mount', [...args, place]).status !== 0) return undefined;
      mounts.push(() => spawnSync('umount', ['-l', place]));
      return place;
    },
    writeCloud(port) {
      const path = join(folder, `cloud-${port}.json`);
      const cloud = JSON.parse(readFileSync(sandbox.cloudFile, 'utf8'));
      cloud.imap = { host: '127.0.0.1', port, security: 'none' };
      writeFileSync(path, JSON.stringify(cloud));
      return path;
    },
    async prepare(mail, changes = {}, dataFolder = join(folder, String(next))) {
      const address = people[next % people.length] ?? '';
      const sources = join(folder, `sources-${next}`);
      next += 1;
      mkdirSync(dataFolder, { recursive: true });
      mkdirSync(sources);
      const maildir = dovecot.mailFolder(address);
      rmSync(maildir, { recursive: true, force: true });
      seedMaildir(maildir, mail);
      for (const [index, raw] of mail.entries()) writeFileSync(join(sources, `${index}.eml`), raw);
      const dataPath = join(dataFolder, 'postroom.db');
      await signIn(sandbox, dataPath, address, changes);
      const afterImport = changes.afterImport ?? 'delete';
      return { address, dataPath, sources, messages: mail.length, afterImport };
    },
    async [Symbol.asyncDispose]() {
      for (const unmount of mounts) unmount();
      await dovecot.stop();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a data file with a Microsoft 365 channel and the tokens of a real sign-in. */
async function signIn(sandbox: Sandbox, dataPath: string, address: string, changes: Partial<Channel>) {
  const msal = createMsal(sandbox);
  const { account } = await obtainTokens(sandbox, address, msal);
  const { clientId, clientSecret, tenant } = sandbox.app;
  const { desk, close } = await openImportDesk(dataPath);
  const now = desk.now();
  await desk.write((tx) =>
    insertAppRegistration(tx, {
      cloud: 'file',
      clientId,
      clientSecret,
      tenant,
      secretExpiresAt: null,
      createdAt: now,
      updatedAt: now,
    }),
  );
  await addChannel(desk, {
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
  await close();
}
