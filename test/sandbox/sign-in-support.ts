import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type INetworkModule,
} from '@azure/msal-node';
import { parse } from 'hono/utils/cookie';
import type { Sandbox } from '../../src/sandbox/tenant.ts';

export const callback = 'http://localhost:8025/oauth/microsoft/callback';
export const mailScopes = [
  'https://outlook.office.com/IMAP.AccessAsUser.All',
  'https://outlook.office.com/SMTP.Send',
  'offline_access',
  'openid',
  'profile',
  'email',
];

export interface Page {
  status: number;
  url: string;
  html: string;
  /** Where the app would be called back, with the answer in its query. */
  callback: URL | undefined;
}

/** A browser of sorts: cookies, forms, and redirects until one leaves the sandbox. */
export function createBrowser(sandbox: Sandbox) {
  const cookies = new Map<string, string>();
  const load = async (url: string, form?: Record<string, string>): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const init = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
    const response = await fetch(url, { ...init, redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = Object.entries(parse(line.split(';')[0] ?? ''))[0] ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const target = location === null ? undefined : new URL(location, url);
    if (target && `${target.origin}/` === sandbox.pageUrl) return load(`${target}`);
    return { status: response.status, url, html: await response.text(), callback: target };
  };
  return {
    open: (url: string) => load(url),
    submit: (page: Page, form: Record<string, string>) => load(page.url, form),
    /** Picks the account, types the password and accepts what is asked, unless `consent` is 'ask'. */
    async signIn(url: string, account: string, password: string, consent?: 'ask'): Promise<Page> {
      let page = await load(url);
      if (page.html.includes('Pick an account')) page = await load(page.url, { step: 'account', account });
      if (page.html.includes('Enter password'))
        page = await load(page.url, { step: 'password', account, password });
      if (page.html.includes('Permissions requested') && consent !== 'ask') {
        page = await load(page.url, { step: 'consent', account, decision: 'accept' });
      }
      return page;
    },
  };
}

export function createMsal(sandbox: Sandbox, tenant = sandbox.app.tenant): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: {
      clientId: sandbox.app.clientId,
      clientSecret: sandbox.app.clientSecret,
      authority: `${sandbox.authority}/${tenant}`,
      knownAuthorities: [new URL(sandbox.authority).host],
    },
    system: { networkClient: createNetwork(sandbox.ca) },
  });
}

export function createPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** @returns tokens for `upn`, by the whole way a person goes. */
export async function obtainTokens(
  sandbox: Sandbox,
  upn: string,
  msal = createMsal(sandbox),
  scopes: string[] = mailScopes,
): Promise<AuthenticationResult> {
  const person = sandbox.directory.people.find((each) => each.upn === upn);
  const { verifier, challenge } = createPkce();
  const url = await msal.getAuthCodeUrl({
    scopes,
    redirectUri: callback,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
    prompt: 'select_account',
    state: 'state-1',
    nonce: 'nonce-1',
  });
  const page = await createBrowser(sandbox).signIn(url, upn, person?.password ?? '');
  const code = page.callback?.searchParams.get('code');
  if (!code) throw new Error(`no code: ${page.status} ${page.callback ?? page.html}`);
  return msal.acquireTokenByCode({
    code,
    scopes,
    redirectUri: callback,
    codeVerifier: verifier,
    nonce: 'nonce-1',
  });
}

/** `POST /control/<name>`, as another process does. */
export async function postControl(
  sandbox: Sandbox,
  name: string,
  body: Record<string, unknown>,
): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  const url = `${sandbox.pageUrl}control/${name}`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

/** Posts to the token endpoint as no library would. */
export async function postToken(
  sandbox: Sandbox,
  form: Record<string, string>,
  tenant = sandbox.app.tenant,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const url = `${sandbox.authority}/${tenant}/oauth2/v2.0/token`;
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const { status, text } = await send(sandbox.ca, 'POST', url, headers, `${new URLSearchParams(form)}`);
  return { status, body: JSON.parse(text) };
}

/** `fetch` that trusts the sandbox's authority. */
export function fetchWith(ca: string) {
  return async (url: string): Promise<Response> => {
    const { status, text, headers } = await send(ca, 'GET', url, {});
    return new Response(text, { status, headers });
  };
}

/** @param metadata where Azure's metadata service is to be found */
export function createNetwork(ca: string, metadata?: string): INetworkModule {
  const ask = async (
    method: string,
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) => {
    const local = url.replace('http://169.254.169.254/', metadata ?? '$&');
    const { status, text, headers } = await send(ca, method, local, options?.headers ?? {}, options?.body);
    return { status, headers, body: JSON.parse(text) };
  };
  return {
    sendGetRequestAsync: (url, options) => ask('GET', url, options),
    sendPostRequestAsync: (url, options) => ask('POST', url, options),
  };
}

function send(ca: string, method: string, url: string, headers: Record<string, string>, body?: string) {
  type Answer = { status: number; text: string; headers: Record<string, string> };
  return new Promise<Answer>((resolve, reject) => {
    const ask = url.startsWith('http:') ? httpRequest : httpsRequest;
    const request = ask(url, { method, headers, ca }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const plain = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          headers: Object.fromEntries(plain),
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
