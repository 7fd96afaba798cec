import { type Context, Hono } from 'hono';
import type { AppIdentity, EntraState } from './entra-state.ts';
import { issueAppToken } from './entra-tokens.ts';
import { exchangeAudience } from './workload-issuer.ts';

/**
 * The issuer's keys, and Azure's metadata service, which gives a machine's own tokens away.
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export function createWorkload(state: EntraState): Hono {
  const app = new Hono();
  app.get('/workload/.well-known/openid-configuration', (c) => {
    const issuer = state.workload.issuer();
    return c.json({ issuer, jwks_uri: `${issuer}/keys`, id_token_signing_alg_values_supported: ['RS256'] });
  });
  app.get('/workload/keys', (c) => c.json(state.workload.signer.jwks));
  // MSAL puts a slash at the end where it is told another address.
  for (const path of ['/metadata/identity/oauth2/token', '/metadata/identity/oauth2/token/']) {
    app.get(path, (c) => answerMetadata(c, state));
  }
  return app;
}

async function answerMetadata(c: Context, state: EntraState) {
  const refuse = (error_description: string) => c.json({ error: 'invalid_request', error_description }, 400);
  if (c.req.header('Metadata') !== 'true') return refuse('Required metadata header not specified');
  if (!c.req.query('api-version')) return refuse('Required query variable api-version is missing');
  const resource = c.req.query('resource');
  if (!resource) return refuse('Required query variable resource is missing');
  const { identity } = state;
  const asked = c.req.query('client_id');
  if (asked !== undefined && asked !== identity.clientId) return refuse('Identity not found');
  const expiresAt = Math.floor(state.now() / 1000) + state.settings.tokenLifetimeSeconds;
  return c.json({
    access_token: await issueFor(state, identity, resource, expiresAt),
    client_id: identity.clientId,
    expires_in: `${state.settings.tokenLifetimeSeconds}`,
    expires_on: `${expiresAt}`,
    not_before: `${Math.floor(state.now() / 1000) - 300}`,
    resource,
    token_type: 'Bearer',
  });
}

async function issueFor(state: EntraState, identity: AppIdentity, resource: string, exp: number) {
  const { tenantId } = state.directory;
  if (resource.replace(/\/+$/, '') !== exchangeAudience) {
    return issueAppToken(state, identity, tenantId, resource.replace(/\/+$/, ''));
  }
  const iat = Math.floor(state.now() / 1000) - 300;
  const issuer = { iss: `${state.urls.authority}/${tenantId}/v2.0`, tid: tenantId };
  return state.signer.sign({
    ...issuer,
    sub: identity.principalId,
    aud: exchangeAudience,
    iat,
    nbf: iat,
    exp,
  });
}
