import { readDay } from './utc-day.ts';

/** What an admin typed on the page that connects the app. */
export interface AppRegistrationInput {
  readonly clientId: string;
  /** '' keeps the stored one. */
  readonly clientSecret: string;
  /** '' means any tenant. */
  readonly tenant: string;
  readonly cloud: string;
  /** YYYY-MM-DD, the day on which the secret ends; '' when nobody knows it, undefined keeps the stored one. */
  readonly secretExpiresOn?: string | undefined;
}

/** What the installation adds to the judgement. */
export interface AppRegistrationFacts {
  readonly callbackUrl: string;
  /** It need not be entered: there is one, or the app proves itself by something else. */
  readonly hasSecret: boolean;
  readonly cloudIds: readonly string[];
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i;
/** Words that Entra takes in a tenant's place. */
const anyTenant = new Set(['common', 'organizations', 'consumers']);

export const callbackPath = '/oauth/microsoft/callback';

/** @returns the input without what copying brings along, and with `common` for no tenant. */
export function cleanAppRegistration(input: AppRegistrationInput): AppRegistrationInput {
  const tenant = unwrap(input.tenant).toLowerCase();
  return {
    clientId: unwrap(input.clientId).toLowerCase(),
    clientSecret: unwrap(input.clientSecret),
    tenant: tenant === '' ? 'common' : tenant,
    cloud: input.cloud,
    ...(input.secretExpiresOn === undefined ? {} : { secretExpiresOn: input.secretExpiresOn.trim() }),
  };
}

/** Values are copied out of files and chats, where they stand between quotes, or with a space that nobody sees beside them. */
function unwrap(text: string): string {
  const bare = text.replace(unseen, '').trim();
  const inner = quotes.find(
    ([open, close]) => bare.length > 1 && bare.startsWith(open) && bare.endsWith(close),
  );
  return inner === undefined ? bare : bare.slice(1, -1).trim();
}

/** Zero width space, joiners and marks, word joiner, byte order mark. */
const unseen = /[\u200b-\u200f\u2060\ufeff]/g;
const quotes = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
] as const;

/**
 * Finds the mistakes that can be seen without asking Microsoft.
 * @param input cleaned
 * @returns what is wrong with each field; empty when nothing is
 */
export function checkAppRegistrationInput(
  input: AppRegistrationInput,
  facts: AppRegistrationFacts,
): Record<string, string> {
  const found = {
    callbackUrl: checkCallback(facts.callbackUrl),
    clientId: checkClientId(input.clientId),
    clientSecret: checkSecret(input, facts.hasSecret),
    tenant: checkTenant(input.tenant),
    secretExpiresOn: checkExpiry(input.secretExpiresOn ?? ''),
    cloud: facts.cloudIds.includes(input.cloud) ? undefined : 'Choose one of the clouds in the list.',
  };
  const wrong = Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(wrong);
}

type AppIdentity = Pick<AppRegistrationInput, 'clientId' | 'tenant' | 'cloud'>;

/**
 * Tokens belong to one app in one cloud. A channel goes on in its own directory when the app is opened to several, and
 * when the directory that is now named is the channel's; of a domain nobody knows yet whose it is.
 * @param tenantId the directory of the channel's account
 * @returns whether a channel of the stored app cannot go on with the chosen one
 */
export function leavesBehind(stored: AppIdentity, chosen: AppIdentity, tenantId: string | null): boolean {
  if (stored.clientId !== chosen.clientId || stored.cloud !== chosen.cloud) return true;
  return chosen.tenant !== stored.tenant && !anyTenant.has(chosen.tenant) && chosen.tenant !== tenantId;
}

/** @param channels how many use the stored app and cannot go on with the chosen one */
export function describeLeftBehind({ clientId, tenant }: AppIdentity, channels: number): string {
  const where = anyTenant.has(tenant) ? '' : ` in ${tenant}`;
  return channels === 1
    ? `1 channel uses the present app (Client ID ${clientId}${where}); with another app it would stop until somebody signs in again. To use both, connect it as a further app.`
    : `${channels} channels use the present app (Client ID ${clientId}${where}); with another app they would stop until somebody signs in again. To use both, connect it as a further app.`;
}

function checkExpiry(text: string): string | undefined {
  if (text === '' || readDay(text) !== undefined) return undefined;
  return 'Expected a day, such as 2027-01-31; leave it empty when you do not know it.';
}

function checkClientId(clientId: string): string | undefined {
  if (clientId === '') return 'Enter the Application (client) ID from the Overview page of the app in Entra.';
  if (guid.test(clientId)) return undefined;
  return 'This is no Application (client) ID; expected 36 characters like 00000000-0000-0000-0000-000000000000.';
}

function checkSecret(
  { clientSecret, clientId }: AppRegistrationInput,
  hasSecret: boolean,
): string | undefined {
  if (clientSecret === '') return hasSecret ? undefined : "Enter the Value of the app's client secret.";
  if (clientSecret.toLowerCase() === clientId)
    return 'This is the Client ID; expected the Value of a client secret.';
  if (guid.test(clientSecret)) {
    return 'This is the Secret ID, not the secret: in Entra, Certificates & secrets, copy the column Value. It is shown only right after the secret was made.';
  }
  if (/\s/.test(clientSecret)) return 'A client secret has no blanks; copy the Value again.';
  return undefined;
}

function checkTenant(tenant: string): string | undefined {
  if (anyTenant.has(tenant) || guid.test(tenant) || domain.test(tenant)) return undefined;
  return 'Expected the Directory (tenant) ID (36 characters) or a domain of the tenant like example.com; leave it empty for any tenant.';
}

// https://learn.microsoft.com/entra/identity-platform/reply-url#supported-schemes
function checkCallback(url: string): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || hostname === 'localhost') return undefined;
  return `Microsoft accepts only https or localhost, and this is ${url}; start Postroom with POSTROOM_PUBLIC_URL set to its https address.`;
}
