import type { ConsentRequest } from '../../src/domain/consent-request.ts';
import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

interface ConsentHelpProps {
  readonly request: ConsentRequest;
  /** Undefined where it cannot be dismissed yet: it has just been made. */
  readonly csrf: string | undefined;
}

/** What the tenant's administrator has to do, and where the answer comes, while an approval is waited for. */
export function ConsentHelp({ request, csrf }: ConsentHelpProps) {
  const { state, since, app } = request;
  const grant = `/oauth/microsoft/start?kind=tenant_consent${app === undefined ? '' : `&app=${app}`}`;
  return (
    <section class="notice warning" aria-labelledby="consent-heading">
      <h2 id="consent-heading">
        {titles()[state]} <Time at={since} />
      </h2>
      {state === 'denied' ? <Denied /> : <Waiting isMade={state === 'pending'} />}
      <p>
        {rich(
          'You are an administrator of the tenant yourself? <a>Grant the permissions for everybody now</a>.',
          { a: (words) => <a href={grant}>{words}</a> },
        )}{' '}
        {rich(
          'These are the ones for IMAP and SMTP. Microsoft grants those of one service at a time: where mail is to go by Microsoft Graph, <a>grant those of Graph, too</a>.',
          {
            a: (words) => <a href={`${grant}&resource=graph`}>{words}</a>,
          },
        )}
      </p>
      {csrf !== undefined && (
        <form method="post" action="/settings/microsoft/consent-request/dismissal">
          <CsrfField token={csrf} />
          <button type="submit">
            {state === 'denied' ? t('Dismiss') : t('It was denied, or I do not wait any more')}
          </button>
        </form>
      )}
    </section>
  );
}

/** The request that has just been made. */
export function PendingConsent({ since, app }: Omit<ConsentRequest, 'state'>) {
  return <ConsentHelp request={{ state: 'pending', since, app }} csrf={undefined} />;
}

const titles = (): Record<ConsentRequest['state'], string> => ({
  begun: t('Somebody went to Microsoft to ask for admin consent'),
  pending: t('Waiting for your administrator since'),
  denied: t('An administrator has declined the permissions'),
});

function Waiting({ isMade }: { isMade: boolean }) {
  return (
    <>
      {!isMade && <p>{t('If Request approval was pressed there, the request has been made since then.')}</p>}
      <p>
        {rich(
          'Microsoft tells the administrator by mail, and <b>the answer comes by mail to whoever asked</b>: Postroom is not told of it. In Entra the request stands under <b2>Enterprise applications</b2>, <b3>Admin consent requests</b3>: open it, <b4>Review permissions and consent</b4>, and sign in as the administrator (not as the mailbox). Then use Add Account here.',
          {
            b: (words) => <b>{words}</b>,
            b2: (words) => <b>{words}</b>,
            b3: (words) => <b>{words}</b>,
            b4: (words) => <b>{words}</b>,
          },
        )}
      </p>
    </>
  );
}

function Denied() {
  return (
    <p>
      {t(
        "Nothing was granted, and nothing of Postroom has changed. Ask what speaks against it; a mailbox can also be added without anybody's sign-in, limited by Exchange to that mailbox alone (Add Account).",
      )}
    </p>
  );
}
