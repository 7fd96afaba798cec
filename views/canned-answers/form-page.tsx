import { variableNames } from '../../src/domain/variables.ts';
import { Checkboxes, CsrfField, Field, FieldError, Notice, Submit, stateOf } from '../form.tsx';
import { say } from '../said.ts';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';

interface CannedAnswerFormProps {
  readonly csrf: string;
  /** Undefined for a new one. */
  readonly id: number | undefined;
  readonly values: { readonly name: string; readonly text: string; readonly groupIds: readonly number[] };
  readonly fields: Readonly<Record<string, string>>;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly preview: string;
}

const list = '/settings/canned-answers';

export function CannedAnswerFormPage(props: CannedAnswerFormProps) {
  const { id, values } = props;
  return (
    <>
      <SettingsNav active="canned-answers" />
      <p class="crumb">
        <a href={list}>{t('Canned answers')}</a>
      </p>
      <h1>{id === undefined ? t('New canned answer') : values.name}</h1>
      <Form {...props} />
      {id !== undefined && (
        <form method="post" action={`${list}/${id}/deletion`} class="apart">
          <CsrfField token={props.csrf} />
          <Submit label={t('Delete this canned answer')} tone="danger" />
        </form>
      )}
    </>
  );
}

function Form({ csrf, id, values, fields, groups, preview }: CannedAnswerFormProps) {
  return (
    <form method="post" action={id === undefined ? list : `${list}/${id}`} class="stack">
      <CsrfField token={csrf} />
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>
            {say(fields.form) || t('The canned answer was not saved: the marked fields need another look.')}
          </p>
        </Notice>
      )}
      <Field
        name="name"
        label={t('Name')}
        value={values.name}
        error={fields.name}
        hint={t('Agents find it by this, and by its text.')}
        isRequired
        hasFocus={id === undefined}
      />
      <TextField value={values.text} error={fields.text} />
      <section aria-labelledby="preview-heading" class="canned-preview">
        <h2 id="preview-heading">{t('What a customer gets')}</h2>
        <CannedPreview text={preview} />
      </section>
      {groups.length > 1 && <GroupChoice groups={groups} values={values} fields={fields} />}
      <div class="actions">
        <Submit label={id === undefined ? t('Add canned answer') : t('Save')} />
        <a href={list}>{t('Cancel')}</a>
      </div>
    </form>
  );
}

/** The text with the names of an example in it. */
export function CannedPreview({ text }: { text: string }) {
  return (
    <p id="canned-preview" class="lines" aria-live="polite">
      {text}
    </p>
  );
}

function TextField({ value, error }: { value: string; error: string | undefined }) {
  return (
    <div class={error === undefined ? 'field' : 'field has-error'}>
      <label for="field-text">{t('Text')}</label>
      <textarea
        id="field-text"
        name="text"
        rows={8}
        required
        {...stateOf('field-text', { error, hint: true })}
        hx-post={`${list}/preview`}
        hx-trigger="input changed delay:300ms"
        hx-target="#canned-preview"
        hx-swap="outerHTML"
      >
        {value}
      </textarea>
      <FieldError id="field-text-error" error={error} />
      <p class="hint" id="field-text-hint">
        {t('It can name {value}.', { value: variableNames.map((name) => `{{${name}}}`).join(', ') })}
      </p>
    </div>
  );
}

function GroupChoice({
  groups,
  values,
  fields,
}: Pick<CannedAnswerFormProps, 'groups' | 'values' | 'fields'>) {
  return (
    <Checkboxes
      name="groups"
      legend={t('Offered in these groups; with none ticked, in all')}
      options={groups.map(({ id, name }) => ({ value: String(id), label: name }))}
      chosen={values.groupIds.map(String)}
      error={fields.groups}
    />
  );
}
