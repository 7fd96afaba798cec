import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { AppCertificate, AppRegistration, EntraState } from './entra-state.ts';
import { findAudience } from './entra-tenant.ts';

/** The AADSTS code of a refusal, and what its sentence names. */
export interface AssertionFault {
  code: number;
  subject: string;
}

/** Clocks may differ by that much. */
const skewSeconds = 300;

/**
 * A JWT instead of a secret (RFC 7523): signed with a certificate that the app registration lists, or by another
 * identity provider that it trusts. https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 * @returns what is wrong with it; undefined when it stands for the app
 */
export async function checkAssertion(
  state: EntraState,
  app: AppRegistration,
  tenant: string,
  assertion: string,
): Promise<AssertionFault | undefined> {
  const read = readAssertion(assertion);
  if (read === undefined) return { code: 50027, subject: 'Invalid JWT token.' };
  const { header, claims } = read;
  const isByCertificate = header.x5t !== undefined || header['x5t#S256'] !== undefined;
  if (!isByCertificate && claims.iss !== app.clientId) {
    return checkFederated(state, app, assertion, claims);
  }
  const fault = await checkSignature(state, app, assertion, header);
  return fault ?? checkClaims(state, app, tenant, claims);
}

/** @param certificate PEM or DER */
export function addCertificate(app: AppRegistration, certificate: string | Buffer): AppCertificate {
  const read = new X509Certificate(certificate);
  const added = {
    thumbprint: read.fingerprint.replaceAll(':', ''),
    thumbprintSha256: read.fingerprint256.replaceAll(':', ''),
    publicKey: read.publicKey,
    expiresAt: read.validToDate.getTime(),
  };
  app.certificates.push(added);
  return added;
}

type Header = ReturnType<typeof decodeProtectedHeader> & { 'x5t#S256'?: string };

function readAssertion(assertion: string): { header: Header; claims: JWTPayload } | undefined {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    // Entra tells no more of it either.
    return undefined;
  }
}

async function checkSignature(
  state: EntraState,
  { certificates }: AppRegistration,
  assertion: string,
  header: Header,
): Promise<AssertionFault | undefined> {
  const named = Buffer.from(header['x5t#S256'] ?? header.x5t ?? '', 'base64url').toString('hex');
  const thumbprint = named.toUpperCase();
  const invalid = (reason: string) => ({
    code: 700027,
    subject: `[Reason - ${reason}, Thumbprint of key used by client: '${thumbprint}']`,
  });
  const key = certificates.find((each) => [each.thumbprint, each.thumbprintSha256].includes(thumbprint));
  if (key === undefined) return invalid('The key was not found.');
  if (key.expiresAt <= state.now()) return invalid('The key used is expired.');
  const isGood = await isSignedBy(assertion, key.publicKey, ['PS256', 'RS256']);
  return isGood
    ? undefined
    : invalid('The key was found, but use of the key to verify the signature failed.');
}

function checkClaims(
  state: EntraState,
  app: AppRegistration,
  tenant: string,
  { aud, iss, sub, jti, exp = 0, nbf = 0 }: JWTPayload,
): AssertionFault | undefined {
  if (iss !== app.clientId || sub !== app.clientId) return { code: 700021, subject: '' };
  if (!listAudiences(state, tenant).includes(String(aud))) return { code: 700023, subject: String(aud) };
  const wrongTime = checkTime(state, exp, nbf);
  if (wrongTime) return wrongTime;
  if (jti === undefined || state.usedAssertions.has(jti)) return { code: 50013, subject: 'replayed' };
  state.usedAssertions.set(jti, exp);
  return undefined;
}

function listAudiences(state: EntraState, tenant: string): string[] {
  const audience = findAudience(state, tenant);
  const names = typeof audience === 'object' ? [tenant, audience.tenantId] : [tenant];
  return names.flatMap((name) => [
    `${state.urls.authority}/${name}/oauth2/v2.0/token`,
    `${state.urls.authority}/${name}/v2.0`,
  ]);
}

async function checkFederated(
  state: EntraState,
  app: AppRegistration,
  assertion: string,
  { iss = '', sub = '', aud, exp = 0, nbf = 0 }: JWTPayload,
): Promise<AssertionFault | undefined> {
  const ofIssuer = app.federations.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) return { code: 700211, subject: iss };
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) return { code: 700213, subject: sub };
  if (!ofSubject.some(({ audience }) => audience === aud)) return { code: 700212, subject: String(aud) };
  const wrongTime = checkTime(state, exp, nbf);
  if (wrongTime) return wrongTime;
  const { keys } = (iss === state.workload.issuer() ? state.workload.signer : state.signer).jwks;
  const [key] = keys.map((jwk) => createPublicKey({ key: jwk, format: 'jwk' }));
  if (key !== undefined && (await isSignedBy(assertion, key, ['RS256']))) return undefined;
  return { code: 700027, subject: '[Reason - The key was not found.]' };
}

function checkTime(state: EntraState, exp: number, nbf: number): AssertionFault | undefined {
  const now = state.now() / 1000;
  const isIn = nbf - skewSeconds <= now && now < exp + skewSeconds;
  const format = (seconds: number) => new Date(seconds * 1000).toISOString();
  const subject = `Current time: ${format(now)}, assertion valid from ${format(nbf)}, expiry time of assertion ${format(exp)}`;
  return isIn ? undefined : { code: 700024, subject };
}

/** Times are judged by the tenant's own clock. */
async function isSignedBy(assertion: string, key: KeyObject, algorithms: string[]): Promise<boolean> {
  try {
    await jwtVerify(assertion, key, { algorithms, currentDate: new Date(0), clockTolerance: 1e12 });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
