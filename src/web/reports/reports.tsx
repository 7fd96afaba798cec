import { type ReportForm, ReportPage } from '../../../views/reports/report-page.tsx';
import { t } from '../../../views/words.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { listUsers } from '../../db/users.ts';
import {
  type Report,
  type ReportQuery,
  type ReportRow,
  type ReportView,
  reportViews,
  usualReportSpan,
} from '../../domain/report.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { writeCsvLine } from '../csv-line.ts';
import { fieldsOf } from '../form-fields.ts';
import { renderPage } from '../page.tsx';
import { timeZoneOf } from '../time-zone.ts';

const path = '/reports';

/** GET /reports: in the groups that the person may read. */
export function showReport(web: WebContext) {
  return async (c: WebRequest) => {
    const form = readForm(c);
    const asked = listReadable(web, c);
    const [groups, { report, errors }, nameOf] = await Promise.all([
      asked,
      load(web, c, form),
      namer(web, form.by, () => asked),
    ]);
    const page = (
      <ReportPage
        {...{ form, groups, report, errors, nameOf }}
        csvUrl={`${path}/file?${new URLSearchParams({ ...form })}`}
      />
    );
    const status = report === undefined ? 422 : 200;
    return renderPage(c, { title: t('Reports'), active: 'reports', isWide: true, status }, page);
  };
}

/** GET /reports/file: the same rows as CSV. @throws AppError invalid (from, until) */
export function sendReport(web: WebContext) {
  return async (c: WebRequest) => {
    const form = readForm(c);
    const { rows } = await web.reads.loadReport(viewerOf(c.get('user')), toQuery(c, form));
    const nameOf = await namer(web, form.by, () => listReadable(web, c));
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header(
      'Content-Disposition',
      `attachment; filename="report-${form.by}-${form.from}-${form.until}.csv"`,
    );
    const lines = rows.map((row) => writeCsvLine(toCells(row, nameOf(row.key))));
    return c.body(writeCsvLine([form.by, 'name', ...columns]) + lines.join(''));
  };
}

const columns = [
  ...['opened', 'closed', 'answered', 'first_answer_median_seconds', 'first_answer_p90_seconds'],
  ...['time_to_close_median_seconds', 'time_to_close_p90_seconds', 'waiting'],
];

function toCells({ key, opened, closed, firstAnswer, timeToClose, waiting }: ReportRow, name: string) {
  const times = [firstAnswer.median, firstAnswer.p90, timeToClose.median, timeToClose.p90];
  const figures = [opened, closed, firstAnswer.count, ...times, waiting];
  return [key, name, ...figures.map((figure) => String(figure ?? ''))];
}

interface Found {
  readonly report: Report | undefined;
  /** By field. */
  readonly errors: Readonly<Record<string, string | undefined>>;
}

async function load(web: WebContext, c: WebRequest, form: ReportForm): Promise<Found> {
  try {
    return { report: await web.reads.loadReport(viewerOf(c.get('user')), toQuery(c, form)), errors: {} };
  } catch (error) {
    return { report: undefined, errors: fieldsOf(error) };
  }
}

/** A day that is none is told; what else is no choice is none. */
function readForm(c: WebRequest): ReportForm {
  const text = (name: string) => (c.req.query(name) ?? '').trim().slice(0, 20);
  const idOf = (name: string) => /^\d{1,15}$/.exec(text(name))?.[0] ?? '';
  const usual = usualReportSpan(new Date(), timeZoneOf(c, ''));
  return {
    from: text('from') || usual.from,
    until: text('until') || usual.until,
    by: reportViews.find((view) => view === text('by')) ?? 'day',
    group: idOf('group'),
  };
}

function toQuery(c: WebRequest, { from, until, by, group }: ReportForm): ReportQuery {
  const timeZone = timeZoneOf(c, '');
  return { from, until, timeZone, by, groupId: group === '' ? undefined : Number(group) };
}

function listReadable(web: WebContext, c: WebRequest) {
  return listGroupsOf(web.read, viewerOf(c.get('user')), 'read');
}

/** @returns what a row's group or owner is called; '' for days and weeks, which say it themselves */
async function namer(
  web: WebContext,
  by: ReportView,
  listGroups: () => ReturnType<typeof listReadable>,
): Promise<(key: string) => string> {
  if (by === 'day' || by === 'week') return () => '';
  const rows = by === 'group' ? await listGroups() : await listUsers(web.read);
  const names = new Map(rows.map(({ id, name }) => [String(id), name]));
  return (key) => names.get(key) ?? (by === 'owner' && key === '0' ? t('Nobody') : key);
}
