import { randomBytes, randomUUID } from 'node:crypto';
import type { AuthorizeRequest } from './authorize-request.ts';
import { type Person, personalTenantId } from './directory.ts';
import { createError, createErrorBody, type EntraError } from './entra-errors.ts';
import { takeEntraFault } from './entra-faults.ts';
import type { EntraState } from './entra-state.ts';
import { isWelcome } from './entra-tenant.ts';

/** What comes after a person has signed in. */
type Next =
  | { kind: 'failure'; failure: EntraError }
  | { kind: 'consent'; isForTenant: boolean }
  | { kind: 'approval' }
  | { kind: 'granted' };

const codeLifetime = 10 * 60 * 1000;

export function decideNext(state: EntraState, request: AuthorizeRequest, person: Person): Next {
  const { app } = request;
  const forced = takeEntraFault(state.faults, [person.upn, person.mail], request.kind);
  if (forced) return { kind: 'failure', failure: fail(state, request, forced.code, person.upn) };
  if (!isWelcome(state, request.tenant, app, person))
    return { kind: 'failure', failure: fail(state, request, 50020, person.upn) };
  if (!person.isEnabled) return { kind: 'failure', failure: fail(state, request, 50057, person.upn) };
  if (app.requiresAssignment && !app.assigned.includes(person.upn)) {
    return { kind: 'failure', failure: fail(state, request, 50105, person.upn) };
  }
  if (request.kind === 'adminconsent' || request.prompt === 'admin_consent') {
    return person.isAdmin ? { kind: 'consent', isForTenant: true } : { kind: 'approval' };
  }
  const missing = state.consents.listMissing(person.upn, app.clientId, request.scopes);
  if (missing.length === 0 && request.prompt !== 'consent') return { kind: 'granted' };
  // Nobody administers a personal account.
  const isOwn = person.isAdmin || person.tenantId === personalTenantId;
  if (isOwn || state.settings.consentPolicy === 'user') return { kind: 'consent', isForTenant: false };
  return missing.length === 0 ? { kind: 'granted' } : { kind: 'approval' };
}

/** @returns what the app gets on the way back. */
export function grantAnswer(
  state: EntraState,
  request: AuthorizeRequest,
  person: Person,
): Record<string, string> {
  const back = request.state === undefined ? {} : { state: request.state };
  if (request.kind === 'adminconsent') {
    return { admin_consent: 'True', tenant: state.directory.tenantId, ...back };
  }
  const code = `1.sandbox.${randomBytes(48).toString('base64url')}`;
  state.codes.set(code, {
    upn: person.upn,
    clientId: request.app.clientId,
    scopes: request.scopes,
    nonce: request.nonce,
    isTimeAsked: request.maxAge !== undefined,
    signedInAt: state.now(),
    redirectUri: request.redirectUri,
    platform: request.platform,
    challenge: request.challenge,
    expiresAt: state.now() + codeLifetime,
    isUsed: false,
  });
  return { code, ...back, session_state: randomUUID() };
}

/** @returns the refusal as the app gets it. */
export function refusalAnswer(
  state: EntraState,
  request: AuthorizeRequest,
  failure: EntraError,
): Record<string, string> {
  const { error, error_description, error_uri } = createErrorBody(failure, state.now());
  return {
    error,
    ...(failure.subcode ? { error_subcode: failure.subcode } : {}),
    error_description,
    error_uri,
    // So it comes back, refused or not, and without the tenant (MicrosoftDocs/azure-docs#114009).
    ...(request.kind === 'adminconsent' ? { admin_consent: 'True' } : {}),
    ...(request.state === undefined ? {} : { state: request.state }),
  };
}

export function fail(state: EntraState, request: AuthorizeRequest, code: number, user = ''): EntraError {
  return createError(code, {
    tenant: state.directory.tenantId,
    tenantName: state.directory.tenantName,
    clientId: request.app.clientId,
    appName: request.app.name,
    redirectUri: request.redirectUri,
    resource: request.scopes.find(({ resource }) => resource)?.resource ?? '',
    user,
  });
}
