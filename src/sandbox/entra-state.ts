import { type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import { type Access, createAccess } from './access.ts';
import { type Consents, createConsents } from './consent.ts';
import type { Directory } from './directory.ts';
import type { Scope } from './entra-scopes.ts';
import { createSigner, type Signer } from './entra-signer.ts';
import { createExchangeGrants, type ExchangeGrants } from './exchange-grants.ts';
import type { Faults } from './faults.ts';
import { createWorkloadIssuer, type WorkloadIssuer } from './workload-issuer.ts';

interface ClientSecret {
  secretId: string;
  value: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface AppCertificate {
  /** SHA-1 and SHA-256, hex in capitals. */
  thumbprint: string;
  thumbprintSha256: string;
  publicKey: KeyObject;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** What can act without a person: an app, or what an Azure machine is. */
export interface AppIdentity {
  clientId: string;
  name: string;
  /** Under Enterprise applications: what Exchange's commands want. */
  principalId: string;
  /** Application permissions with an administrator's consent, such as `Mail.Send` and `IMAP.AccessAsApp`. */
  roles: string[];
}

export interface AppRegistration extends AppIdentity {
  /** Under App registrations: of no use to Exchange. */
  objectId: string;
  certificates: AppCertificate[];
  /** Federated credentials: whose tokens stand for the app. */
  federations: { issuer: string; subject: string; audience: string }[];
  secrets: [ClientSecret, ...ClientSecret[]];
  redirectUris: { uri: string; platform: 'web' | 'spa' }[];
  isEnabled: boolean;
  isMultiTenant: boolean;
  /** Whether personal Microsoft accounts may sign in. */
  allowsPersonal: boolean;
  /** A public client must not send a secret. */
  isPublic: boolean;
  /** When on, only people in `assigned` (UPNs) may sign in. */
  requiresAssignment: boolean;
  assigned: string[];
}

/** What a sign-in was about; a code and each refresh token made from it carry the same. */
export interface Grant {
  upn: string;
  clientId: string;
  scopes: Scope[];
  nonce: string | undefined;
  /** With `max_age` the identity token says when the person signed in. */
  isTimeAsked: boolean;
  /** Milliseconds since 1970. */
  signedInAt: number;
}

interface AuthorizationCode extends Grant {
  redirectUri: string;
  platform: 'web' | 'spa';
  challenge: string | undefined;
  expiresAt: number;
  isUsed: boolean;
}

interface RefreshToken extends Grant {
  usedAt: number;
  isRevoked: boolean;
}

export interface EntraSettings {
  /** Who may give consent: everybody for themselves, or an administrator alone. */
  consentPolicy: 'user' | 'admin';
  tokenLifetimeSeconds: number;
  /** After this time without use a refresh token is dead. */
  refreshIdleSeconds: number;
  /** Whether IMAP and SMTP take a user name and a password, as they did before 2022. */
  takesPasswords: boolean;
  /** How long what is set in Exchange takes to count. */
  propagationSeconds: number;
}

export interface EntraState {
  directory: Directory;
  apps: [AppRegistration, ...AppRegistration[]];
  /** The managed identity of the machine that asks the metadata service. */
  identity: AppIdentity;
  workload: WorkloadIssuer;
  /** `jti` of the client assertions that have been used, with their end. */
  usedAssertions: Map<string, number>;
  settings: EntraSettings;
  consents: Consents;
  codes: Map<string, AuthorizationCode>;
  refreshTokens: Map<string, RefreshToken>;
  /** Browser sessions by cookie: the UPNs that signed in, the latest first. */
  sessions: Map<string, string[]>;
  access: Access;
  exchange: ExchangeGrants;
  faults: Faults;
  signer: Signer;
  log: Log | undefined;
  /** Origins, known once the servers listen: `pages` is where a browser signs in. */
  urls: { authority: string; pages: string };
  /** Milliseconds since 1970. */
  now(): number;
}

interface EntraOptions {
  directory: Directory;
  faults: Faults;
  redirectUris: string[];
  settings?: Partial<EntraSettings> | undefined;
  log?: Log | undefined;
  now?: () => number;
}

const halfYear = 180 * 24 * 3600 * 1000;

const usualSettings: EntraSettings = {
  consentPolicy: 'user',
  tokenLifetimeSeconds: 3900,
  refreshIdleSeconds: 90 * 24 * 3600,
  takesPasswords: false,
  propagationSeconds: 0,
};

export async function createEntraState(options: EntraOptions): Promise<EntraState> {
  const now = options.now ?? Date.now;
  const settings: EntraSettings = { ...usualSettings, ...options.settings };
  const { directory } = options;
  const identity = createIdentity();
  const exchange = createExchangeGrants(now, () => settings.propagationSeconds * 1000);
  const apps: EntraState['apps'] = [createApp(now(), firstApp)];
  for (const uri of options.redirectUris) apps[0].redirectUris.push({ uri, platform: 'web' });
  const urls = { authority: '', pages: '' };
  return {
    directory,
    apps,
    identity,
    settings,
    exchange,
    urls,
    now,
    workload: await createWorkloadIssuer(now, () => `${urls.authority}/workload`),
    usedAssertions: new Map(),
    consents: createConsents(now),
    codes: new Map(),
    refreshTokens: new Map(),
    sessions: new Map(),
    access: createAccess({
      directory,
      exchange,
      now,
      takesPasswords: () => settings.takesPasswords,
      findPrincipal(clientId) {
        const app = [...apps, identity].find((each) => each.clientId === clientId);
        return app && { clientId, objectId: app.principalId };
      },
    }),
    faults: options.faults,
    signer: await createSigner(),
    log: options.log,
  };
}

/** @returns a further app registration of the tenant, with a secret */
export function addApp(state: EntraState, name: string): AppRegistration {
  const app = createApp(state.now(), {
    name,
    clientId: randomUUID(),
    objectId: randomUUID(),
    principalId: randomUUID(),
  });
  app.redirectUris.push(...state.apps[0].redirectUris);
  state.apps.push(app);
  return app;
}

/** @param expiresAt milliseconds since 1970 @returns the new secret, which is valid beside the others. */
export function addSecret(app: AppRegistration, expiresAt: number): ClientSecret {
  const secret = createSecret(expiresAt);
  app.secrets.push(secret);
  return secret;
}

function createSecret(expiresAt: number): ClientSecret {
  return { secretId: randomUUID(), value: `sb8Q~${randomBytes(26).toString('base64url')}`, expiresAt };
}

/** Ends what this person has granted; IMAP and SMTP sessions end too, as with continuous access evaluation. */
export function revokeGrants(state: EntraState, upn: string): void {
  for (const token of state.refreshTokens.values()) {
    if (token.upn.toLowerCase() === upn.toLowerCase()) token.isRevoked = true;
  }
  state.access.revoke(upn);
  for (const [id, people] of state.sessions) {
    state.sessions.set(
      id,
      people.filter((each) => each.toLowerCase() !== upn.toLowerCase()),
    );
  }
}

const firstApp = {
  clientId: 'c4a7e2d1-9b3f-4e68-a5d0-7f1b2c3d4e5f',
  name: 'Postroom',
  objectId: '8d2b60f4-17ac-4b1e-90d3-2c5e6f7a8b91',
  principalId: '31f0c9e8-6a42-4d75-b8e1-5a9c0d3e7f26',
};

function createIdentity(): AppIdentity {
  return {
    clientId: '6b9d3e57-40c8-4f12-8a6e-d7305b1c9f84',
    name: 'postroom-machine',
    principalId: 'e2a4c816-7d93-4b05-9f68-1c3b5d7e9a20',
    roles: [],
  };
}

function createApp(
  now: number,
  names: Pick<AppRegistration, 'clientId' | 'name' | 'objectId' | 'principalId'>,
): AppRegistration {
  return {
    ...names,
    roles: [],
    secrets: [createSecret(now + halfYear)],
    certificates: [],
    federations: [],
    redirectUris: [],
    isEnabled: true,
    isMultiTenant: false,
    allowsPersonal: false,
    isPublic: false,
    requiresAssignment: false,
    assigned: [],
  };
}
