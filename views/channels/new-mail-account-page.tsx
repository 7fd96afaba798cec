import { Field, Submit } from '../form.tsx';

/** The first question about an account with a password: its address, which tells the servers. */
export function NewMailAccountPage({ address, error }: { address: string; error: string | undefined }) {
  return (
    <>
      <p class="crumb">
        <a href="/channels">Channels</a>
      </p>
      <h1>Add an e-mail account</h1>
      <p class="lead">
        A mailbox that is read by IMAP and sent from by SMTP, with a user name and a password. For Microsoft
        365 and Outlook.com use <a href="/channels">Add Account</a> instead: Microsoft takes no passwords from
        programs any more.
      </p>
      <form method="get" action="/channels/new/email" class="stack">
        <Field
          name="address"
          label="Address of the mailbox"
          type="email"
          value={address}
          error={error}
          placeholder="info@example.com"
          hint="The settings of many providers are filled in by themselves."
          isRequired
          hasFocus
        />
        <div class="actions">
          <Submit label="Go on" />
          <a href="/channels">Cancel</a>
        </div>
      </form>
    </>
  );
}
