import { type AssertionFault, checkAssertion } from './client-assertion.ts';
import { createError, type EntraError, type ErrorContext } from './entra-errors.ts';
import type { AppRegistration, EntraState } from './entra-state.ts';
import { checkTenant } from './entra-tenant.ts';
import type { TokenBody } from './entra-tokens.ts';

/** What a grant came to: tokens, or Microsoft's refusal. */
export type TokenResult = { body: TokenBody } | { failure: EntraError };

/** The form of a token request; Basic credentials (RFC 6749 section 2.3.1) are put in as if they stood there. */
export type TokenForm = Record<string, string>;

/** @returns the app that asks, when its ID, tenant and secret or assertion fit. */
export async function authenticateClient(
  state: EntraState,
  tenant: string,
  form: TokenForm,
): Promise<{ app: AppRegistration } | { failure: EntraError }> {
  const clientId = form.client_id ?? '';
  const app = state.apps.find((each) => each.clientId === clientId.toLowerCase());
  const context: ErrorContext = {
    tenant,
    tenantName: state.directory.tenantName,
    clientId,
    appName: app?.name ?? '',
  };
  const refuse = (code: number, subject = '') => ({ failure: createError(code, { ...context, subject }) });
  const wrongTenant = checkTenant(state, tenant, app);
  if (wrongTenant !== undefined) return refuse(wrongTenant);
  const missing = ['client_id', 'grant_type'].find((name) => !form[name]);
  if (missing) return refuse(900144, missing);
  if (!app) return refuse(700016);
  if (!app.isEnabled) return refuse(70001);
  const wrong = await checkCredential(state, app, tenant, form);
  return wrong === undefined ? { app } : refuse(wrong.code, wrong.subject);
}

/** RFC 7523 section 2.2 */
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

async function checkCredential(
  state: EntraState,
  app: AppRegistration,
  tenant: string,
  form: TokenForm,
): Promise<AssertionFault | undefined> {
  const { client_assertion: assertion, client_assertion_type: type, client_secret: secret } = form;
  if (assertion === undefined) {
    const code = checkSecret(state, app, secret);
    return code === undefined ? undefined : { code, subject: '' };
  }
  if (app.isPublic) return { code: 700025, subject: '' };
  if (type !== assertionType) return { code: 50027, subject: 'Unsupported client_assertion_type.' };
  return checkAssertion(state, app, tenant, assertion);
}

function checkSecret(
  state: EntraState,
  app: AppRegistration,
  secret: string | undefined,
): number | undefined {
  if (app.isPublic) return secret === undefined ? undefined : 700025;
  if (!secret) return 7000218;
  const found = app.secrets.find(({ value }) => value === secret);
  if (!found) return 7000215;
  return found.expiresAt <= state.now() ? 7000222 : undefined;
}
