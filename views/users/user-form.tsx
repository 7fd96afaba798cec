import { listChoices } from '../facts/value-words.ts';
import { CsrfField, Field, Radios, Submit } from '../form.tsx';
import { t } from '../words.ts';
import { type AccessChoice, AccessTable } from './access-table.tsx';

export interface UserFormProps {
  readonly csrf: string;
  /** Undefined for a new user. */
  readonly user:
    | { readonly id: number; readonly name: string; readonly email: string; readonly isActive: boolean }
    | undefined;
  readonly values: { readonly name: string; readonly email: string; readonly role: string };
  readonly fields: Readonly<Record<string, string>>;
  readonly groups: readonly AccessChoice[];
}

/** What a user is called, signs in with and may do. */
export function UserForm({ csrf, user, values, fields, groups }: UserFormProps) {
  return (
    <form method="post" action={`/settings/users${user === undefined ? '' : `/${user.id}`}`} class="stack">
      <CsrfField token={csrf} />
      <Field
        name="name"
        label={t('Name')}
        value={values.name}
        error={fields.name}
        isRequired={user !== undefined}
        hasFocus={user === undefined}
        hint={t('Customers may see it.')}
      />
      <Field
        name="email"
        type="email"
        label={t('E-mail address')}
        value={values.email}
        error={fields.email}
        isRequired
        hint={t('To sign in with.')}
      />
      {user === undefined && <FirstPassword error={fields.password} />}
      <RoleChoice role={values.role} />
      <AccessTable legend={t('Access to groups, as an agent')} choices={groups} />
      <div class="actions">
        <Submit label={user === undefined ? t('Add user') : t('Save')} />
        <a href="/settings/users">{t('Cancel')}</a>
      </div>
    </form>
  );
}

function RoleChoice({ role }: { role: string }) {
  return (
    <Radios
      name="role"
      legend={t('Role')}
      value={role}
      options={listChoices('role', {
        agent: t('works with the tickets of the groups chosen below'),
        admin: t('has full access to every group, whatever is chosen below, and all settings'),
      })}
    />
  );
}

function FirstPassword({ error }: { error: string | undefined }) {
  return (
    <Field
      name="password"
      type="password"
      label={t('Password')}
      autocomplete="new-password"
      error={error}
      hint={t(
        'At least 8 characters, to tell the person. Leave it empty to send an invitation by mail: its link is good for an hour.',
      )}
    />
  );
}
