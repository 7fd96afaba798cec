import { Checkbox, CsrfField, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';

interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'agent';
  readonly isActive: boolean;
  /** Of his second factors: `app`, `passkey`. */
  readonly factors: readonly string[];
  /** "Support: full", one for each group with access. Empty for admins, who have every group. */
  readonly access: readonly string[];
}

interface UserListProps {
  readonly csrf: string;
  readonly rows: readonly UserRow[];
  /** Of whom a second factor is demanded. */
  readonly demand: { readonly admin: boolean; readonly agent: boolean };
}

export function UserListPage({ csrf, rows, demand }: UserListProps) {
  return (
    <>
      <SettingsNav active="users" />
      <div class="page-head">
        <h1>{t('Users')}</h1>
        <a class="button primary" href="/settings/users/new">
          {t('Add user')}
        </a>
      </div>
      <UserTable rows={rows} />
      <DemandForm csrf={csrf} demand={demand} />
    </>
  );
}

function DemandForm({ csrf, demand }: Pick<UserListProps, 'csrf' | 'demand'>) {
  return (
    <form method="post" action="/settings/users/second-factor" class="stack apart">
      <CsrfField token={csrf} />
      <fieldset class="radios">
        <legend>{t('Second factor')}</legend>
        <Checkbox name="admin" label={t('Demand one of admins')} isChecked={demand.admin} />
        <Checkbox
          name="agent"
          label={t('Demand one of agents')}
          isChecked={demand.agent}
          hint={t('Whoever has none sets one up at the next page, and sees nothing else before.')}
        />
      </fieldset>
      <div class="actions">
        <Submit label={t('Save')} />
      </div>
    </form>
  );
}

function describe(role: UserRow['role'], access: readonly string[]) {
  if (role === 'admin') return t('all: full');
  return access.length === 0 ? (
    <span class="badge attention">{t('no group: sees nothing')}</span>
  ) : (
    access.join(', ')
  );
}

function UserTable({ rows }: Pick<UserListProps, 'rows'>) {
  return (
    <div class="table-frame">
      <table class="people">
        <thead>
          <tr>
            <th scope="col">{t('Name')}</th>
            <th scope="col">{t('Address')}</th>
            <th scope="col">{t('Role')}</th>
            <th scope="col">{t('Second factor')}</th>
            <th scope="col">{t('Groups')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, email, role, isActive, factors, access }) => (
            <tr>
              <th scope="row">
                <a href={`/settings/users/${id}`}>{name}</a>{' '}
                {!isActive && <span class="badge">{t('disabled')}</span>}
              </th>
              <td data-label={t('Address')}>{email}</td>
              <td data-label={t('Role')}>{role === 'admin' ? t('Admin') : t('Agent')}</td>
              <td data-label={t('Second factor')}>{factors.join(', ') || t('none')}</td>
              <td data-label={t('Groups')}>{describe(role, access)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
