import { rm } from 'node:fs/promises';
import type { Log } from '../log.ts';
import { createCertificates } from './ca.ts';
import { type SandboxCloud, writeCloud } from './cloud-file.ts';
import { createDirectory, type Directory } from './directory.ts';
import {
  type AppRegistration,
  createEntraState,
  type EntraSettings,
  type EntraState,
  revokeGrants,
} from './entra-state.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGraphContext } from './graph.ts';
import type { GraphContext, GraphSettings } from './graph-context.ts';
import type { ImapProfile } from './imap-session.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { MailboxLanguage } from './mailboxes-names.ts';
import type { SentMessage } from './smtp-delivery.ts';
import { createTenantMailboxes, fillSupportBox } from './tenant-mailboxes.ts';
import { startServers } from './tenant-servers.ts';

export interface SandboxOptions {
  log?: Log;
  /** Of the control and sign-in pages (plain HTTP); the other listeners take any. */
  port?: number;
  /** In the support mailbox; the written letters unless given, beyond those invented ones. */
  sampleMessages?: number;
  settings?: Partial<EntraSettings>;
  /** The port of a localhost address does not count. */
  redirectUris?: string[];
  imapProfile?: ImapProfile;
  /** Of the folders' names; English unless given. */
  language?: MailboxLanguage;
  graph?: Partial<GraphSettings>;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface Sandbox {
  cloud: SandboxCloud;
  /** Path of the cloud file, in a folder of its own with ca.pem beside it. */
  cloudFile: string;
  /** PEM. */
  ca: string;
  app: { clientId: string; clientSecret: string; secretId: string; tenant: string };
  /** The registration behind `app`; what a test changes counts at once, as with `settings`. */
  registration: AppRegistration;
  settings: EntraSettings;
  directory: Directory;
  /** Everything that Entra and Exchange know of people and apps; what a test changes counts at once. */
  entra: EntraState;
  mailboxes: Mailboxes;
  faults: Faults;
  sent: SentMessage[];
  /** With a slash at its end. */
  pageUrl: string;
  authority: string;
  imap: { host: string; port: number };
  smtp: { host: string; port: number };
  /** Its address, its settings, and how much it was asked for. */
  graph: GraphContext;
  revokeGrants(upn: string): void;
  stop(): Promise<void>;
}

/** Starts a simulated Microsoft tenant on loopback: Entra, IMAP, SMTP, Graph and a page to drive them. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { log, settings, now = Date.now } = options;
  const directory = createDirectory();
  const redirectUris = options.redirectUris ?? ['http://localhost/oauth/microsoft/callback'];
  const [tls, state] = await Promise.all([
    createCertificates(),
    createEntraState({ directory, faults: createFaults(), redirectUris, now, settings, log }),
  ]);
  const mailboxes = createTenantMailboxes(directory, options.language);
  fillSupportBox(mailboxes, directory, options.sampleMessages, new Date(now()));
  const sent: SentMessage[] = [];
  const { port, imapProfile, language } = options;
  const graph = createGraphContext({ state, mailboxes, sent, language, settings: options.graph });
  const servers = await startServers({ state, mailboxes, sent, graph }, { tls, port, imapProfile, log });
  const { cloud, cloudFile, folder } = await writeCloud(servers.ports, tls.ca);
  const [registration] = state.apps;
  return {
    cloud,
    cloudFile,
    ca: tls.ca,
    app: describeApp(registration, directory),
    registration,
    settings: state.settings,
    directory,
    entra: state,
    mailboxes,
    faults: state.faults,
    sent,
    graph,
    pageUrl: `${state.urls.pages}/`,
    authority: state.urls.authority,
    imap: cloud.imap,
    smtp: cloud.smtp,
    revokeGrants: (upn) => revokeGrants(state, upn),
    async stop() {
      await servers.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function describeApp({ clientId, secrets }: AppRegistration, { tenantId }: Directory): Sandbox['app'] {
  const [secret] = secrets;
  return { clientId, clientSecret: secret.value, secretId: secret.secretId, tenant: tenantId };
}
