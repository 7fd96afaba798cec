import { Hono } from 'hono';
import { createAuthorize } from './authorize.tsx';
import { createError, createErrorBody } from './entra-errors.ts';
import type { EntraState } from './entra-state.ts';
import { findAudience } from './entra-tenant.ts';
import { createIntrospection } from './introspect.ts';
import { createTokenEndpoint } from './token.ts';
import { createWorkload } from './workload.ts';

/** Everything that login.microsoftonline.com answers, under Microsoft's paths. */
export function createEntra(state: EntraState): Hono {
  const app = new Hono();
  app.get('/:tenant/v2.0/.well-known/openid-configuration', (c) => {
    const tenant = c.req.param('tenant');
    const audience = findAudience(state, tenant);
    if (audience !== undefined) return c.json(describeEndpoints(state, audience));
    return c.json(createErrorBody(createError(90002, { tenant }), state.now()), 400);
  });
  app.get('/:tenant/discovery/v2.0/keys', (c) => c.json(state.signer.jwks));
  app.get('/common/discovery/instance', (c) => c.json(describeInstance(state)));
  app.route('/', createAuthorize(state));
  app.route('/', createTokenEndpoint(state));
  app.route('/', createIntrospection(state));
  app.route('/', createWorkload(state));
  return app;
}

function describeEndpoints({ urls }: EntraState, audience: NonNullable<ReturnType<typeof findAudience>>) {
  const isShared = typeof audience === 'string';
  const own = isShared ? audience : audience.tenantId;
  return {
    token_endpoint: `${urls.authority}/${own}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${urls.authority}/${own}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${urls.authority}/${isShared ? '{tenantid}' : own}/v2.0`,
    authorization_endpoint: `${urls.pages}/${own}/oauth2/v2.0/authorize`,
    introspection_endpoint: `${urls.authority}/introspect`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'email',
      'oid',
    ],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'sandbox',
  };
}

/** MSAL asks for this when it does not know the host. */
function describeInstance({ urls, directory }: EntraState) {
  const { host } = new URL(urls.authority);
  return {
    tenant_discovery_endpoint: `${urls.authority}/${directory.tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
