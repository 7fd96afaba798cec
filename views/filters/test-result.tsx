import type { FilterCondition } from '../../src/domain/filters/filter-rule.ts';
import { describeCondition } from '../../src/domain/filters/filter-words.ts';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { t } from '../words.ts';

export interface TestResultProps {
  readonly tested: number;
  readonly matched: number;
  readonly isCutShort: boolean;
  readonly matches: readonly TestMatch[];
}

interface TestMatch {
  readonly articleId: number;
  readonly ticketNumber: number;
  readonly from: string;
  readonly subject: string;
  readonly sentAt: Date;
  readonly because: readonly FilterCondition[];
  readonly captures: Readonly<Record<string, string>>;
}

/** What the filter would have matched. */
export function TestResult({ tested, matched, isCutShort, matches }: TestResultProps) {
  return (
    <section class="filter-test" aria-label={t('Test')}>
      <p class="notice" role="status">
        {describe(tested, matched)} {isCutShort && t('It took long, so older mail was left out.')}{' '}
        {t('Nothing was changed or saved.')}
      </p>
      {matches.length > 0 && (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th>{t('Message')}</th>
                <th>{t('Why')}</th>
                <th>{t('Ticket')}</th>
              </tr>
            </thead>
            <tbody>
              {matches.map((match) => (
                <MatchRow match={match} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function describe(tested: number, matched: number): string {
  if (tested === 0) return t('No mail is stored yet, so there is nothing to test against.');
  if (matched === 0) return t('Matches none of the last {tested}.', { tested });
  return t('Matches {matched} of the last {tested}, here {matched, plural, one {it is} other {they are}}.', {
    matched,
    tested,
  });
}

function MatchRow({ match }: { match: TestMatch }) {
  return (
    <tr>
      <td>
        <bdi>{match.subject || t('(no subject)')}</bdi>
        <br />
        <small>
          <bdi>{match.from}</bdi>, <Time at={match.sentAt} />
        </small>
      </td>
      <td>
        <small>
          {match.because.map((each) => describeCondition(each, say)).join('; ')}
          {Object.entries(match.captures).map(([name, text]) => (
            <>
              <br />
              {name} = <b>{text}</b>
            </>
          ))}
        </small>
      </td>
      <td>
        <a href={`/tickets/${match.ticketNumber}`}>#{match.ticketNumber}</a>
      </td>
    </tr>
  );
}
