import type { ControlContext } from './control-context.ts';
import { appRoles } from './entra-scopes.ts';

const offered = [...new Set(Object.values(appRoles).flat())];

/** What administrators of Entra and of Exchange do for an app that comes without a person. */
export function AppForms({ state }: ControlContext) {
  const [app] = state.apps;
  return (
    <section id="app-access">
      <h2>The app without a person</h2>
      <dl>
        <dt>Object id under Enterprise applications</dt>
        <dd>
          <code>{app.principalId}</code>
        </dd>
        <dt>Object id under App registrations</dt>
        <dd>
          <code>{app.objectId}</code>
        </dd>
        <dt>Certificates</dt>
        <dd>
          {app.certificates.length === 0 && 'none'}
          {app.certificates.map(({ thumbprintSha256 }) => (
            <code>{thumbprintSha256} </code>
          ))}
        </dd>
      </dl>
      <Forms roles={app.roles} />
    </section>
  );
}

function Forms({ roles }: { roles: readonly string[] }) {
  return (
    <>
      <form method="post" action="/control/app-roles" id="app-roles">
        <label>
          Application permissions, with admin consent <input name="roles" value={roles.join(' ')} />
        </label>
        <small>Of {offered.join(', ')}.</small>
        <button type="submit">Grant admin consent</button>
      </form>
      <form method="post" action="/control/certificates" enctype="multipart/form-data" id="certificates">
        <label>
          A certificate (.cer, .pem) <input type="file" name="certificate" required />
        </label>
        <button type="submit">Upload certificate</button>
      </form>
      <form method="post" action="/control/powershell" id="powershell">
        <label>
          Exchange Online PowerShell <textarea name="script" rows={6} required />
        </label>
        <button type="submit">Run</button>
      </form>
    </>
  );
}
