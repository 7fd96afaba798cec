import { SettingsNav } from '../settings-nav.tsx';

export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'agent';
  readonly isActive: boolean;
  /** "Support: full", one for each group with access. Empty for admins, who have every group. */
  readonly access: readonly string[];
}

export function UserListPage({ rows }: { rows: readonly UserRow[] }) {
  return (
    <>
      <SettingsNav active="users" />
      <div class="page-head">
        <h1>Users</h1>
        <a class="button primary" href="/settings/users/new">
          Add user
        </a>
      </div>
      <div class="table-frame">
        <table class="people">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Address</th>
              <th scope="col">Role</th>
              <th scope="col">Groups</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name, email, role, isActive, access }) => (
              <tr>
                <th scope="row">
                  <a href={`/settings/users/${id}`}>{name}</a>{' '}
                  {!isActive && <span class="badge">disabled</span>}
                </th>
                <td data-label="Address">{email}</td>
                <td data-label="Role">{role}</td>
                <td data-label="Groups">{describe(role, access)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function describe(role: UserRow['role'], access: readonly string[]) {
  if (role === 'admin') return 'all: full';
  return access.length === 0 ? (
    <span class="badge attention">no group: sees nothing</span>
  ) : (
    access.join(', ')
  );
}
