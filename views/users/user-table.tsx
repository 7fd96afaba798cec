import { nameChoice } from '../facts/value-words.ts';
import { t } from '../words.ts';

export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'agent';
  readonly isActive: boolean;
  /** Has no password yet, and no other way in. */
  readonly isInvited: boolean;
  /** Of his second factors: `app`, `passkey`. */
  readonly factors: readonly string[];
  /** "Support: full", one for each group with access. Empty for admins, who have every group. */
  readonly access: readonly string[];
}

function describe(role: UserRow['role'], access: readonly string[]) {
  if (role === 'admin') return t('all: full');
  return access.length === 0 ? (
    <span class="badge attention">{t('no group: sees nothing')}</span>
  ) : (
    access.join(', ')
  );
}

/** Everybody, those too who may not sign in any more. */
export function UserTable({ rows }: { rows: readonly UserRow[] }) {
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
        <tbody id="users">
          {rows.map(({ id, name, email, role, isActive, isInvited, factors, access }) => (
            <tr>
              <th scope="row">
                <a href={`/settings/users/${id}`}>{name}</a>{' '}
                {!isActive && <span class="badge">{t('disabled')}</span>}
                {isActive && isInvited && <span class="badge attention">{t('invited, not here yet')}</span>}
              </th>
              <td data-label={t('Address')}>{email}</td>
              <td data-label={t('Role')} class="short">
                {nameChoice('role', role)}
              </td>
              <td data-label={t('Second factor')} class="short">
                {factors.join(', ') || t('not set up')}
              </td>
              <td data-label={t('Groups')}>{describe(role, access)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
