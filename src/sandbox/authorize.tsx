import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { decideNext, fail, grantAnswer, refusalAnswer } from './authorize-access.ts';
import { type AuthorizeRequest, parseAuthorizeRequest } from './authorize-request.ts';
import { findPerson, type Person } from './directory.ts';
import type { EntraError } from './entra-errors.ts';
import type { EntraState } from './entra-state.ts';
import {
  AccountPicker,
  ApprovalPage,
  ConsentPage,
  FailurePage,
  FormPostPage,
  PasswordPage,
  RequestSentPage,
} from './sign-in-pages.tsx';

type Form = Record<string, string>;

const cookieName = 'postroom_sandbox_sign_in';

/** `/{tenant}/oauth2/v2.0/authorize` and `/{tenant}/v2.0/adminconsent`: the pages a person sees. */
export function createAuthorize(state: EntraState): Hono {
  const app = new Hono();
  for (const [path, kind] of [
    ['/:tenant/oauth2/v2.0/authorize', 'authorize'],
    ['/:tenant/v2.0/adminconsent', 'adminconsent'],
  ] as const) {
    app.on(['GET', 'POST'], path, async (c) => {
      const query = new URL(c.req.url).searchParams;
      const parsed = parseAuthorizeRequest(state, kind, c.req.param('tenant'), query);
      if (parsed.kind === 'page') return showFailure(c, parsed.failure);
      if (parsed.kind === 'redirect') return refuse(c, state, parsed.request, parsed.failure);
      if (c.req.method === 'GET') return begin(c, state, parsed.request);
      return takeStep(c, state, parsed.request, await readForm(c));
    });
  }
  return app;
}

function begin(c: Context, state: EntraState, request: AuthorizeRequest) {
  const signedIn = listSignedIn(c, state);
  const hinted = request.loginHint === undefined ? undefined : findPerson(state.directory, request.loginHint);
  const isSilent = !['login', 'select_account', 'admin_consent'].includes(request.prompt ?? '');
  const known = hinted?.upn ?? (signedIn.length === 1 ? signedIn[0] : undefined);
  const person =
    known !== undefined && signedIn.includes(known) ? findPerson(state.directory, known) : undefined;
  if (request.prompt === 'none') return beginSilently(c, state, request, person);
  // Microsoft drops login_hint when the account is to be selected.
  if (request.prompt !== 'select_account' && hinted && !(isSilent && person)) return askPassword(c, hinted);
  if (isSilent && person && request.kind === 'authorize') return proceed(c, state, request, person);
  return c.html(<AccountPicker directory={state.directory} request={request} signedIn={signedIn} />);
}

function beginSilently(c: Context, state: EntraState, request: AuthorizeRequest, person: Person | undefined) {
  if (!person) return refuse(c, state, request, fail(state, request, 50058));
  const next = decideNext(state, request, person);
  if (next.kind === 'granted') return answer(c, request, grantAnswer(state, request, person));
  const failure = next.kind === 'failure' ? next.failure : fail(state, request, 65001, person.upn);
  return refuse(c, state, request, { ...failure, error: 'interaction_required' });
}

function takeStep(c: Context, state: EntraState, request: AuthorizeRequest, form: Form) {
  const account = form.account ?? '';
  const signedIn = listSignedIn(c, state);
  if (form.step === 'account') return chooseAccount(c, state, request, account, signedIn);
  if (form.step === 'password') return checkPassword(c, state, request, form);
  const person = findPerson(state.directory, account);
  if (!person || !signedIn.includes(person.upn)) {
    const message = 'Your sign-in has ended. Please sign in again.';
    return c.html(
      <AccountPicker directory={state.directory} request={request} signedIn={[]} message={message} />,
    );
  }
  if (form.step === 'consent') return takeConsent(c, state, request, person, form);
  return takeApproval(c, state, request, person, form);
}

function chooseAccount(
  c: Context,
  state: EntraState,
  request: AuthorizeRequest,
  account: string,
  signedIn: readonly string[],
) {
  const person = findPerson(state.directory, account);
  if (person && signedIn.includes(person.upn) && request.prompt !== 'login') {
    return proceed(c, state, request, person);
  }
  if (person) return askPassword(c, person);
  const message = fail(state, request, 50034, account).description;
  return c.html(
    <AccountPicker directory={state.directory} request={request} signedIn={signedIn} message={message} />,
  );
}

