import type { SignInSettingsInput } from '../../src/domain/sign-in-settings.ts';
import { listChoices } from '../facts/value-words.ts';
import { Choice, CsrfField, Field, Notice, Radios, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { rich, t } from '../words.ts';

interface SignInSettingsPageProps {
  readonly csrf: string;
  readonly values: SignInSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
  /** As the app is registered; undefined where there is none. */
  readonly appTenant: string | undefined;
  /** Who can be the local one. */
  readonly admins: readonly { readonly id: number; readonly name: string; readonly email: string }[];
}

const modes = () =>
  listChoices('microsoft', {
    off: t('people sign in with a password or a passkey'),
    only: t('but for one admin, see below'),
  });

/** How people sign in. */
export function SignInSettingsPage(props: SignInSettingsPageProps) {
  const { csrf, values, fields, appTenant } = props;
  return (
    <>
      <SettingsNav active="sign-in" />
      <div class="page-head">
        <h1>{t('Sign-in')}</h1>
      </div>
      {appTenant === undefined && <NoApp />}
      <form method="post" action="/settings/sign-in" class="stack">
        <CsrfField token={csrf} />
        {Object.keys(fields).length > 0 && (
          <Notice tone="error">
            <p>{fields.microsoft ?? t('Nothing was saved: the marked fields need another look.')}</p>
          </Notice>
        )}
        <Radios
          name="microsoft"
          legend={t('Sign in with Microsoft')}
          value={values.microsoft}
          options={modes()}
        />
        <Field
          name="tenantId"
          label={t('Directory (tenant) ID')}
          value={values.tenantId}
          error={fields.tenantId}
          hint={t('Only its people are let in{part}. It stands on the app’s Overview page in Entra.', {
            part: appTenant === undefined ? '' : t('; the app says {appTenant}', { appTenant }),
          })}
        />
        <GroupFields values={values} fields={fields} />
        <LocalAdmin {...props} />
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </>
  );
}

function GroupFields({ values, fields }: Pick<SignInSettingsPageProps, 'values' | 'fields'>) {
  return (
    <>
      <h2>{t('Who is let in')}</h2>
      <p class="hint">
        {t(
          'Users whose address here is their user name at Microsoft; from then on the account counts, not the address. Members of these groups become users by themselves: add “groups claim, security groups” to the app’s token configuration in Entra. Out of both groups is out of Postroom for whoever came in by one.',
        )}
      </p>
      <Field
        name="adminGroup"
        label={t('Group whose members are admins: Object ID')}
        value={values.adminGroup}
        error={fields.adminGroup}
      />
      <Field
        name="agentGroup"
        label={t('Group whose members are agents: Object ID')}
        value={values.agentGroup}
        error={fields.agentGroup}
        hint={t('What they may do in which group of Postroom, an admin chooses here.')}
      />
    </>
  );
}

function LocalAdmin({ values, fields, admins }: SignInSettingsPageProps) {
  return (
    <Choice
      name="localAdminId"
      label={t('The admin who keeps a local way in')}
      value={values.localAdminId}
      error={fields.localAdminId}
      options={[
        ['0', t('nobody')] as const,
        ...admins.map(({ id, name, email }) => [String(id), `${name} (${email})`] as const),
      ]}
      hint={t(
        'For the day when Microsoft cannot be reached. Give this account a passkey or an authenticator app.',
      )}
    />
  );
}

function NoApp() {
  return (
    <Notice tone="info">
      <p>
        {rich(
          'People sign in with Microsoft through the <a>Microsoft 365 app</a>; it is not connected yet.',
          { a: (words) => <a href="/settings/microsoft">{words}</a> },
        )}
      </p>
    </Notice>
  );
}
