import * as z from 'zod';
import type { Cloud } from '../domain/cloud.ts';
import { diagnose } from '../domain/diagnosis/diagnosis.ts';
import { type Failure, findFailure, RemoteError } from '../domain/failure.ts';
import { acquireAppToken } from './app-token.ts';
import { discoverTenant } from './discovery.ts';
import type { Registration } from './entra-client.ts';
import { describeAnswer, parseJson } from './entra-failure.ts';
import { sendHttp } from './http.ts';

type Part = 'connection' | 'tenant' | 'client_id' | 'client_secret';

/** `unknown`: Microsoft tells only when somebody signs in, or an earlier part has to be mended first. */
export interface PartVerdict {
  readonly part: Part;
  readonly verdict: 'fits' | 'wrong' | 'unknown';
  readonly words: string;
}

const token = z.object({ access_token: z.string() });
const parts: readonly Part[] = ['connection', 'tenant', 'client_id', 'client_secret'];

/** Asks Entra for a token of the app's own, which is thrown away: its error codes tell which part is wrong. */
export async function checkRegistration(cloud: Cloud, registration: Registration): Promise<PartVerdict[]> {
  try {
    const discovery = await discoverTenant(cloud, registration.tenant);
    const failure = await askForToken(cloud, registration, discovery.token_endpoint);
    return judge(registration, failure);
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    // What Entra itself has not said is about the way there.
    const isOfWay = failure.origin === 'network' || failure.code !== undefined;
    return wrongAt(isOfWay ? 'connection' : 'tenant', failure);
  }
}

async function askForToken(
  cloud: Cloud,
  registration: Registration,
  url: string,
): Promise<Failure | undefined> {
  try {
    if (isAnyTenant(registration.tenant)) return await askAnyTenant(cloud, registration, url);
    await acquireAppToken(cloud, registration, cloud.appMailResource);
    return undefined;
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined || failure.origin === 'network' || failure.code !== undefined) throw error;
    return failure;
  }
}

/** MSAL does not ask without a tenant; Microsoft answers all the same, and says when the app is for one only. */
async function askAnyTenant(cloud: Cloud, { clientId, credential }: Registration, url: string) {
  if (credential.kind !== 'secret') return noTenant;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: credential.clientSecret,
    scope: `${cloud.appMailResource}/.default`,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await sendHttp(url, { method: 'POST', headers, body: form.toString(), ca: cloud.ca });
  if (answer.status === 200 && token.safeParse(parseJson(answer.body)).success) return undefined;
  throw new RemoteError(describeAnswer(url, answer));
}

const noTenant: Failure = {
  origin: 'entra',
  error: 'no_tenant',
  aadsts: [50059],
  text: 'No tenant was entered.',
};

function isAnyTenant(tenant: string): boolean {
  return ['common', 'organizations', 'consumers'].includes(tenant);
}

function judge({ tenant }: Registration, failure: Failure | undefined): PartVerdict[] {
  const isOpen = isAnyTenant(tenant);
  const verdicts = judgeParts(isOpen, failure);
  if (!isOpen) return verdicts;
  // That nothing speaks against it says nothing of the tenant that will be asked.
  return verdicts.map((each) =>
    each.part === 'tenant' && each.verdict === 'fits'
      ? { ...each, verdict: 'unknown', words: `No tenant was entered. ${unknownWithoutTenant}` }
      : each,
  );
}

/** What is wrong with that by which the app proves itself. */
const ofCredential = new Set([
  ...['app_type', 'client_refused', 'certificate_refused', 'assertion_refused', 'clock_differs'],
  ...['federation_mismatch', 'token_file_unusable', 'managed_identity_missing'],
]);

const unknownWithoutTenant =
  'Without a tenant Microsoft tells this only when somebody signs in: use Add Account.';

function judgeParts(isOpen: boolean, failure: Failure | undefined): PartVerdict[] {
  if (failure === undefined) return parts.map((part) => fits(part));
  const { code } = diagnose(failure);
  if (code === 'single_tenant') return wrongAt('tenant', failure);
  if (code === 'tenant_not_found' && !isOpen) return wrongAt('tenant', failure);
  if (code === 'app_not_found' || code === 'app_disabled') return wrongAt('client_id', failure);
  const isSecret = code.startsWith('secret_') || ofCredential.has(code);
  // 7000229: the secret is right, but nobody in the tenant has used or approved the app yet.
  if (failure.aadsts?.includes(7000229)) return parts.map((part) => fits(part));
  if (isSecret) return wrongAt('client_secret', failure);
  const words = isOpen ? unknownWithoutTenant : `Microsoft answered: ${failure.text}`;
  return parts.map((part) => (part === 'connection' ? fits(part) : { part, verdict: 'unknown', words }));
}

/** Microsoft looks at the parts in their order: what stands before the wrong one fits. */
function wrongAt(wrong: Part, failure: Failure): PartVerdict[] {
  const { cause, step } = diagnose(failure);
  return parts.map((part) => {
    if (part === wrong) return { part, verdict: 'wrong', words: `${cause} ${step} (${failure.text})` };
    if (parts.indexOf(part) < parts.indexOf(wrong)) return fits(part);
    return { part, verdict: 'unknown', words: 'Mend the part above first, then check again.' };
  });
}

function fits(part: Part): PartVerdict {
  const words: Record<Part, string> = {
    connection: "Microsoft's sign-in can be reached.",
    tenant: 'Microsoft knows the tenant.',
    client_id: 'The tenant knows the app.',
    client_secret: 'What the app proves itself by belongs to it and is valid.',
  };
  return { part, verdict: 'fits', words: words[part] };
}
