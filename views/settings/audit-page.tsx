import { CsrfField, Field, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { Time } from '../time.tsx';
import { t } from '../words.ts';
import { describeVia } from './via-words.ts';

export interface AuditRow {
  readonly id: number;
  readonly at: Date;
  readonly who: string;
  /** Such as `page`, `token:5`. */
  readonly through: string;
  /** The network address; '' where there is none. */
  readonly from: string;
  readonly what: string;
  readonly about: string;
}

export interface AuditFilter {
  readonly subject: string;
  readonly user: string;
  readonly origin: string;
  readonly from: string;
  readonly until: string;
}

interface AuditPageProps {
  readonly csrf: string;
  readonly rows: readonly AuditRow[];
  readonly filter: AuditFilter;
  readonly users: readonly { readonly id: number; readonly name: string }[];
  /** The same filter as an address of the file. */
  readonly csvUrl: string;
  /** Undefined on the last page. */
  readonly olderUrl: string | undefined;
  /** For how long it is kept. */
  readonly days: string;
  readonly error: string | undefined;
}

const subjects = () =>
  [
    ['', t('everything')],
    ['people', t('people and sign-ins')],
    ['channels', t('channels')],
    ['settings', t('settings, groups and filters')],
    ['customers', t('customers')],
    ['mail', t('mail opened as it came, quarantine')],
    ['audit', t('this log')],
  ] as const;

/** Who did what, when, from where and through what. */
export function AuditPage({ csrf, rows, filter, users, csvUrl, olderUrl, days, error }: AuditPageProps) {
  return (
    <>
      <SettingsNav active="audit" />
      <div class="page-head">
        <h1>{t('Audit log')}</h1>
        <a class="button" href={csvUrl}>
          {t('Download as CSV')}
        </a>
      </div>
      <FilterForm filter={filter} users={users} />
      {rows.length === 0 ? <p class="hint">{t('Nothing of that happened.')}</p> : <AuditTable rows={rows} />}
      {olderUrl !== undefined && (
        <p>
          <a href={olderUrl}>{t('Older')}</a>
        </p>
      )}
      <RetentionForm csrf={csrf} days={days} error={error} />
    </>
  );
}

function FilterForm({ filter, users }: Pick<AuditPageProps, 'filter' | 'users'>) {
  return (
    <form method="get" action="/settings/audit" class="audit-filter">
      <label>
        {t('About')}{' '}
        <select name="subject">
          {subjects().map(([value, label]) => (
            <option value={value} selected={value === filter.subject}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('Who')}{' '}
        <select name="user">
          <option value="">{t('anybody')}</option>
          {users.map(({ id, name }) => (
            <option value={String(id)} selected={String(id) === filter.user}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('Address')} <input name="origin" value={filter.origin} size={16} />
      </label>
      <label>
        {t('From')} <input type="date" name="from" value={filter.from} />
      </label>
      <label>
        {t('to')} <input type="date" name="until" value={filter.until} />
      </label>
      <button type="submit">{t('Show')}</button>
    </form>
  );
}

function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  return (
    <div class="table-frame">
      <table class="people audit">
        <thead>
          <tr>
            <th scope="col">{t('When')}</th>
            <th scope="col">{t('Who')}</th>
            <th scope="col">{t('What')}</th>
            <th scope="col">{t('About')}</th>
            <th scope="col">{t('Through')}</th>
            <th scope="col">{t('From')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, who, through, from, what, about }) => (
            <tr>
              <td data-label={t('When')}>
                <Time at={at} />
              </td>
              <td data-label={t('Who')}>{who}</td>
              <td data-label={t('What')}>{what}</td>
              <td data-label={t('About')}>{about}</td>
              <td data-label={t('Through')}>{describeVia(through)}</td>
              <td data-label={t('From')}>{from}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RetentionForm({ csrf, days, error }: Pick<AuditPageProps, 'csrf' | 'days' | 'error'>) {
  return (
    <form method="post" action="/settings/audit/retention" class="stack apart">
      <CsrfField token={csrf} />
      <Field
        name="days"
        label={t('Days that the log is kept')}
        value={days}
        error={error}
        isRequired
        hint={t(
          'Then it is forgotten, and from where things were done. The history of tickets stays with them.',
        )}
      />
      <div class="actions">
        <Submit label={t('Save')} tone="plain" />
      </div>
    </form>
  );
}
