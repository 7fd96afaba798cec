import type { AppFindings } from '../../src/domain/app-access.ts';
import type { GrantScripts } from '../../src/domain/app-grants.ts';
import { Icon } from '../icon.tsx';
import { rich, t } from '../words.ts';

interface GrantStepsProps {
  readonly clientId: string;
  readonly address: string;
  readonly findings: AppFindings | undefined;
  readonly scripts: GrantScripts | undefined;
}

/** What administrators of Entra and of Exchange have to do, with the ids of the case. */
export function GrantSteps(props: GrantStepsProps) {
  const { findings, scripts } = props;
  if (scripts === undefined) return null;
  return (
    <section aria-labelledby="grants-heading">
      <h2 id="grants-heading">{t('What an administrator has to do')}</h2>
      <p>
        {rich(
          'There are two ways; one is enough: take <b2>Graph</b2> where IMAP or SMTP is switched off in the tenant, or where you do not know. <b>IMAP and SMTP</b> are granted mailbox by mailbox; for Graph Exchange gives the app a role that is limited to a scope. Both need the app to be registered in Exchange first, with the object id of the <b3>Enterprise application</b3> ({objectId}); the object id under App registrations is another one and lets nobody in.',
          {
            b: (words) => <b>{words}</b>,
            b2: (words) => <b>{words}</b>,
            b3: (words) => <b>{words}</b>,
            objectId: findings?.objectId,
          },
        )}
      </p>
      <Block id="register" title={t('Once for the app')} lines={[scripts.connect, scripts.register]}>
        {t(
          'In PowerShell with the module ExchangeOnlineManagement, as a member of Organization Management. If Exchange says that the app is registered already, go on.',
        )}
      </Block>
      <ImapSmtp {...props} scripts={scripts} />
      <Graph address={props.address} scripts={scripts} />
      <details>
        <summary>{t('Take all of it back')}</summary>
        <Block id="undo" title={t('In this order')} lines={scripts.undo}>
          {t('The last line ends the access of the app to every mailbox of the organisation.')}
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
      <h3>{t('IMAP and SMTP')}</h3>
      <p>
        {areAgreed ? (
          t('In Entra the app has IMAP.AccessAsApp and SMTP.SendAsApp already.')
        ) : (
          <>
            {rich(
              'In Entra open the app {clientId}, API permissions, Add a permission, <b>APIs my organization uses</b>, <b2>Office 365 Exchange Online</b2>, Application permissions: tick <code>IMAP.AccessAsApp</code> and <code2>SMTP.SendAsApp</code2>, then press <b3>Grant admin consent</b3>.',
              {
                clientId: <code>{clientId}</code>,
                b: (words) => <b>{words}</b>,
                b2: (words) => <b>{words}</b>,
                code: (words) => <code>{words}</code>,
                code2: (words) => <code>{words}</code>,
                b3: (words) => <b>{words}</b>,
              },
            )}
          </>
        )}
      </p>
      <Block id="imap-smtp" title={t('Open {address} to it', { address })} lines={scripts.imapSmtp}>
        {t(
          'Full Access is the only limit for IMAP: the app reads the mailboxes that are listed so, and no other.',
        )}
      </Block>
    </>
  );
}

function Graph({ address, scripts }: { address: string; scripts: GrantScripts }) {
  return (
    <>
      <h3>{t('Graph')}</h3>
      <Block
        id="graph"
        title={t('A scope with {address} alone, and two roles in it', { address })}
        lines={scripts.graph}
      >
        {rich(
          'Nothing is added in Entra for this: <code>Mail.ReadWrite</code> and <code2>Mail.Send</code2> there would be for every mailbox. The last line shows what Exchange thinks of it, without waiting.',
          { code: (words) => <code>{words}</code>, code2: (words) => <code>{words}</code> },
        )}
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
        <button type="button" class="needs-script" data-copy={`grant-${id}`}>
          <Icon name="copy" /> <span data-copy-label>{t('Copy')}</span>
        </button>
      </div>
    </div>
  );
}
