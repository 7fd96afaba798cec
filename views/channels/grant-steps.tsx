import type { AppFindings } from '../../src/domain/app-access.ts';
import type { GrantScripts } from '../../src/domain/app-grants.ts';
import { Icon } from '../icon.tsx';

interface GrantStepsProps {
  readonly clientId: string;
  readonly address: string;
  readonly findings: AppFindings | undefined;
  readonly scripts: GrantScripts | undefined;
}

/** What administrators of Entra and of Exchange have to do, with the ids of the case. */
export function GrantSteps(props: GrantStepsProps) {
  const { address, findings, scripts } = props;
  if (scripts === undefined) return null;
  return (
    <section aria-labelledby="grants-heading">
      <h2 id="grants-heading">What an administrator has to do</h2>
      <p>
        There are two ways; one is enough. <b>IMAP and SMTP</b> are granted mailbox by mailbox. For{' '}
        <b>Graph</b> Exchange gives the app a role that is limited to a scope. Both need the app to be
        registered in Exchange first, with the object id of the <b>Enterprise application</b> (
        {findings?.objectId}); the object id under App registrations is another one and lets nobody in.
      </p>
      <Block id="register" title="Once for the app" lines={[scripts.connect, scripts.register]}>
        In PowerShell with the module ExchangeOnlineManagement, as a member of Organization Management. If
        Exchange says that the app is registered already, go on.
      </Block>
      <ImapSmtp {...props} scripts={scripts} />
      <h3>Graph</h3>
      <Block id="graph" title={`A scope with ${address} alone, and two roles in it`} lines={scripts.graph}>
        Nothing is added in Entra for this: <code>Mail.ReadWrite</code> and <code>Mail.Send</code> there would
        be for every mailbox. The last line shows what Exchange thinks of it, without waiting.
      </Block>
      <details>
        <summary>Take all of it back</summary>
        <Block id="undo" title="In this order" lines={scripts.undo}>
          The last line ends the access of the app to every mailbox of the organisation.
        </Block>
      </details>
    </section>
  );
}

function ImapSmtp({ clientId, address, findings, scripts }: GrantStepsProps & { scripts: GrantScripts }) {
  const hasRole = (role: string) => findings?.mailRoles.includes(role) ?? false;
  const areAgreed = hasRole('IMAP.AccessAsApp') && hasRole('SMTP.SendAsApp');
  return (
    <>
      <h3>IMAP and SMTP</h3>
      <p>
        {areAgreed ? (
          'In Entra the app has IMAP.AccessAsApp and SMTP.SendAsApp already.'
        ) : (
          <>
            In Entra open the app <code>{clientId}</code>, API permissions, Add a permission,{' '}
            <b>APIs my organization uses</b>, <b>Office 365 Exchange Online</b>, Application permissions: tick{' '}
            <code>IMAP.AccessAsApp</code> and <code>SMTP.SendAsApp</code>, then press{' '}
            <b>Grant admin consent</b>.
          </>
        )}
      </p>
      <Block id="imap-smtp" title={`Open ${address} to it`} lines={scripts.imapSmtp}>
        Full Access is the only limit for IMAP: the app reads the mailboxes that are listed so, and no other.
      </Block>
    </>
  );
}

interface BlockProps {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly children?: unknown;
}

function Block({ id, title, lines, children }: BlockProps) {
  return (
    <div class="grant-block">
      <p>
        <b>{title}.</b> {children}
      </p>
      <div class="copy-row">
        <pre id={`grant-${id}`} class="command" tabindex={0}>
          {lines.join('\n')}
        </pre>
        <button type="button" data-copy={`grant-${id}`}>
          <Icon name="copy" /> <span data-copy-label>Copy</span>
        </button>
      </div>
    </div>
  );
}
