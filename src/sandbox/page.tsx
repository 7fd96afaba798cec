import { Hono } from 'hono';
import type { ControlContext } from './control-context.ts';
import type { Person, SharedMailbox } from './directory.ts';
import { AppForms } from './page-app-forms.tsx';
import { ConsentForms, FaultForms, MailForm } from './page-forms.tsx';
import { GraphForms } from './page-graph-forms.tsx';
import css from './sandbox.css?text';
import { Layout } from './sign-in-pages.tsx';

/** The page a person drives the sandbox with; its forms go to the actions of `/control`. */
export function createSandboxPages(context: ControlContext): Hono {
  const app = new Hono();
  app.get('/', (c) => c.html(<SandboxPage {...context} />));
  app.get('/sandbox.css', (c) => c.body(css, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/sandbox-submit.js', (c) =>
    c.body("document.getElementById('answer').submit();", 200, { 'Content-Type': 'text/javascript' }),
  );
  return app;
}

function SandboxPage(context: ControlContext) {
  return (
    <Layout title="Postroom sandbox">
      <h1>{context.state.directory.tenantName}</h1>
      <p>A simulated Microsoft tenant. Nothing here leaves this machine.</p>
      <AppFacts {...context} />
      <AppForms {...context} />
      <People {...context} />
      <MailForm {...context} />
      <FaultForms {...context} />
      <ConsentForms {...context} />
      <GraphForms {...context} />
      <Sent {...context} />
    </Layout>
  );
}

function AppFacts({ state }: ControlContext) {
  const [app] = state.apps;
  const good = app.secrets.findLast(({ expiresAt }) => expiresAt > state.now());
  return (
    <section>
      <h2>App registration</h2>
      <dl>
        <dt>Client ID</dt>
        <dd>
          <code>{app.clientId}</code>
        </dd>
        <dt>Client Secret</dt>
        <dd>
          <code>{good?.value ?? 'expired'}</code> (its Secret ID: <code>{good?.secretId ?? '–'}</code>)
        </dd>
        <dt>Tenant UUID/Name</dt>
        <dd>
          <code>{state.directory.tenantId}</code> or <code>{state.directory.domain}</code>
        </dd>
      </dl>
      <div class="row">
        <form method="post" action="/control/secret-expiries">
          <button type="submit">Expire the secret</button>
        </form>
        <form method="post" action="/control/secrets">
          <button type="submit">New secret</button>
        </form>
      </div>
    </section>
  );
}

function People({ state, mailboxes }: ControlContext) {
  const { people, sharedMailboxes } = state.directory;
  const count = (address: string) => mailboxes.get(address)?.findFolder('INBOX')?.messages.length;
  return (
    <section>
      <h2>People and mailboxes</h2>
      <table>
        <thead>
          <tr>
            <th>Mailbox</th>
            <th>Who</th>
            <th>Password</th>
            <th>Inbox</th>
            <th>Grants</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow person={person} messages={count(person.mail)} />
          ))}
          {sharedMailboxes.map((mailbox) => (
            <SharedRow mailbox={mailbox} messages={count(mailbox.address)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PersonRow({ person, messages }: { person: Person; messages: number | undefined }) {
  const { upn, mail, name, title, password, isLicensed } = person;
  return (
    <tr>
      <td>
        {isLicensed ? <a href={`/control/mailboxes/${mail}`}>{mail}</a> : mail}
        {upn !== mail && <small> signs in as {upn}</small>}
      </td>
      <td>
        {name} <small>{title}</small>
      </td>
      <td>
        <code>{password}</code>
      </td>
      <td>{messages ?? '–'}</td>
      <td>
        <form method="post" action="/control/revocations">
          <button type="submit" name="upn" value={upn}>
            Revoke
          </button>
        </form>
      </td>
    </tr>
  );
}

function SharedRow({ mailbox, messages }: { mailbox: SharedMailbox; messages: number | undefined }) {
  const { address, name, delegates } = mailbox;
  return (
    <tr>
      <td>
        <a href={`/control/mailboxes/${address}`}>{address}</a>
      </td>
      <td>
        {name} <small>shared; delegates: {delegates.join(', ')}</small>
      </td>
      <td>–</td>
      <td>{messages ?? '–'}</td>
      <td>–</td>
    </tr>
  );
}

function Sent({ sent }: ControlContext) {
  return (
    <section>
      <h2>Sent by SMTP and Graph</h2>
      {sent.length === 0 && <p>Nothing yet.</p>}
      <ul>
        {sent.slice(-20).map(({ user, envelope, messageId, at }) => (
          <li>
            {at.toISOString()} {user} → {envelope.to.join(', ')} <small>{messageId}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
