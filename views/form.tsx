import type { Child } from 'hono/jsx';
import { FindInList } from './find-in-list.tsx';
import { say } from './said.ts';

export function CsrfField({ token }: { token: string }) {
  return <input type="hidden" name="csrf" value={token} />;
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'url' | 'date' | 'datetime-local' | 'search';
  readonly hint?: Child;
  readonly error?: string | undefined;
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  readonly hasFocus?: boolean;
  /** The id of a list of suggestions. */
  readonly list?: string;
  /** It is why the form was refused, as a `Refusal` above says: with the focus here, that would not be read out. */
  readonly isRefused?: boolean;
}

/** One labelled input; hint and error are read out with it. */
export function Field(props: FieldProps) {
  const id = `field-${props.name}`;
  return (
    <div class={props.error === undefined ? 'field' : 'field has-error'}>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        type={props.type ?? 'text'}
        dir={(props.type ?? 'text') === 'text' ? 'auto' : undefined}
        value={props.value}
        placeholder={props.placeholder}
        autocomplete={props.autocomplete ?? 'off'}
        required={props.isRequired}
        autofocus={props.hasFocus}
        list={props.list}
        {...stateOf(id, props)}
      />
      <FieldNotes id={id} hint={props.hint} error={props.error} />
    </div>
  );
}

interface LinesProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly rows: number;
  readonly hint: Child;
  readonly error: string | undefined;
}

/** The same for several lines. */
export function Lines(props: LinesProps) {
  const id = `field-${props.name}`;
  return (
    <div class={props.error === undefined ? 'field' : 'field has-error'}>
      <label for={id}>{props.label}</label>
      <textarea id={id} name={props.name} rows={props.rows} {...stateOf(id, props)}>
        {props.value}
      </textarea>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly hint?: Child;
  readonly error?: string | undefined;
}

/** One labelled select. */
export function Choice(props: ChoiceProps) {
  const id = `field-${props.name}`;
  return (
    <div class={props.error === undefined ? 'field' : 'field has-error'}>
      <label for={id}>{props.label}</label>
      <select id={id} name={props.name} {...stateOf(id, props)}>
        {props.options.map(([value, label]) => (
          <option value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
    </div>
  );
}

interface RadiosProps {
  readonly name: string;
  readonly legend: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly hint?: Child }[];
}

/** One choice among few, each with room for an explanation. */
export function Radios(props: RadiosProps) {
  return (
    <fieldset class="radios">
      <legend>{props.legend}</legend>
      {props.options.map((option) => (
        <label class="radio">
          <input type="radio" name={props.name} value={option.value} checked={option.value === props.value} />
          <span>
            {option.label}
            {option.hint !== undefined && <small>{option.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function Checkbox(props: { name: string; label: string; isChecked: boolean; hint?: Child }) {
  return (
    <label class="radio">
      <input type="checkbox" name={props.name} value="on" checked={props.isChecked} />
      <span>
        {props.label}
        {props.hint !== undefined && <small>{props.hint}</small>}
      </span>
    </label>
  );
}

interface CheckboxesProps {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly hint?: string;
  }[];
  readonly chosen: readonly string[];
  readonly error?: string | undefined;
}

/** Any of a few. */
export function Checkboxes({ name, legend, options, chosen, error }: CheckboxesProps) {
  return (
    <fieldset
      class="radios"
      id={`choices-${name}`}
      aria-describedby={error === undefined ? undefined : `choices-${name}-error`}
    >
      <legend>{legend}</legend>
      <FindInList listId={`choices-${name}`} count={options.length} />
      {options.map(({ value, label, hint }) => (
        <label class="radio">
          <input type="checkbox" name={name} value={value} checked={chosen.includes(value)} />
          <span>
            {label}
            {hint !== undefined && <small>{hint}</small>}
          </span>
        </label>
      ))}
      <FieldError id={`choices-${name}-error`} error={error} />
    </fieldset>
  );
}

export function Submit({ label, tone }: { label: Child; tone?: 'danger' | 'quiet' | 'plain' }) {
  return (
    <button type="submit" class={tone ?? 'primary'}>
      {label}
    </button>
  );
}

/** A message above a form or page. */
export function Notice({
  tone,
  children,
}: {
  tone: 'info' | 'warning' | 'error' | 'success';
  children?: Child;
}) {
  return (
    <div class={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      {typeof children === 'string' ? say(children) : children}
    </div>
  );
}

const refusalId = 'refusal';

/** Why a form was refused, above it; nothing where it was not. Its field has `isRefused`. */
export function Refusal({ error }: { error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <div class="notice error" role="alert" id={refusalId}>
      {say(error)}
    </div>
  );
}

interface FieldErrorProps {
  readonly error: string | undefined;
  readonly id?: string;
  readonly role?: 'alert';
}

/** What is wrong with a field, in the reader's language; nothing where nothing is. */
export function FieldError({ error, id, role }: FieldErrorProps) {
  if (error === undefined) return null;
  return (
    <p class="field-error" id={id} role={role}>
      {say(error)}
    </p>
  );
}

function FieldNotes(props: { id: string; hint?: Child; error?: string | undefined }) {
  return (
    <>
      <FieldError id={`${props.id}-error`} error={props.error} />
      {props.hint !== undefined && (
        <p class="hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
    </>
  );
}

interface ControlState {
  readonly hint?: Child;
  readonly error?: string | undefined;
  readonly isRefused?: boolean;
}

/**
 * What is read out with a control: its error stands at `ID-error`, its hint at `ID-hint`.
 * @returns attributes of the control
 */
export function stateOf(id: string, { hint, error, isRefused = false }: ControlState) {
  const ids = [
    isRefused ? refusalId : '',
    error === undefined ? '' : `${id}-error`,
    hint === undefined ? '' : `${id}-hint`,
  ];
  return {
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'aria-describedby': ids.filter((part) => part !== '').join(' ') || undefined,
  };
}
