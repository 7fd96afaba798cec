import { FindInList } from '../find-in-list.tsx';
import { Icon } from '../icon.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';

interface GroupRow {
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  /** What it sends from; undefined where no address is set. */
  readonly address: string | undefined;
  /** Active agents who see its tickets; admins see all and are not counted. */
  readonly agents: number;
  readonly openTickets: number;
  readonly tickets: number;
}

export function GroupListPage({ rows }: { rows: readonly GroupRow[] }) {
  return (
    <>
      <SettingsNav active="groups" />
      <div class="page-head">
        <h1>{t('Groups')}</h1>
        <a class="button primary" href="/settings/groups/new">
          {t('Add group')}
        </a>
      </div>
      <p class="lead">
        {t('Tickets land in a group. It decides who sees them and which address answers them.')}
      </p>
      <FindInList listId="groups" count={rows.length} />
      <div class="table-frame">
        <table class="people">
          <thead>
            <tr>
              <th scope="col">{t('Group')}</th>
              <th scope="col">{t('Sends from')}</th>
              <th scope="col">{t('Agents')}</th>
              <th scope="col" class="number">
                {t('Open tickets')}
              </th>
              <th scope="col" class="number">
                {t('All tickets')}
              </th>
            </tr>
          </thead>
          <tbody id="groups">
            {rows.map((row) => (
              <Row {...row} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ id, name, isActive, address, agents, openTickets, tickets }: GroupRow) {
  return (
    <tr>
      <th scope="row">
        <a href={`/settings/groups/${id}`}>{name}</a>{' '}
        {!isActive && <span class="badge">{t('inactive')}</span>}
      </th>
      <td data-label={t('Sends from')}>
        {address ?? (
          <span class="badge attention">
            <Icon name="alert" /> {t('no sending address')}
          </span>
        )}
      </td>
      <td data-label={t('Agents')}>
        {agents === 0 ? <span class="badge">{t('admins only')}</span> : agents}
      </td>
      <td data-label={t('Open tickets')} class="number">
        {openTickets}
      </td>
      <td data-label={t('All tickets')} class="number">
        {tickets}
      </td>
    </tr>
  );
}
