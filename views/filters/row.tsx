import { listEffects } from '../../src/domain/facts/rule-fact.ts';
import type { FilterRule } from '../../src/domain/filters/filter-rule.ts';
import { describeConditions, type FilterNames } from '../../src/domain/filters/filter-words.ts';
import { describeEffects } from '../facts/rule-words.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { rich, t } from '../words.ts';

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
            aria-label={t('{name} is active', { name: filter.name })}
          >
            <span>{filter.isActive ? t('On') : t('Off')}</span>
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
  const label = to === 'up' ? t('Ask “{name}” earlier', { name }) : t('Ask “{name}” later', { name });
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
        {rich('If {conditions}{br}{icon} {value}{more}', {
          conditions: describeConditions(filter, say),
          br: <br />,
          icon: <Icon name="arrow-right" />,
          value: describeEffects(listEffects(filter.actions, names)).join(', '),
          more: filter.stopsAfter && t('; later filters are not asked'),
        })}
      </p>
      {filter.note !== '' && <p class="hint">{filter.note}</p>}
      {filter.fault !== undefined && (
        <p class="field-error">
          <Icon name="alert" />{' '}
          {rich('This filter does not run: {fault} <a>Mend it</a>', {
            fault: say(filter.fault),
            a: (words) => <a href={url}>{words}</a>,
          })}
        </p>
      )}
    </div>
  );
}
