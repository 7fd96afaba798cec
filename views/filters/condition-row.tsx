import { operatorsFor } from '../../src/domain/filters/filter-operators.ts';
import { type FilterCondition, filterFields, filterOperators } from '../../src/domain/filters/filter-rule.ts';
import { fieldWords, operatorWords } from '../../src/domain/filters/filter-words.ts';
import { say } from '../said.ts';
import { t } from '../words.ts';

interface RowProps {
  readonly index: number;
  readonly condition: FilterCondition | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

interface SelectProps {
  readonly name: string;
  readonly condition: FilterCondition | undefined;
}

/** One condition. Which inputs show depends on the choices before them, by CSS alone (filters.css). */
export function ConditionRow({ index, condition, fields }: RowProps) {
  const path = `conditions.${index}`;
  const errors = ['field', 'header', 'operator', 'value'].flatMap((part) => fields[`${path}.${part}`] ?? []);
  const describedBy = errors.length > 0 ? `${path}-error` : undefined;
  return (
    <fieldset
      class={errors.length > 0 ? 'condition has-error' : 'condition'}
      aria-label={t('Condition {more}', { more: index + 1 })}
    >
      <FieldSelect name={`${path}.field`} condition={condition} />
      <input
        name={`${path}.header`}
        class="condition-header"
        value={condition?.header}
        placeholder="X-Priority"
        aria-label={t('Name of the header')}
        autocomplete="off"
      />
      <OperatorSelect name={`${path}.operator`} condition={condition} />
      <input
        name={`${path}.value`}
        class="condition-value"
        value={condition?.value}
        aria-label={t('What to compare with')}
        aria-describedby={describedBy}
        aria-invalid={describedBy === undefined ? undefined : 'true'}
        autocomplete="off"
        spellcheck={false}
      />
      {errors.length > 0 && (
        <p class="field-error" id={describedBy}>
          {errors.map((error) => say(error)).join(' ')}
        </p>
      )}
    </fieldset>
  );
}

function OperatorSelect({ name, condition }: SelectProps) {
  const { operator = 'contains', isNegated = false } = condition ?? {};
  const ordered = [...new Set([...operatorsFor('subject'), ...filterOperators])];
  return (
    <select name={name} class="condition-operator" aria-label={t('How to compare')}>
      {[false, true].flatMap((negated) =>
        ordered.map((each) => (
          <option
            value={negated ? `not:${each}` : each}
            selected={each === operator && negated === isNegated}
          >
            {say(operatorWords[each][negated ? 1 : 0])}
          </option>
        )),
      )}
    </select>
  );
}

function FieldSelect({ name, condition }: SelectProps) {
  return (
    <select name={name} class="condition-field" aria-label={t('What to look at')}>
      <option value="">—</option>
      {filterFields.map((field) => (
        <option value={field} selected={condition?.field === field}>
          {say(fieldWords[field])}
        </option>
      ))}
    </select>
  );
}
