import { createHash } from 'node:crypto';
import { findPerson, type Person } from './directory.ts';
import { createError } from './entra-errors.ts';
import { takeEntraFault } from './entra-faults.ts';
import { expandDefaults, listResources, parseScopes, type Scope } from './entra-scopes.ts';
import type { AppRegistration, EntraState, Grant } from './entra-state.ts';
import { isWelcome } from './entra-tenant.ts';
import { issueTokens } from './entra-tokens.ts';
import type { TokenForm, TokenResult } from './token-client.ts';

export async function redeemCode(
  state: EntraState,
  app: AppRegistration,
  tenant: string,
  form: TokenForm,
): Promise<TokenResult> {
  const code = state.codes.get(form.code ?? '');
  const refuse = (number: number) => createRefusal(state, app, number, code?.upn, form);
  if (!form.code) return createRefusal(state, app, 900144, undefined, form, 'code');
  if (!code || code.clientId !== app.clientId) return refuse(70000);
  if (code.isUsed) return refuse(54005);
  if (code.expiresAt <= state.now()) return refuse(70008);
  if (form.redirect_uri !== code.redirectUri) return refuse(50011);
  if (code.platform === 'spa') return refuse(9002327);
  if (!isVerified(code.challenge, form.code_verifier)) return refuse(501481);
  code.isUsed = true;
  return grantTokens(state, app, tenant, code, form);
}

/** A refresh token is good once: its successor replaces it. */
export async function redeemRefreshToken(
  state: EntraState,
  app: AppRegistration,
  tenant: string,
  form: TokenForm,
): Promise<TokenResult> {
  const presented = form.refresh_token ?? '';
  if (!presented) return createRefusal(state, app, 900144, undefined, form, 'refresh_token');
  const token = state.refreshTokens.get(presented);
  const refuse = (number: number) => createRefusal(state, app, number, token?.upn, form);
  if (!token || token.clientId !== app.clientId) return refuse(70000);
  if (token.isRevoked) return refuse(50173);
  if (token.usedAt + state.settings.refreshIdleSeconds * 1000 <= state.now()) return refuse(700082);
  const result = await grantTokens(state, app, tenant, token, form);
  if ('body' in result) state.refreshTokens.delete(presented);
  return result;
}

async function grantTokens(
  state: EntraState,
  app: AppRegistration,
  tenant: string,
  grant: Grant,
  form: TokenForm,
): Promise<TokenResult> {
  const refuse = (number: number, subject = '') =>
    createRefusal(state, app, number, grant.upn, form, subject);
  const person = findPerson(state.directory, grant.upn);
  const wrong = checkPerson(state, app, person);
  if (!person || wrong !== undefined) return refuse(wrong ?? 50034);
  if (!isWelcome(state, tenant, app, person)) return refuse(7000012);
  const parsed = form.scope ? parseScopes(form.scope) : { scopes: keepOneResource(grant.scopes) };
  if ('code' in parsed) return refuse(70011, parsed.subject);
  const scopes = expandDefaults(parsed.scopes);
  if (listResources(scopes).length > 1) return refuse(28000, form.scope ?? '');
  if (state.consents.listMissing(person.upn, app.clientId, scopes).length > 0) return refuse(65001);
  const { nonce, isTimeAsked, signedInAt } = grant;
  const kept = {
    upn: person.upn,
    clientId: app.clientId,
    scopes: grant.scopes,
    nonce,
    isTimeAsked,
    signedInAt,
  };
  return { body: await issueTokens(state, kept, person, scopes) };
}

function checkPerson(
  state: EntraState,
  app: AppRegistration,
  person: Person | undefined,
): number | undefined {
  if (!person) return 50034;
  const forced = takeEntraFault(state.faults, [person.upn, person.mail], 'token');
  if (forced) return forced.code;
  if (!person.isEnabled) return 50057;
  return app.requiresAssignment && !app.assigned.includes(person.upn) ? 50105 : undefined;
}

export function createRefusal(
  state: EntraState,
  app: AppRegistration,
  code: number,
  user: string | undefined,
  form: TokenForm,
  subject = '',
): TokenResult {
  const { tenantId, tenantName } = state.directory;
  const failure = createError(code, {
    tenant: tenantId,
    tenantName,
    clientId: app.clientId,
    appName: app.name,
    user: user ?? '',
    redirectUri: form.redirect_uri ?? '',
    resource: '00000002-0000-0ff1-ce00-000000000000',
    subject,
  });
  return { failure };
}

function keepOneResource(scopes: readonly Scope[]): Scope[] {
  const [first] = listResources(scopes);
  return scopes.filter(({ resource }) => resource === undefined || resource === first);
}

/** RFC 7636 section 4.6, S256 */
function isVerified(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return verifier === undefined;
  return (
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') === challenge
  );
}
