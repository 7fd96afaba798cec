import { Choice, CsrfField, Field, Notice, Submit } from '../form.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';

export interface NewAppPageProps {
  readonly csrf: string;
  readonly apps: readonly (readonly [id: string, name: string])[];
  /** An app of theirs is for several directories, so the one that is meant has to be named. */
  readonly asksForTenant: boolean;
  readonly values: {
    readonly app: string;
    readonly address: string;
    readonly outsider: string;
    readonly tenant: string;
    readonly name: string;
  };
  readonly fields: Readonly<Record<string, string>>;
  /** Why Microsoft gives the app no token. */
  readonly refusal: string | undefined;
}

/** A mailbox without anybody's sign-in: its address, and one that must stay closed. */
export function NewAppPage(props: NewAppPageProps) {
  const { csrf, refusal } = props;
  return (
    <>
      <p class="crumb">
        <a href="/channels/new">{t('Add Account')}</a>
      </p>
      <h1>{t('Add a mailbox without a sign-in')}</h1>
      <p class="lead">
        {t(
          'The app itself opens the mailbox: no password, no person whose account can be locked, no sign-in that lies idle. In return an administrator of Exchange has to let the app in; the next page says how and watches until it counts. Nothing is fetched before you have seen what will happen and said start.',
        )}
      </p>
      {refusal !== undefined && (
        <Notice tone="error">
          <p>{say(refusal)}</p>
        </Notice>
      )}
      <form method="post" action="/channels/new/app" class="stack setup">
        <CsrfField token={csrf} />
        <AppFields {...props} />
        <div class="actions">
          <Submit label={t('Go on')} />
          <a href="/channels">{t('Cancel')}</a>
        </div>
      </form>
    </>
  );
}

function AppFields({ apps, asksForTenant, values, fields }: NewAppPageProps) {
  return (
    <>
      {apps.length > 1 ? (
        <Choice name="app" label={t('App')} value={values.app} options={apps} error={fields.app} />
      ) : (
        <input type="hidden" name="app" value={values.app} />
      )}
      <Field
        name="address"
        label={t('Address of the mailbox')}
        type="email"
        value={values.address}
        error={fields.address}
        placeholder="info@example.com"
        hint={t("Its primary address: a user's mailbox, or a shared one.")}
        isRequired
        hasFocus
      />
      <Field
        name="name"
        label={t('Name')}
        value={values.name}
        error={fields.name}
        hint={t(
          'What the channel is called, and what customers read as the sender where the group does not say otherwise.',
        )}
      />
      <LimitFields {...{ asksForTenant, values, fields }} />
    </>
  );
}

function LimitFields({
  asksForTenant,
  values,
  fields,
}: Pick<NewAppPageProps, 'asksForTenant' | 'values' | 'fields'>) {
  return (
    <>
      <Field
        name="outsider"
        label={t('A mailbox that the app must not open')}
        type="email"
        value={values.outsider}
        error={fields.outsider}
        hint={t(
          "One that exists, for instance your own: that it is refused proves that the app cannot read everybody's mail. Nothing of it is read.",
        )}
      />
      {asksForTenant && (
        <Field
          name="tenant"
          label={t('Directory (tenant) ID')}
          value={values.tenant}
          error={fields.tenant}
          hint={t('Where an app is for several directories: the one that the mailbox belongs to.')}
        />
      )}
    </>
  );
}
