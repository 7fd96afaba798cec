import { CsrfField, Field, Notice, Radios, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { type AccessChoice, AccessTable } from './access-table.tsx';

export interface UserPageProps {
  readonly csrf: string;
  /** Undefined for a new user. */
  readonly user:
    | { readonly id: number; readonly name: string; readonly email: string; readonly isActive: boolean }
    | undefined;
  readonly isSelf: boolean;
  readonly hasFactor: boolean;
  readonly values: { readonly name: string; readonly email: string; readonly role: string };
  readonly fields: Readonly<Record<string, string>>;
  readonly groups: readonly AccessChoice[];
}

export function UserPage(props: UserPageProps) {
  const { user, fields } = props;
  return (
    <>
      <SettingsNav active="users" />
      <p class="crumb">
        <a href="/settings/users">Users</a>
      </p>
      <div class="page-head">
        <h1>{user?.name ?? 'New user'}</h1>
        <span>
          {user?.isActive === false && <span class="badge">disabled</span>}{' '}
          <span class="hint">{user?.email}</span>
        </span>
      </div>
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{fields.form ?? 'Nothing was saved: the marked fields need another look.'}</p>
        </Notice>
      )}
      <UserForm {...props} />
      {user !== undefined && (
        <>
          <PasswordForm csrf={props.csrf} userId={user.id} error={fields.password} />
          {props.hasFactor && !props.isSelf && <FactorForm csrf={props.csrf} userId={user.id} />}
          <ActivityForm csrf={props.csrf} user={user} isSelf={props.isSelf} />
        </>
      )}
    </>
  );
}

function FactorForm({ csrf, userId }: { csrf: string; userId: number }) {
  return (
    <form method="post" action={`/settings/users/${userId}/second-factor-removal`} class="stack apart">
      <CsrfField token={csrf} />
      <p>
        For somebody who has lost the authenticator app and the recovery codes. All sessions of the user end.
      </p>
      <div class="actions">
        <button type="submit" class="danger">
          Take the second factor away
        </button>
      </div>
    </form>
  );
}

function UserForm({ csrf, user, values, fields, groups }: UserPageProps) {
  return (
    <form method="post" action={`/settings/users${user === undefined ? '' : `/${user.id}`}`} class="stack">
      <CsrfField token={csrf} />
      <Field
        name="name"
        label="Name"
        value={values.name}
        error={fields.name}
        isRequired={user !== undefined}
        hasFocus={user === undefined}
        hint="Customers may see it."
      />
      {user === undefined && (
        <>
          <Field
            name="email"
            type="email"
            label="E-mail address"
            value={values.email}
            error={fields.email}
            isRequired
            hint="To sign in with. It cannot be changed later."
          />
          <Field
            name="password"
            type="password"
            label="Password"
            autocomplete="new-password"
            error={fields.password}
            isRequired
            hint="At least 8 characters. Tell it to the person, who can change it under the name at the top."
          />
        </>
      )}
      <Radios
        name="role"
        legend="Role"
        value={values.role}
        options={[
          { value: 'agent', label: 'Agent', hint: 'works with the tickets of the groups chosen below' },
          {
            value: 'admin',
            label: 'Admin',
            hint: 'has full access to every group, whatever is chosen below, and all settings',
          },
        ]}
      />
      <AccessTable legend="Access to groups, as an agent" choices={groups} />
      <div class="actions">
        <Submit label={user === undefined ? 'Add user' : 'Save'} />
        <a href="/settings/users">Cancel</a>
      </div>
    </form>
  );
}

function PasswordForm(props: { csrf: string; userId: number; error: string | undefined }) {
  return (
    <section aria-labelledby="password-heading" class="apart">
      <h2 id="password-heading">New password</h2>
      <form method="post" action={`/settings/users/${props.userId}/password`} class="stack">
        <CsrfField token={props.csrf} />
        <Field
          name="password"
          type="password"
          label="New password"
          autocomplete="new-password"
          error={props.error}
          isRequired
          hint="Ends all sessions of this user."
        />
        <div class="actions">
          <Submit label="Set password" tone="danger" />
        </div>
      </form>
    </section>
  );
}

function ActivityForm(props: { csrf: string; user: { id: number; isActive: boolean }; isSelf: boolean }) {
  const { id, isActive } = props.user;
  return (
    <section aria-labelledby="activity-heading" class="apart">
      <h2 id="activity-heading">{isActive ? 'Disable' : 'This user is disabled'}</h2>
      <p>
        A disabled user cannot sign in; sessions end at once. Name, tickets and history stay, and the user can
        be enabled again with the same password and access.
        {props.isSelf && ' This is yourself: you would be signed out now.'}
      </p>
      <form method="post" action={`/settings/users/${id}/${isActive ? 'deactivation' : 'activation'}`}>
        <CsrfField token={props.csrf} />
        <Submit
          label={isActive ? 'Disable' : 'Enable again'}
          {...(isActive ? { tone: 'danger' as const } : {})}
        />
      </form>
    </section>
  );
}
