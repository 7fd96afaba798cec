import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  type AppRegistration,
  findAppRegistration,
  getAppRegistration,
  listAppRegistrations,
} from '../../db/app-registrations.ts';
import { type Channel, getChannel } from '../../db/channels.ts';
import { getMailAccount } from '../../db/mail-accounts.ts';
import { deleteExpiredSignIns, insertSignIn, type SignIn } from '../../db/sign-ins.ts';
import type { Actor } from '../../domain/actor.ts';
import { isAddress } from '../../domain/address.ts';
import { callbackPath } from '../../domain/app-registration.ts';
import { type Cloud, personalTenantId, type Resource } from '../../domain/cloud.ts';
import { findCloudOf } from '../../domain/mail-providers.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import { buildAdminConsentUrl, buildSignInUrl, type SignInRequest } from '../../microsoft/sign-in.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { explainFailure } from '../explain-failure.ts';
import { id } from '../input-fields.ts';
import { getCloud } from '../microsoft/clouds.ts';
import { loadRegistration } from '../microsoft/load-registration.ts';
import { noteConsentBegun } from '../microsoft/pending-consent.ts';

const lifetimeMilliseconds = 10 * 60_000;

/**
 * An admin: begins a sign-in at Microsoft, which his session has to finish. `admin_consent` asks as the admin of Postroom;
 * `tenant_consent` goes to the page for a tenant's administrator. `channelId` is for `reauthenticate` and `migrate`.
 * @returns where to send the browser. @throws AppError conflict (no app yet), not_found, unavailable
 */
export const beginSignIn = defineCommand({
  name: 'beginSignIn',
  input: z.strictObject({
    kind: z.enum(['add_account', 'reauthenticate', 'admin_consent', 'tenant_consent', 'migrate']),
    channelId: id.optional(),
    /** Graph's permissions are asked for by themselves, with `reauthenticate` and `tenant_consent`: one token is for one resource. */
    resource: z.enum(['mail', 'graph']).default('mail'),
    /** The mailbox that will be read, where it is not the one of the account that signs in. */
    mailbox: z.string().optional(),
    /** Which of several apps; the first one, or that of the channel, unless given. */
    appRegistrationId: id.optional(),
  }),
  needs: 'admin',
  work: ({ desk, actor }, input) => explainFailure(begin(desk, { ...input, sessionHash: sessionOf(actor) })),
});

interface BeginSignIn {
  readonly sessionHash: string;
  readonly kind: 'add_account' | 'reauthenticate' | 'admin_consent' | 'tenant_consent' | 'migrate';
  readonly channelId?: number | undefined;
  readonly resource: Resource;
  readonly mailbox?: string | undefined;
  readonly appRegistrationId?: number | undefined;
}

/** @throws AppError forbidden where no browser is signed in that Microsoft could send back */
function sessionOf(actor: Actor): string {
  const hash = actor.kind === 'user' ? actor.sessionHash : undefined;
  if (hash === undefined) throw new AppError('forbidden', 'This is done in a browser that is signed in.');
  return hash;
}

async function begin(desk: Desk, input: BeginSignIn): Promise<{ url: string }> {
  const channel = input.channelId === undefined ? undefined : await getChannel(desk.read, input.channelId);
  const stored = await pickRegistration(desk, channel, input);
  const cloud = await getCloud(desk, stored.cloud);
  const registration = await loadRegistration(desk.read, stored);
  if (input.kind === 'tenant_consent' && ['consumers', personalTenantId].includes(registration.tenant)) {
    throw new AppError(
      'conflict',
      'Personal accounts have no administrator: each agrees for itself when it is added. Use Add Account.',
    );
  }
  if (input.kind === 'migrate') await checkMigration(desk, channel, cloud);
  const state = createToken();
  const nonce = createToken();
  const codeVerifier = createToken();
  const redirectUri = desk.publicUrl + callbackPath;
  const url =
    input.kind === 'tenant_consent'
      ? await buildAdminConsentUrl(cloud, registration, { redirectUri, state, resource: input.resource })
      : await buildSignInUrl(cloud, registration, {
          redirectUri,
          state,
          nonce,
          resource: input.resource,
          codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
          ...choosePrompt(input, channel),
        });
  const kind = input.kind === 'tenant_consent' ? 'admin_consent' : input.kind;
  const secrets = { stateHash: hashToken(state), sessionHash: input.sessionHash, nonce, codeVerifier };
  const about = { kind, resource: input.resource, mailbox: readMailbox(input.mailbox) };
  const of = { appRegistrationId: stored.id, channelId: channel?.id ?? null };
  await keepSignIn(desk, { ...secrets, ...about, ...of });
  if (input.kind === 'admin_consent') await noteConsentBegun(desk, stored.id);
  return { url };
}