function askPassword(c: Context, { upn, password }: Person) {
  return c.html(<PasswordPage account={upn} password={password} />);
}

function checkPassword(c: Context, state: EntraState, request: AuthorizeRequest, form: Form) {
  const account = form.account ?? '';
  const person = findPerson(state.directory, account);
  if (person === undefined || person.password !== form.password) {
    const message = fail(state, request, 50126).description;
    return c.html(<PasswordPage account={account} message={message} />);
  }
  rememberSignIn(c, state, person);
  return proceed(c, state, request, person);
}

function takeConsent(c: Context, state: EntraState, request: AuthorizeRequest, person: Person, form: Form) {
  const next = decideNext(state, request, person);
  if (next.kind === 'failure') return end(c, state, request, next.failure);
  if (next.kind === 'approval') return c.html(<ApprovalPage request={request} person={person} />);
  if (form.decision !== 'accept') return refuse(c, state, request, fail(state, request, 65004, person.upn));
  const isForTenant =
    person.isAdmin && (form.tenant === 'yes' || (next.kind === 'consent' && next.isForTenant));
  state.consents.grant(isForTenant ? undefined : person.upn, request.app.clientId, request.scopes);
  if (isForTenant) state.consents.answer(request.app.clientId, true);
  return answer(c, request, grantAnswer(state, request, person));
}

function takeApproval(c: Context, state: EntraState, request: AuthorizeRequest, person: Person, form: Form) {
  if (form.decision !== 'request') return refuse(c, state, request, fail(state, request, 65004, person.upn));
  state.consents.request({
    upn: person.upn,
    clientId: request.app.clientId,
    scopes: request.scopes,
    reason: form.reason ?? '',
  });
  const fields = refusalAnswer(state, request, fail(state, request, 90094, person.upn));
  return c.html(<RequestSentPage backTo={`${addFields(request, fields)}`} />);
}

function proceed(c: Context, state: EntraState, request: AuthorizeRequest, person: Person) {
  const next = decideNext(state, request, person);
  if (next.kind === 'failure') return end(c, state, request, next.failure);
  if (next.kind === 'approval') return c.html(<ApprovalPage request={request} person={person} />);
  if (next.kind === 'granted') return answer(c, request, grantAnswer(state, request, person));
  const { tenantName } = state.directory;
  return c.html(
    <ConsentPage request={request} person={person} tenantName={tenantName} isForTenant={next.isForTenant} />,
  );
}

function end(c: Context, state: EntraState, request: AuthorizeRequest, failure: EntraError) {
  return failure.place === 'redirect' ? refuse(c, state, request, failure) : showFailure(c, failure);
}

function refuse(c: Context, state: EntraState, request: AuthorizeRequest, failure: EntraError) {
  return answer(c, request, refusalAnswer(state, request, failure));
}

function showFailure(c: Context, failure: EntraError) {
  return c.html(<FailurePage failure={failure} />, 400);
}

function answer(c: Context, request: AuthorizeRequest, fields: Record<string, string>) {
  if (request.responseMode === 'form_post' && request.kind === 'authorize') {
    return c.html(<FormPostPage to={request.redirectUri} fields={fields} />);
  }
  return c.redirect(addFields(request, fields), 302);
}

function addFields(request: AuthorizeRequest, fields: Record<string, string>): string {
  const url = new URL(request.redirectUri);
  if (request.responseMode === 'fragment') url.hash = `${new URLSearchParams(fields)}`;
  else for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return `${url}`;
}

function listSignedIn(c: Context, state: EntraState): readonly string[] {
  return state.sessions.get(getCookie(c, cookieName) ?? '') ?? [];
}

function rememberSignIn(c: Context, state: EntraState, person: Person): void {
  const id = getCookie(c, cookieName);
  const people = state.sessions.get(id ?? '') ?? [];
  const key = id !== undefined && state.sessions.has(id) ? id : randomBytes(24).toString('base64url');
  state.sessions.set(key, [person.upn, ...people.filter((upn) => upn !== person.upn)]);
  setCookie(c, cookieName, key, { httpOnly: true, sameSite: 'Lax', path: '/' });
}

async function readForm(c: Context): Promise<Form> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
