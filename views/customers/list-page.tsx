import { nameCustomer } from '../customer-name.ts';
import { Icon } from '../icon.tsx';
import { SearchField } from '../search-field.tsx';
import { Time } from '../time.tsx';
import { t } from '../words.ts';
import { BehindNotice } from './behind-notice.tsx';

export interface CustomerItem {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
  readonly blockedAt: Date | null;
  readonly tickets: number;
}

interface CustomerListPageProps {
  readonly words: string;
  readonly rows: readonly CustomerItem[];
  readonly next: number | undefined;
  readonly isFirstPage: boolean;
  readonly isBehind: boolean;
}

/** Everybody who has written, the newest first. */
export function CustomerListPage({ words, rows, next, isFirstPage, isBehind }: CustomerListPageProps) {
  return (
    <>
      <div class="page-head">
        <h1>{t('Customers')}</h1>
        <CustomerSearch words={words} />
      </div>
      <BehindNotice isBehind={isBehind} />
      {rows.length === 0 ? (
        <div class="empty">
          <Icon name="search" />
          <h2>{words === '' ? t('Nobody has written yet') : t('No customer fits “{words}”', { words })}</h2>
          <p>{t('Whoever writes to a connected mailbox becomes a customer by himself.')}</p>
        </div>
      ) : (
        <CustomerTable rows={rows} />
      )}
      <p class="pager">
        {!isFirstPage && <a href={`/customers?${new URLSearchParams({ q: words })}`}>{t('Newest')}</a>}
        {next !== undefined && (
          <a rel="next" href={`/customers?${new URLSearchParams({ q: words, before: String(next) })}`}>
            {t('More customers')}
          </a>
        )}
      </p>
    </>
  );
}

function CustomerSearch({ words }: { words: string }) {
  return (
    <search>
      <form class="search" action="/customers" method="get">
        <SearchField
          id="customer-search"
          label={t('Search customers')}
          words={words}
          placeholder={t('Name or address')}
        />
      </form>
    </search>
  );
}

function CustomerTable({ rows }: Pick<CustomerListPageProps, 'rows'>) {
  return (
    <div class="table-frame">
      <table class="customer-list">
        <thead>
          <tr>
            <th scope="col">{t('Name')}</th>
            <th scope="col">{t('Address')}</th>
            <th scope="col" class="number">
              {t('Tickets')}
            </th>
            <th scope="col" class="number">
              {t('Since')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td>
                <a href={`/customers/${row.id}`}>
                  <bdi>{nameCustomer(row.name, row.email)}</bdi>
                </a>
                {row.blockedAt !== null && <span class="badge attention">{t('Blocked')}</span>}
              </td>
              <td class="address">{row.email}</td>
              <td class="number">{row.tickets}</td>
              <td class="number">
                <Time at={row.createdAt} isRelative />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
