import type { FilterRule } from '../../src/domain/filters/filter-rule.ts';
import {
  describeActions,
  describeConditions,
  type FilterNames,
} from '../../src/domain/filters/filter-words.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';

export interface ListedFilter extends FilterRule {
  readonly id: number;
  readonly note: string;
  readonly isActive: boolean;
  /** Why it cannot run; undefined when it can. */
  readonly fault: string | undefined;
}

interface RowProps {
  readonly csrf: string;
  readonly filter: ListedFilter;
  readonly names: FilterNames;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export function FilterRow({ csrf, filter, names, isFirst, isLast }: RowProps) {
  const url = `/settings/filters/${filter.id}`;
  return (
    <li class={filter.isActive ? 'filter-item' : 'filter-item is-off'}>
      <FilterWords filter={filter} names={names} />
      <div class="filter-tools">
        <form method="post" action={`${url}/activity`}>
          <CsrfField token={csrf} />
          <input type="hidden" name="isActive" value={filter.isActive ? '' : 'on'} />
          <button
            type="submit"
            class="switch"
            role="switch"
            aria-checked={filter.isActive ? 'true' : 'false'}
            aria-label={`${filter.name} is active`}
          >
            <span>{filter.isActive ? 'On' : 'Off'}</span>
          </button>
        </form>
        <form method="post" action={`${url}/position`}>
          <CsrfField token={csrf} />
          <MoveButton to="up" name={filter.name} isDisabled={isFirst} />
          <MoveButton to="down" name={filter.name} isDisabled={isLast} />
        </form>
      </div>
    </li>
  );
}

function MoveButton({ to, name, isDisabled }: { to: 'up' | 'down'; name: string; isDisabled: boolean }) {
  const label = to === 'up' ? `Ask “${name}” earlier` : `Ask “${name}” later`;
  return (
    <button
      type="submit"
      name="to"
      value={to}
      class="quiet"
      disabled={isDisabled}
      title={label}
      aria-label={label}
    >
      <Icon name={to === 'up' ? 'arrow-up' : 'arrow-down'} />
    </button>
  );
}

function FilterWords({ filter, names }: Pick<RowProps, 'filter' | 'names'>) {
  const url = `/settings/filters/${filter.id}`;
  return (
    <div class="filter-text">
      <h2>
        <a href={url}>{filter.name}</a>
      </h2>
      <p>
        If {describeConditions(filter)}
        <br />
        <Icon name="arrow-right" /> {describeActions(filter.actions, names).join(', ')}
        {filter.stopsAfter && '; later filters are not asked'}
      </p>
      {filter.note !== '' && <p class="hint">{filter.note}</p>}
      {filter.fault !== undefined && (
        <p class="field-error">
          <Icon name="alert" /> This filter does not run: {filter.fault} <a href={url}>Mend it</a>
        </p>
      )}
    </div>
  );
}
