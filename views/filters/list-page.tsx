import { filterExamples } from '../../src/domain/filters/filter-examples.ts';
import type { FilterNames } from '../../src/domain/filters/filter-words.ts';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';
import { FilterRow, type ListedFilter } from './row.tsx';

interface ListPageProps {
  readonly csrf: string;
  readonly filters: readonly ListedFilter[];
  readonly names: FilterNames;
}

/** All filters in the order in which they are asked. */
export function ListPage({ csrf, filters, names }: ListPageProps) {
  return (
    <>
      <SettingsNav active="filters" />
      <div class="page-head">
        <h1>{t('Filters')}</h1>
        {filters.length > 0 && (
          <a class="button primary" href="/settings/filters/new">
            {t('New filter')}
          </a>
        )}
      </div>
      <p class="lead">
        {t(
          "If a message fits a filter's conditions, the filter sets what you want before the ticket is there. Filters are asked from top to bottom; what a later one sets replaces what an earlier one did. Each that applied is noted in the ticket's history.",
        )}
      </p>
      {filters.length === 0 ? (
        <Examples />
      ) : (
        <ol class="filter-list">
          {filters.map((filter, index) => (
            <FilterRow
              csrf={csrf}
              filter={filter}
              names={names}
              isFirst={index === 0}
              isLast={index === filters.length - 1}
            />
          ))}
        </ol>
      )}
    </>
  );
}

function Examples() {
  return (
    <>
      <div class="empty">
        <Icon name="funnel" />
        <h2>{t('No filters yet')}</h2>
        <p>
          {t('All mail goes to the group of its channel. Begin with one of these, or with an empty one.')}
        </p>
        <a class="button primary" href="/settings/filters/new">
          {t('New filter')}
        </a>
      </div>
      <div class="filter-examples">
        {filterExamples.map(({ slug, title, explanation }) => (
          <section>
            <h2>{say(title)}</h2>
            <p>{say(explanation)}</p>
            <a href={`/settings/filters/new?example=${slug}`}>{t('Start from this example')}</a>
          </section>
        ))}
      </div>
    </>
  );
}
