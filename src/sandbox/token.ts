import { type Context, Hono } from 'hono';
import { redeemClientCredentials } from './app-grant.ts';
import { createError, createErrorBody, createPlainError } from './entra-errors.ts';
import { takeEntraFault } from './entra-faults.ts';
import type { EntraState } from './entra-state.ts';
import { authenticateClient, type TokenForm, type TokenResult } from './token-client.ts';
import { redeemCode, redeemRefreshToken } from './token-grants.ts';

/** `/{tenant}/oauth2/v2.0/token` (RFC 6749 section 3.2) */
export function createTokenEndpoint(state: EntraState): Hono {
  const app = new Hono();
  app.post('/:tenant/oauth2/v2.0/token', async (c) => {
    const form = await readForm(c);
    const outage = answerOutage(c, state, form);
    if (outage) return outage;
    const result = await answerGrant(state, c.req.param('tenant'), form);
    c.header('Cache-Control', 'no-store');
    if ('body' in result) {
      const issued = state.access.find(result.body.access_token);
      if (issued && form.claims !== undefined) issued.claims = form.claims;
      return c.json(result.body);
    }
    const { failure } = result;
    state.log?.info('sandbox refused a token request', { code: failure.code });
    const body = createErrorBody(failure, state.now(), c.req.header('client-request-id'));
    return c.json(body, failure.error === 'invalid_client' ? 401 : 400);
  });
  return app;
}

async function answerGrant(state: EntraState, tenant: string, form: TokenForm): Promise<TokenResult> {
  const client = await authenticateClient(state, tenant, form);
  if ('failure' in client) return client;
  const { app } = client;
  const forced = takeEntraFault(state.faults, [app.clientId], 'token');
  if (forced) {
    const { tenantName } = state.directory;
    const context = { tenant, tenantName, clientId: app.clientId, appName: app.name };
    return { failure: createError(forced.code, context) };
  }
  const words = state.faults.take(app.clientId, 'token-reply', 'token')?.words;
  if (words !== undefined) return { failure: createPlainError(words) };
  if (form.grant_type === 'authorization_code') return redeemCode(state, app, tenant, form);
  if (form.grant_type === 'refresh_token') return redeemRefreshToken(state, app, tenant, form);
  if (form.grant_type === 'client_credentials') return redeemClientCredentials(state, app, tenant, form);
  return { failure: createError(70003, { subject: form.grant_type ?? '' }) };
}

/** The faults `server-unavailable` and `throttle` with the command `token`. */
function answerOutage(c: Context, state: EntraState, form: TokenForm) {
  const isMeant = (kind: 'server-unavailable' | 'throttle') => {
    const key = form.client_id ?? '';
    return state.faults.find(key, kind, 'token')?.command && state.faults.take(key, kind, 'token');
  };
  if (isMeant('server-unavailable')) return c.text('The service is unavailable.', 503);
  const throttle = isMeant('throttle');
  if (!throttle) return undefined;
  c.header('Retry-After', `${Math.ceil((throttle.value ?? 30_000) / 1000)}`);
  return c.text('Too many requests.', 429);
}

async function readForm(c: Context): Promise<TokenForm> {
  const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
  const basic = /^Basic (.+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  if (basic === undefined) return form;
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  return { client_id: id, client_secret: secret, ...form };
}
