import type { Report, ReportView } from '../../src/domain/report.ts';
import { Choice, Field } from '../form.tsx';
import { t } from '../words.ts';
import { ReportTable } from './report-table.tsx';

export interface ReportForm {
  readonly from: string;
  readonly until: string;
  readonly by: ReportView;
  /** '': all that the person may read. */
  readonly group: string;
}

interface ReportPageProps {
  readonly form: ReportForm;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  /** Undefined where the days do not fit. */
  readonly report: Report | undefined;
  readonly errors: Readonly<Record<string, string | undefined>>;
  /** What the group or owner of a row is called. */
  readonly nameOf: (key: string) => string;
  /** The same report as an address of the file. */
  readonly csvUrl: string;
}

const divisions = () =>
  [
    ['day', t('Days')],
    ['week', t('Weeks')],
    ['group', t('Groups')],
    ['owner', t('Owners')],
  ] as const;

/** What was opened, answered and closed in some days, and how long customers waited for it. */
export function ReportPage({ form, groups, report, errors, nameOf, csvUrl }: ReportPageProps) {
  const isEmpty = report !== undefined && !hasFigures(report, form.by);
  return (
    <>
      <div class="page-head">
        <h1>{t('Reports')}</h1>
        {report !== undefined && !isEmpty && (
          <a class="button" href={csvUrl}>
            {t('Download as CSV')}
          </a>
        )}
      </div>
      <ReportChoices {...{ form, groups, errors }} />
      {isEmpty && <NoFigures hasGroups={groups.length > 0} />}
      {report !== undefined && !isEmpty && <ReportTable {...{ report, nameOf }} by={form.by} />}
    </>
  );
}

/** Who waits now is no news of days that are over. */
function hasFigures({ total }: Report, by: ReportView): boolean {
  const waiting = by === 'day' || by === 'week' ? 0 : total.waiting;
  return total.opened + total.closed + total.firstAnswer.count + waiting > 0;
}

function NoFigures({ hasGroups }: { hasGroups: boolean }) {
  return (
    <p class="hint">
      {hasGroups
        ? t('Nothing was opened, answered or closed in these days. Choose earlier days, or another group.')
        : t('You may read no group yet, so there is nothing to count. An admin can give you access to one.')}
    </p>
  );
}

function ReportChoices({ form, groups, errors }: Pick<ReportPageProps, 'form' | 'groups' | 'errors'>) {
  const choices = groups.map(({ id, name }) => [String(id), name] as const);
  return (
    <form method="get" action="/reports" class="report-choices">
      <Field name="from" type="date" label={t('From')} value={form.from} error={errors.from} />
      <Field name="until" type="date" label={t('Until')} value={form.until} error={errors.until} />
      <Choice name="by" label={t('Divided by')} value={form.by} options={divisions()} />
      <Choice
        name="group"
        label={t('Group')}
        value={form.group}
        options={[['', t('All groups')], ...choices]}
      />
      <button type="submit">{t('Show')}</button>
    </form>
  );
}
