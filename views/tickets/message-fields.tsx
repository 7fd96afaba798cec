import { mostFiles } from '../../src/domain/draft.ts';
import { FieldError } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { sizeWords } from '../size-words.ts';
import { rich, t } from '../words.ts';
import { EditorTools } from './editor-tools.tsx';

/** A file that goes with a message while its box is ticked. */
export interface FileChoice {
  /** `d7`: of the draft; `a7`: of an earlier mail. */
  readonly value: string;
  readonly name: string;
  readonly size: number;
  readonly url: string;
  readonly isChosen: boolean;
}

export interface SenderChoice {
  readonly id: number;
  /** Name and address. */
  readonly label: string;
}

interface DraftFieldsProps {
  readonly number: number | '';
  readonly kind: 'reply' | 'note' | 'new';
  /** The same for a form that is sent twice. */
  readonly draftKey: string;
  readonly basis: string;
}

/** Where a draft stands, what it began with, and, by the script, which window writes it (domain/draft). */
export function DraftFields({ number, kind, draftKey, basis }: DraftFieldsProps) {
  return (
    <>
      <input type="hidden" name="key" value={draftKey} />
      <input type="hidden" name="ticket" value={String(number)} />
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="basis" value={basis} />
      <input type="hidden" name="version" value="" />
    </>
  );
}

/** From: a choice where there is one. */
export function FromField({ senders, value }: { senders: readonly SenderChoice[]; value: string }) {
  const [first] = senders;
  if (first === undefined) return null;
  if (senders.length === 1) {
    return <p class="from">{rich('From {label}', { label: <strong>{first.label}</strong> })}</p>;
  }
  return (
    <p class="from">
      <label for="field-from">{t('From')}</label>{' '}
      <select id="field-from" name="from">
        {senders.map(({ id, label }) => (
          <option value={String(id)} selected={String(id) === value}>
            {label}
          </option>
        ))}
      </select>
    </p>
  );
}

interface TextAreaProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly hasFocus: boolean;
  /** Colleagues who can be named with @: a list of them opens while one types. */
  readonly people?: readonly string[] | undefined;
  /** What the editor begins with, its pictures by their address; undefined where plain text is all there is. */
  readonly html?: string | undefined;
}

/** Plain text, which a script makes an editor of where `html` says so. */
export function TextArea(props: TextAreaProps) {
  const errorId = `${props.id}-error`;
  return (
    <div class={props.error === undefined ? 'field body-field' : 'field body-field has-error'}>
      <label for={props.id}>{props.label}</label>
      <textarea
        id={props.id}
        name="text"
        rows={8}
        dir="auto"
        required={props.html === undefined}
        autofocus={props.hasFocus}
        data-focus={props.hasFocus ? 'start' : undefined}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={props.error === undefined ? undefined : errorId}
        data-mentions={props.people === undefined ? undefined : `${props.id}-people`}
      >
        {props.value}
      </textarea>
      {props.people !== undefined && <People id={`${props.id}-people`} names={props.people} />}
      {/* Without the script the text counts: a field that is off is not sent. */}
      {props.html !== undefined && (
        <>
          <input type="hidden" name="html" value={props.html} disabled data-editor />
          <EditorTools />
        </>
      )}
      <FieldError id={errorId} error={props.error} />
    </div>
  );
}

/** Who can be named: read by the script, which shows them at "@". */
function People({ id, names }: { id: string; names: readonly string[] }) {
  return (
    <datalist id={id}>
      {names.map((name) => (
        <option value={name}></option>
      ))}
    </datalist>
  );
}

interface FilesProps {
  readonly id: string;
  readonly choices: readonly FileChoice[];
  readonly mostMegabytes: number;
  readonly error: string | undefined;
}

/** Files of the message; more can be picked, or dropped on the form. */
export function Files({ id, choices, mostMegabytes, error }: FilesProps) {
  return (
    <div
      class={error === undefined ? 'files' : 'files has-error'}
      data-files
      data-most-megabytes={mostMegabytes}
      data-most-files={mostFiles}
    >
      <ul class="file-choices" aria-label={t('Files of this message')} data-file-list>
        <FileChoices items={choices} />
      </ul>
      <progress class="upload" max="100" value="0" aria-label={t('Upload')} hidden></progress>
      <p class="field-error" role="alert" data-file-error>
        {say(error)}
      </p>
      <p class="needs-script" data-file-again hidden>
        <button type="button">{t('Try again')}</button>
      </p>
      <p class="pick-files">
        {/* Before its label, which shows the focus in its place. */}
        <input id={id} type="file" name="files" multiple />
        <label for={id} class="button">
          <Icon name="paperclip" /> {t('Attach files')}
        </label>
        <small>{t('up to {mostMegabytes} MB together', { mostMegabytes })}</small>
      </p>
    </div>
  );
}

export function FileChoices({ items }: { items: readonly FileChoice[] }) {
  return (
    <>
      {items.map(({ value, name, size, url, isChosen }) => (
        <li>
          <label>
            <input type="hidden" name="offered" value={value} />
            <input type="checkbox" name="attach" value={value} checked={isChosen} data-size={size} />{' '}
            <bdi dir="ltr" title={name}>
              {name}
            </bdi>
          </label>{' '}
          <small>
            {sizeWords(size)},{' '}
            <a href={url} target="_blank" rel="noopener">
              {t('open')}
            </a>
          </small>
        </li>
      ))}
    </>
  );
}

const nextStates = () =>
  [
    ['waiting', t('wait for the customer')],
    ['open', t('keep it open')],
    ['closed', t('close the ticket')],
  ] as const;

/** What the ticket is after the message. */
export function NextState({ value }: { value: string }) {
  return (
    <label class="then">
      {t('and')}{' '}
      <select name="state">
        {nextStates().map(([state, label]) => (
          <option value={state} selected={state === value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Throws the draft away, with its files. */
export function DraftFooter({ hasDraft }: { hasDraft: boolean }) {
  return (
    <p class="draft-footer">
      <span role="status" data-draft-state>
        {hasDraft ? t('Draft found again') : ''}
      </span>{' '}
      <button type="submit" class="quiet" formaction="/drafts/deletion" formnovalidate>
        {t('Discard')}
      </button>
    </p>
  );
}