async function keepSignIn(desk: Desk, signIn: Omit<SignIn, 'createdAt' | 'expiresAt'>): Promise<void> {
  const now = desk.now();
  const expiresAt = new Date(now.getTime() + lifetimeMilliseconds);
  await desk.write(async (tx) => {
    await deleteExpiredSignIns(tx, now);
    await insertSignIn(tx, { ...signIn, createdAt: now, expiresAt });
  });
}

/** A browser that is signed in at Microsoft already must not be taken for granted: the admin chooses or types. */
function choosePrompt(
  input: BeginSignIn,
  channel: Channel | undefined,
): Pick<SignInRequest, 'prompt' | 'loginHint'> {
  // A shared mailbox is opened by somebody else's account: who migrates chooses.
  if (channel !== undefined && input.kind !== 'migrate')
    return { prompt: input.resource === 'graph' ? 'consent' : 'login', loginHint: channel.userName };
  return { prompt: input.kind === 'admin_consent' ? 'consent' : 'select_account' };
}

/** @throws AppError invalid for what is no address */
function readMailbox(text: string | undefined): string | null {
  const address = text?.trim().toLowerCase() ?? '';
  if (address === '' || isAddress(address)) return address === '' ? null : address;
  const reason = `"${address}" is no address; expected one like info@example.com.`;
  throw new AppError('invalid', reason, { fields: { mailbox: reason } });
}

/** @throws AppError conflict where the app cannot sign in at the channel's server */
async function checkMigration(desk: Desk, channel: Channel | undefined, cloud: Cloud): Promise<void> {
  if (channel?.kind !== 'email')
    throw new AppError('conflict', 'Only a channel with a password is migrated.');
  const { imapHost: host, imapPort: port } = await getMailAccount(desk.read, channel.id);
  if (findCloudOf([cloud], { host, port }) !== undefined) return;
  throw new AppError(
    'conflict',
    `The app is registered for ${cloud.name}, and ${host} does not belong to it; connect an app of its cloud first.`,
  );
}

async function pickRegistration(
  desk: Desk,
  channel: Channel | undefined,
  { kind, appRegistrationId: asked }: BeginSignIn,
): Promise<AppRegistration> {
  if (channel?.appRegistrationId != null) return getAppRegistration(desk.read, channel.appRegistrationId);
  if (asked !== undefined) return getAppRegistration(desk.read, asked);
  const fitting = kind === 'migrate' && channel !== undefined ? await findFitting(desk, channel) : undefined;
  const registration = fitting ?? (await findAppRegistration(desk.read));
  if (registration !== undefined) return registration;
  throw new AppError('conflict', 'There is no app yet; connect the Microsoft 365 app first.');
}

/** @returns the first app of the cloud that a channel's server belongs to */
async function findFitting(desk: Desk, { id: channelId }: Channel): Promise<AppRegistration | undefined> {
  const { imapHost: host, imapPort: port } = await getMailAccount(desk.read, channelId);
  for (const app of await listAppRegistrations(desk.read)) {
    if (findCloudOf([await getCloud(desk, app.cloud)], { host, port }) !== undefined) return app;
  }
  return undefined;
}
