import type { FilterInput } from '../../src/domain/filters/filter-input.ts';
import { Checkbox, CsrfField, Field, FieldError, Lines, Notice } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { rich, t } from '../words.ts';
import { ActionFields, type ActionTargets } from './action-fields.tsx';
import { ConditionRow } from './condition-row.tsx';
import { TestResult, type TestResultProps } from './test-result.tsx';

export interface FormPageProps extends ActionTargets {
  readonly csrf: string;
  /** Undefined for a filter that is not saved yet. */
  readonly id: number | undefined;
  readonly values: FilterInput;
  /** How many conditions there is room for; rows beyond the entered ones are empty. */
  readonly rows: number;
  /** By path: `name`, `conditions.0.value`, `actions.tags`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly test: TestResultProps | undefined;
}

/** One filter. Everything works as a plain form; htmx only keeps the place on the page. */
export function FormPage(props: FormPageProps) {
  const { id, values, fields, csrf } = props;
  const url = id === undefined ? '/settings/filters' : `/settings/filters/${id}`;
  return (
    <>
      <SettingsNav active="filters" />
      <p class="crumb">
        <a href="/settings/filters">{t('Filters')}</a>
      </p>
      <h1>{id === undefined ? t('New filter') : values.name || t('Filter')}</h1>
      <div id="filter-editor">
        {Object.keys(fields).length > 0 && (
          <Notice tone="error">
            <p>{t('Nothing was saved: the marked fields need another look.')}</p>
          </Notice>
        )}
        <form method="post" action={url} class="stack filter-form">
          <CsrfField token={csrf} />
          <Field name="name" label={t('Name')} value={values.name} error={fields.name} isRequired />
          <Conditions {...props} />
          <ActionFields {...props} />
          <Afterwards values={values} />
          <NoteField value={values.note} error={fields.note} />
          <div class="actions">
            <button type="submit" name="do" value="save" class="primary">
              {t('Save')}
            </button>
            <EditorButton url={url} step="test" icon="search" label={t('Test against stored mail')} />
            <a href="/settings/filters">{t('Cancel')}</a>
          </div>
          {props.test !== undefined && <TestResult {...props.test} />}
        </form>
      </div>
      {id !== undefined && <Deletion url={url} csrf={csrf} />}
    </>
  );
}

function Conditions(props: FormPageProps) {
  const { values, rows, fields, id } = props;
  const url = id === undefined ? '/settings/filters' : `/settings/filters/${id}`;
  return (
    <fieldset
      class="filter-part"
      aria-describedby={fields.conditions === undefined ? undefined : 'conditions-error'}
    >
      <legend>{t('If')}</legend>
      <input type="hidden" name="rows" value={String(rows)} />
      <p class="filter-match">
        <select name="match" aria-label={t('How many conditions must hold')}>
          <option value="all" selected={values.match === 'all'}>
            {t('all of these hold')}
          </option>
          <option value="any" selected={values.match === 'any'}>
            {t('any of these holds')}
          </option>
        </select>
      </p>
      <FieldError id="conditions-error" error={fields.conditions} />
      {Array.from({ length: rows }, (_, index) => (
        <ConditionRow index={index} condition={values.conditions[index]} fields={fields} />
      ))}
      <p class="hint">
        {rich(
          "Upper and lower case make no difference. Patterns are RE2 expressions: <code>order (?P'<'order'>'\\d+)</code> finds a number and names it “order”. Of a text the first 100,000 characters are read, fewer for complicated patterns. “Sender check” is verified, failed or unknown, as the receiving mail server says. To take a condition away, choose “—”.",
          { code: (words) => <code>{words}</code> },
        )}
      </p>
      <EditorButton url={url} step="add" icon="plus" label={t('Add a condition')} />
    </fieldset>
  );
}

function NoteField(props: { value: string; error: string | undefined }) {
  const hint = t('Why there is this filter, for your colleagues.');
  return <Lines name="note" label={t('Note')} rows={2} hint={hint} {...props} />;
}

function EditorButton(props: { url: string; step: 'add' | 'test'; icon: 'plus' | 'search'; label: string }) {
  return (
    <button
      type="submit"
      name="do"
      value={props.step}
      formnovalidate
      hx-post={props.url}
      hx-target="#filter-editor"
      hx-select="#filter-editor"
      hx-swap="outerMorph"
    >
      <Icon name={props.icon} /> {props.label}
    </button>
  );
}

function Deletion({ url, csrf }: { url: string; csrf: string }) {
  return (
    <details class="filter-deletion">
      <summary>{t('Delete this filter')}</summary>
      <form method="post" action={`${url}/deletion`}>
        <CsrfField token={csrf} />
        <p>{t('What it did to tickets stays as it is. Switching it off in the list keeps it for later.')}</p>
        <button type="submit" class="danger">
          {t('Delete')}
        </button>
      </form>
    </details>
  );
}

function Afterwards({ values }: { values: FilterInput }) {
  return (
    <fieldset class="radios">
      <legend>{t('Afterwards')}</legend>
      <Checkbox
        name="stopsAfter"
        label={t('Ask no later filters')}
        isChecked={values.stopsAfter}
        hint={t('When this filter applied, the ones below it are skipped.')}
      />
      <Checkbox name="isActive" label={t('Active')} isChecked={values.isActive} />
    </fieldset>
  );
}
