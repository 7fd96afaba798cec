import { Field, Submit } from '../form.tsx';
import { rich, t } from '../words.ts';

/** The first question about an account with a password: its address, which tells the servers. */
export function NewMailAccountPage({ address, error }: { address: string; error: string | undefined }) {
  return (
    <>
      <p class="crumb">
        <a href="/channels">{t('Channels')}</a>
      </p>
      <h1>{t('Add an e-mail account')}</h1>
      <p class="lead">
        {rich(
          'A mailbox that is read by IMAP and sent from by SMTP, with a user name and a password. For Microsoft 365 and Outlook.com use <a>Add Account</a> instead: Microsoft takes no passwords from programs any more.',
          { a: (words) => <a href="/channels">{words}</a> },
        )}
      </p>
      <form method="get" action="/channels/new/email" class="stack">
        <Field
          name="address"
          label={t('Address of the mailbox')}
          type="email"
          value={address}
          error={error}
          placeholder="info@example.com"
          hint={t('The settings of many providers are filled in by themselves.')}
          isRequired
          hasFocus
        />
        <div class="actions">
          <Submit label={t('Go on')} />
          <a href="/channels">{t('Cancel')}</a>
        </div>
      </form>
    </>
  );
}
