import type { Report, ReportRow, ReportView, Spread } from '../../src/domain/report.ts';
import { currentTimeZone, rich, t } from '../words.ts';
import { writeDay, writeDuration, writeFigure } from './report-words.ts';

interface Props {
  readonly report: Report;
  readonly by: ReportView;
  readonly nameOf: (key: string) => string;
}

const heads = () => ({ day: t('Day'), week: t('Week from'), group: t('Group'), owner: t('Owner') });

/** The figures, the whole first, and the newest day; how many wait now no day of the past can say. */
export function ReportTable({ report: { rows, total }, by, nameOf }: Props) {
  const isTimed = by === 'day' || by === 'week';
  return (
    <>
      <section class="table-frame" tabindex={0} aria-label={t('Figures')}>
        <table class="report">
          <Head by={by} hasWaiting={!isTimed} />
          <tbody>
            <Line name={t('All together')} row={isTimed ? { ...total, waiting: null } : total} isWhole />
            {(isTimed ? rows.toReversed() : rows).map((row) => (
              <Line name={isTimed ? writeDay(row.key) : nameOf(row.key)} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      {isTimed && (
        <p>
          {t('{count, plural, one {# customer waits} other {# customers wait}} for an answer now.', {
            count: total.waiting,
          })}
        </p>
      )}
      <ClockHint />
      <p class="hint">
        {t(
          'A ticket counts on the day on which it came in here; lists show when its mail was written. Times run from the opening of a ticket: half of the tickets took no longer than the median, nine of ten no longer than the figure behind it. Tickets that were closed when they came are not counted, and merged ones not as closed.',
        )}
      </p>
    </>
  );
}

function ClockHint() {
  const timeZone = currentTimeZone();
  return (
    <p class="hint">
      {timeZone === ''
        ? rich(
            'Days begin by the clock of UTC. Choose a time zone in <account>your account</account>, and they begin by yours.',
            { account: (words) => <a href="/account#place-heading">{words}</a> },
          )
        : t('Days begin by the clock of {zone}.', { zone: timeZone })}
    </p>
  );
}

function Head({ by, hasWaiting }: { by: ReportView; hasWaiting: boolean }) {
  return (
    <thead>
      <tr>
        <th scope="col" rowspan={2}>
          {heads()[by]}
        </th>
        <NumberHead label={t('Opened')} rows={2} />
        <NumberHead label={t('Closed')} rows={2} />
        <NumberHead label={t('Answered')} rows={2} />
        <NumberHead label={t('First answer after')} columns={2} />
        <NumberHead label={t('Closed after')} columns={2} />
        {hasWaiting && <NumberHead label={t('Waiting for an answer now')} rows={2} />}
      </tr>
      <tr>
        <NumberHead label={t('Median')} />
        <NumberHead label={t('90 %')} />
        <NumberHead label={t('Median')} />
        <NumberHead label={t('90 %')} />
      </tr>
    </thead>
  );
}

function NumberHead({ label, rows, columns }: { label: string; rows?: number; columns?: number }) {
  return (
    <th scope={columns === undefined ? 'col' : 'colgroup'} class="number" rowspan={rows} colspan={columns}>
      {label}
    </th>
  );
}

function Line({ name, row, isWhole }: { name: string; row: Omit<ReportRow, 'key'>; isWhole?: boolean }) {
  const { opened, closed, firstAnswer, timeToClose, waiting } = row;
  return (
    <tr class={isWhole ? 'whole' : undefined}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {[opened, closed, firstAnswer.count].map((figure) => (
        <td class="number">{writeFigure(figure)}</td>
      ))}
      {[...times(firstAnswer), ...times(timeToClose)].map((time) => (
        <td class="number">{time}</td>
      ))}
      {waiting !== null && <td class="number">{writeFigure(waiting)}</td>}
    </tr>
  );
}

const times = ({ median, p90 }: Spread) => [median, p90].map(writeDuration);
