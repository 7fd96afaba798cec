import { Choice, Field } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { rich, t } from '../words.ts';

interface NewChannelPageProps {
  readonly apps: readonly (readonly [id: string, name: string])[];
  readonly app: string;
  /** The shared mailbox that was typed; '' before. */
  readonly mailbox: string;
  readonly error: string | undefined;
}

/** Whose mailbox it will be is asked before Microsoft's page, so that nobody imports his own by accident. */
export function NewChannelPage(props: NewChannelPageProps) {
  const { mailbox, error } = props;
  return (
    <>
      <p class="crumb">
        <a href="/channels">{t('Channels')}</a>
      </p>
      <h1>{t('Add Account')}</h1>
      <p class="lead">
        {t('Nothing is fetched, deleted or answered before you have seen what will happen and said start.')}
      </p>
      {mailbox !== '' && error === undefined ? <SharedMailbox {...props} /> : <Choices {...props} />}
    </>
  );
}

function Choices({ apps, app, mailbox, error }: NewChannelPageProps) {
  return (
    <>
      {apps.length > 1 && (
        <form method="get" action="/channels/new" class="row">
          <Choice name="app" label={t('App')} value={app} options={apps} />
          <button type="submit">{t('Choose')}</button>
        </form>
      )}
      <section aria-labelledby="own-heading">
        <h2 id="own-heading">{t('The mailbox of an account that can sign in')}</h2>
        <p>
          {rich(
            'Sign in <b>as that mailbox</b>: Postroom reads the mailbox of whoever signs in. It is not for your own mailbox, unless customers write to it.',
            { b: (words) => <b>{words}</b> },
          )}
        </p>
        <p class="actions">
          <a class="button primary" href={`/oauth/microsoft/start?kind=add_account&app=${app}`}>
            <Icon name="plug" /> {t('Sign in at Microsoft')}
          </a>
        </p>
      </section>
      <SharedChoice {...{ app, mailbox, error }} />
      <section aria-labelledby="app-heading">
        <h2 id="app-heading">{t("A mailbox without anybody's sign-in")}</h2>
        <p>
          {t(
            "The app itself opens it, once an administrator of Exchange has let it: where people's sign-ins are forbidden to programs, or nobody's account shall be what the help desk depends on.",
          )}
        </p>
        <p class="actions">
          <a class="button" href={`/channels/new/app?app=${app}`}>
            {t('Add a mailbox without a sign-in')}
          </a>
        </p>
      </section>
    </>
  );
}

function SharedChoice({ app, mailbox, error }: Pick<NewChannelPageProps, 'app' | 'mailbox' | 'error'>) {
  return (
    <section aria-labelledby="shared-heading">
      <h2 id="shared-heading">{t('A shared mailbox')}</h2>
      <p>{t('Somebody signs in who has Full Access and Send As for it; only the shared mailbox is read.')}</p>
      <form method="get" action="/channels/new" class="stack">
        <input type="hidden" name="app" value={app} />
        <Field
          name="mailbox"
          label={t('Address of the shared mailbox')}
          type="email"
          value={mailbox}
          error={error}
          placeholder="info@example.com"
          isRequired
        />
        <div class="actions">
          <button type="submit">{t('Go on')}</button>
        </div>
      </form>
    </section>
  );
}

function SharedMailbox({ mailbox, app }: NewChannelPageProps) {
  const query = new URLSearchParams({ kind: 'add_account', app, mailbox });
  return (
    <section aria-labelledby="shared-heading">
      <h2 id="shared-heading">{mailbox}</h2>
      <p>
        {rich(
          "Now sign in with the account of <b>somebody who may open it</b>: Full Access to read it, Send As to answer from it. Only {mailbox} will be read and sent from, never that account's own mailbox. Customers read the name of the group, not that of the account.",
          { b: (words) => <b>{words}</b>, mailbox },
        )}
      </p>
      <p class="actions">
        <a class="button primary" href={`/oauth/microsoft/start?${query}`}>
          <Icon name="plug" /> {t('Sign in at Microsoft')}
        </a>
        <a class="button" href={`/channels/new/app?${new URLSearchParams({ app, mailbox })}`}>
          {t('Let the app open it without a sign-in')}
        </a>
        <a href="/channels/new">{t('Another mailbox')}</a>
      </p>
    </section>
  );
}
