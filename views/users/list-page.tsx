import { FindInList } from '../find-in-list.tsx';
import { Checkbox, CsrfField, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';
import { type UserRow, UserTable } from './user-table.tsx';

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
      <FindInList listId="users" count={rows.length} />
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
