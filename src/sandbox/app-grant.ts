import { personalTenantId } from './directory.ts';
import { listResources, parseScopes } from './entra-scopes.ts';
import type { AppRegistration, EntraState } from './entra-state.ts';
import { findAudience } from './entra-tenant.ts';
import { issueAppToken } from './entra-tokens.ts';
import type { TokenForm, TokenResult } from './token-client.ts';
import { createRefusal } from './token-grants.ts';

/** Nobody signs in: the app asks for itself (RFC 6749 section 4.4). */
export async function redeemClientCredentials(
  state: EntraState,
  app: AppRegistration,
  tenant: string,
  form: TokenForm,
): Promise<TokenResult> {
  // There is no directory that a token for the app itself could come from.
  const audience = findAudience(state, tenant);
  if (typeof audience !== 'object' || audience.tenantId === personalTenantId)
    return createRefusal(state, app, 50059, undefined, form);
  const refuse = (code: number) => createRefusal(state, app, code, undefined, form, form.scope ?? '');
  const parsed = parseScopes(form.scope ?? '');
  if ('scopes' in parsed && listResources(parsed.scopes).length > 1) return refuse(28000);
  const scope = 'scopes' in parsed && parsed.scopes.length === 1 ? parsed.scopes[0] : undefined;
  if (scope?.name !== '.default' || scope.resource === undefined) return refuse(70011);
  const lifetime = state.settings.tokenLifetimeSeconds;
  const token = await issueAppToken(state, app, audience.tenantId, scope.resource);
  const times = { expires_in: lifetime, ext_expires_in: lifetime };
  return { body: { token_type: 'Bearer', scope: form.scope ?? '', ...times, access_token: token } };
}
