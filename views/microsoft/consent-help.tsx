import type { ConsentRequest } from '../../src/domain/consent-request.ts';
import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';

interface ConsentHelpProps {
  readonly request: ConsentRequest;
  /** Undefined where it cannot be dismissed yet: it has just been made. */
  readonly csrf: string | undefined;
}

/** What the tenant's administrator has to do, and where the answer comes, while an approval is waited for. */
export function ConsentHelp({ request, csrf }: ConsentHelpProps) {
  const { state, since } = request;
  return (
    <section class="notice warning" aria-labelledby="consent-heading">
      <h2 id="consent-heading">
        {titles[state]} <Time at={since} />
      </h2>
      {state === 'denied' ? <Denied /> : <Waiting isMade={state === 'pending'} />}
      <p>
        You are an administrator of the tenant yourself?{' '}
        <a href="/oauth/microsoft/start?kind=tenant_consent">Grant the permissions for everybody now</a>.
      </p>
      {csrf !== undefined && (
        <form method="post" action="/settings/microsoft/consent-request/dismissal">
          <CsrfField token={csrf} />
          <button type="submit">
            {state === 'denied' ? 'Dismiss' : 'It was denied, or I do not wait any more'}
          </button>
        </form>
      )}
    </section>
  );
}

/** The request that has just been made. */
export function PendingConsent({ since }: { since: Date }) {
  return <ConsentHelp request={{ state: 'pending', since }} csrf={undefined} />;
}

const titles: Record<ConsentRequest['state'], string> = {
  begun: 'Somebody went to Microsoft to ask for admin consent',
  pending: 'Waiting for your administrator since',
  denied: 'An administrator has declined the permissions',
};

function Waiting({ isMade }: { isMade: boolean }) {
  return (
    <>
      {!isMade && <p>If Request approval was pressed there, the request has been made since then.</p>}
      <p>
        Microsoft tells the administrator by mail, and <b>the answer comes by mail to whoever asked</b>:
        Postroom is not told of it. In Entra the request stands under <b>Enterprise applications</b>,{' '}
        <b>Admin consent requests</b>: open it, <b>Review permissions and consent</b>, and sign in as the
        administrator (not as the mailbox). Then use Add Account here.
      </p>
    </>
  );
}

function Denied() {
  return (
    <p>
      Nothing was granted, and nothing of Postroom has changed. Ask what speaks against it; a mailbox can also
      be added without anybody's sign-in, limited by Exchange to that mailbox alone (Add Account).
    </p>
  );
}
