import { createError, type EntraError, type ErrorContext } from './entra-errors.ts';
import { takeEntraFault } from './entra-faults.ts';
import { expandDefaults, listResources, parseScopes, type Scope } from './entra-scopes.ts';
import type { AppRegistration, EntraState } from './entra-state.ts';
import { checkTenant } from './entra-tenant.ts';

/** What an app asks of a person: a sign-in, or as administrator the consent for everybody. */
export interface AuthorizeRequest {
  kind: 'authorize' | 'adminconsent';
  app: AppRegistration;
  /** The first segment of the path. */
  tenant: string;
  redirectUri: string;
  platform: 'web' | 'spa';
  scopes: Scope[];
  responseMode: 'query' | 'form_post' | 'fragment';
  state: string | undefined;
  nonce: string | undefined;
  prompt: string | undefined;
  maxAge: string | undefined;
  loginHint: string | undefined;
  /** PKCE, S256 (RFC 7636). */
  challenge: string | undefined;
}

/** `page`: the app cannot be trusted with an answer, so the person sees it. `redirect`: the app is told. */
type ParsedRequest =
  | { kind: 'valid'; request: AuthorizeRequest }
  | { kind: 'page'; failure: EntraError }
  | { kind: 'redirect'; failure: EntraError; request: AuthorizeRequest };

/** What an administrator is asked for when the app names nothing: all that it may need. */
const everything = 'https://outlook.office.com/.default offline_access openid profile email';

/** @param tenant the first segment of the path */
export function parseAuthorizeRequest(
  state: EntraState,
  kind: AuthorizeRequest['kind'],
  tenant: string,
  query: URLSearchParams,
): ParsedRequest {
  const page = (code: number, context: ErrorContext) =>
    ({ kind: 'page', failure: createError(code, context) }) as const;
  const clientId = query.get('client_id') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  const app = state.apps.find((each) => each.clientId === clientId.toLowerCase());
  const context = { tenant, tenantName: state.directory.tenantName, clientId, redirectUri };
  const wrong = checkTenant(state, tenant, app);
  if (wrong !== undefined) return page(wrong, { ...context, appName: app?.name ?? '' });
  const missing = ['client_id', 'redirect_uri'].find((name) => !query.get(name));
  if (missing) return page(900144, { subject: missing });
  if (!app) return page(700016, context);
  if (!app.isEnabled) return page(70001, context);
  const registered = app.redirectUris.find(({ uri }) => isSameRedirect(uri, redirectUri));
  if (!registered) return page(50011, context);
  const parsed = parseScopes(query.get('scope') ?? (kind === 'adminconsent' ? everything : ''));
  const request = readRequest(kind, app, tenant, registered.platform, query);
  const refuse = (code: number, subject?: string) => {
    const failure = createError(code, { ...context, appName: app.name, ...(subject ? { subject } : {}) });
    return { kind: 'redirect', failure, request } as const;
  };
  if ('code' in parsed) return refuse(parsed.code, parsed.subject);
  request.scopes = expandDefaults(parsed.scopes);
  const forced = takeEntraFault(state.faults, [app.clientId], kind);
  if (forced) return forced.place === 'redirect' ? refuse(forced.code) : page(forced.code, context);
  if (kind === 'adminconsent') {
    const isMixed = query.has('scope') && listResources(parsed.scopes).length > 1;
    return isMixed ? refuse(28000, query.get('scope') ?? '') : { kind: 'valid', request };
  }
  if (query.get('response_type') !== 'code') return refuse(70003, query.get('response_type') ?? '');
  if (request.scopes.length === 0) return refuse(900144, 'scope');
  if (request.platform === 'spa' && !request.challenge) return refuse(9002325);
  return { kind: 'valid', request };
}

function readRequest(
  kind: AuthorizeRequest['kind'],
  app: AppRegistration,
  tenant: string,
  platform: 'web' | 'spa',
  query: URLSearchParams,
): AuthorizeRequest {
  const mode = query.get('response_mode');
  return {
    kind,
    app,
    tenant,
    platform,
    redirectUri: query.get('redirect_uri') ?? '',
    scopes: [],
    responseMode: mode === 'form_post' || mode === 'fragment' ? mode : 'query',
    state: query.get('state') ?? undefined,
    nonce: query.get('nonce') ?? undefined,
    prompt: query.get('prompt') ?? undefined,
    maxAge: query.get('max_age') ?? undefined,
    loginHint: query.get('login_hint') ?? undefined,
    challenge: query.get('code_challenge') ?? undefined,
  };
}

/** The port of a localhost address does not count, at Microsoft as in RFC 8252 section 7.3. */
function isSameRedirect(registered: string, asked: string): boolean {
  if (!URL.canParse(asked)) return false;
  const url = new URL(asked);
  if (url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname)) {
    const base = new URL(registered);
    const isLocal = ['localhost', '127.0.0.1'].includes(base.hostname);
    return isLocal && base.protocol === url.protocol && base.pathname === url.pathname && url.search === '';
  }
  return registered === asked;
}
