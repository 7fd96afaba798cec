import type { Child } from 'hono/jsx';
import type { AuthorizeRequest } from './authorize-request.ts';
import { type Directory, listMailboxes, type Person } from './directory.ts';
import type { EntraError } from './entra-errors.ts';
import { describeScope } from './entra-scopes.ts';

export function Layout({ title, children }: { title: string; children: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href="/sandbox.css" />
      </head>
      <body>
        <header class="brand">Postroom sandbox · not Microsoft</header>
        <main>{children}</main>
      </body>
    </html>
  );
}

interface PickerProps {
  directory: Directory;
  request: AuthorizeRequest;
  signedIn: readonly string[];
  message?: string;
}

export function AccountPicker({ directory, request, signedIn, message }: PickerProps) {
  return (
    <Layout title="Pick an account">
      <h1>Pick an account</h1>
      <p>to continue to {request.app.name}</p>
      {message && <p role="alert">{message}</p>}
      <form method="post" class="accounts">
        <input type="hidden" name="step" value="account" />
        {directory.people.map((person) => (
          <button type="submit" name="account" value={person.upn}>
            <strong>{person.name}</strong>
            <span>{person.upn}</span>
            <small>
              {person.title}
              {signedIn.includes(person.upn) && ' · signed in'}
            </small>
          </button>
        ))}
      </form>
      <details>
        <summary>Use another account</summary>
        <form method="post">
          <input type="hidden" name="step" value="account" />
          <label>
            E-mail address
            <input name="account" type="email" autocomplete="username" required />
          </label>
          <button type="submit">Next</button>
        </form>
      </details>
      <p class="hint">
        Shared mailboxes have no sign-in: pick one of their delegates.{' '}
        {listMailboxes(directory)
          .filter(({ isShared }) => isShared)
          .map(({ address }) => address)
          .join(', ')}
      </p>
    </Layout>
  );
}

export function PasswordPage(props: { account: string; password?: string; message?: string }) {
  return (
    <Layout title="Enter password">
      <h1>Enter password</h1>
      <p>{props.account}</p>
      {props.message && <p role="alert">{props.message}</p>}
      <form method="post">
        <input type="hidden" name="step" value="password" />
        <input type="hidden" name="account" value={props.account} />
        <label>
          Password
          <input name="password" type="password" autocomplete="off" required value={props.password ?? ''} />
        </label>
        <button type="submit">Sign in</button>
      </form>
      <p class="hint">The sandbox fills the right password in.</p>
    </Layout>
  );
}

interface ConsentProps {
  request: AuthorizeRequest;
  person: Person;
  tenantName: string;
  /** The whole organisation instead of the person. */
  isForTenant: boolean;
}

export function ConsentPage({ request, person, tenantName, isForTenant }: ConsentProps) {
  return (
    <Layout title="Permissions requested">
      <p>{person.upn}</p>
      <h1>Permissions requested{isForTenant && ' for your organization'}</h1>
      <p>
        {request.app.name} would like to{isForTenant && `, for everybody in ${tenantName}`}:
      </p>
      <ul>
        {request.scopes.map((scope) => (
          <li>{describeScope(scope)}</li>
        ))}
      </ul>
      <form method="post" class="choice">
        <input type="hidden" name="step" value="consent" />
        <input type="hidden" name="account" value={person.upn} />
        {person.isAdmin && !isForTenant && (
          <label class="check">
            <input type="checkbox" name="tenant" value="yes" /> Consent on behalf of your organization
          </label>
        )}
        <button type="submit" name="decision" value="cancel" class="plain">
          Cancel
        </button>
        <button type="submit" name="decision" value="accept">
          Accept
        </button>
      </form>
    </Layout>
  );
}

export function ApprovalPage({ request, person }: { request: AuthorizeRequest; person: Person }) {
  return (
    <Layout title="Approval required">
      <p>{person.upn}</p>
      <h1>Approval required</h1>
      <p>{request.app.name} needs an administrator's approval to:</p>
      <ul>
        {request.scopes.map((scope) => (
          <li>{describeScope(scope)}</li>
        ))}
      </ul>
      <form method="post">
        <input type="hidden" name="step" value="approval" />
        <input type="hidden" name="account" value={person.upn} />
        <label>
          Enter a reason for requesting this app
          <textarea name="reason" rows={3} />
        </label>
        <div class="choice">
          <button type="submit" name="decision" value="cancel" class="plain">
            Return without requesting
          </button>
          <button type="submit" name="decision" value="request">
            Request approval
          </button>
        </div>
      </form>
    </Layout>
  );
}

export function RequestSentPage({ backTo }: { backTo: string }) {
  return (
    <Layout title="Request sent">
      <h1>Request sent</h1>
      <p>Your administrator will review it. You can come back when it is approved.</p>
      <p>
        <a href={backTo}>Back to the app</a>
      </p>
    </Layout>
  );
}

export function FailurePage({ failure }: { failure: EntraError }) {
  return (
    <Layout title="Sign-in failed">
      <h1>Sorry, but we're having trouble signing you in.</h1>
      <p role="alert">{failure.description}</p>
      <p class="hint">Error code: {failure.code}</p>
    </Layout>
  );
}

/** For `response_mode=form_post`: /sandbox-submit.js sends it off, the button does it without scripts. */
export function FormPostPage({ to, fields }: { to: string; fields: Record<string, string> }) {
  return (
    <Layout title="Working…">
      <form method="post" action={to} id="answer">
        {Object.entries(fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button type="submit">Continue</button>
      </form>
      <script src="/sandbox-submit.js" />
    </Layout>
  );
}
