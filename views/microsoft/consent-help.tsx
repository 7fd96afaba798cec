import { Time } from '../time.tsx';

/** What the tenant's administrator has to do, while an approval is waited for. */
export function ConsentHelp({ since }: { since: Date }) {
  return (
    <section class="notice warning" aria-labelledby="consent-heading">
      <h2 id="consent-heading">
        Waiting for your administrator since <Time at={since} />
      </h2>
      <p>
        Microsoft tells the administrator by mail. In Entra the request stands under{' '}
        <b>Enterprise applications</b>, <b>Admin consent requests</b>: open it,{' '}
        <b>Review permissions and consent</b>, and sign in as the administrator (not as the mailbox). Then use
        Add Account here.
      </p>
      <p>
        You are an administrator of the tenant yourself?{' '}
        <a href="/oauth/microsoft/start?kind=tenant_consent">Grant the permissions for everybody now</a>.
      </p>
    </section>
  );
}
