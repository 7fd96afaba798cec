import { CsrfField, Field, Notice } from '../form.tsx';
import { Icon } from '../icon.tsx';

export interface ReplyValues {
  /** The message that is answered. */
  readonly answers: string;
  /** Chosen when the form was made: a form that is sent twice makes one message. */
  readonly key: string;
  readonly to: string;
  readonly cc: string;
  readonly text: string;
  readonly isQuoting: boolean;
  readonly nextState: string;
}

export interface ComposerProps {
  readonly number: number;
  readonly csrf: string;
  /** The address answers go out by; undefined where none is set. */
  readonly sender: string | undefined;
  /** Shown when the mail wants its answer at another address than its sender's. */
  readonly elsewhere: string | undefined;
  /** Addresses of the suggested recipients that mail came back from. */
  readonly undeliverable: readonly { readonly address: string; readonly reason: string }[];
  readonly quote: string | undefined;
  readonly reply: ReplyValues;
  readonly note: { readonly key: string; readonly text: string };
  readonly open: 'reply' | 'note';
  readonly errors: Readonly<Record<string, string>>;
  readonly hasFocus: boolean;
}

/** Answer or internal note, one at a time. */
export function Composer(props: ComposerProps) {
  return (
    <section class="composer" aria-label="Answer">
      <details id="reply" name="composer" open={props.open === 'reply'}>
        <summary>
          <Icon name="reply" /> Reply
        </summary>
        {props.sender === undefined ? <NoSender /> : <ReplyForm {...props} sender={props.sender} />}
      </details>
      <details id="note" name="composer" open={props.open === 'note'}>
        <summary>
          <Icon name="note" /> Internal note
        </summary>
        <NoteForm {...props} />
      </details>
    </section>
  );
}

function NoSender() {
  return (
    <Notice tone="warning">
      <p>
        No address is set to answer by: give this ticket’s group a sending address on the page of a channel
        under <a href="/channels">Channels</a>.
      </p>
    </Notice>
  );
}

function ReplyForm(props: ComposerProps & { sender: string }) {
  const { reply, errors } = props;
  return (
    <form method="post" action={`/tickets/${props.number}/replies`} class="stack" data-send-once>
      <CsrfField token={props.csrf} />
      <input type="hidden" name="key" value={reply.key} />
      <input type="hidden" name="answers" value={reply.answers} />
      {errors.form !== undefined && <Notice tone="error">{errors.form}</Notice>}
      <p class="from">
        From <strong>{props.sender}</strong>
      </p>
      {props.elsewhere !== undefined && (
        <Notice tone="warning">
          <p>The sender wants the answer at another address: {props.elsewhere}</p>
        </Notice>
      )}
      {props.undeliverable.map(({ address, reason }) => (
        <Notice tone="warning">
          <p>
            Mail to {address} came back: {reason} Ask for another address before you rely on this one.
          </p>
        </Notice>
      ))}
      <div class="recipient-fields">
        <Field name="to" label="To" value={reply.to} error={errors.to} isRequired />
        <Field name="cc" label="Cc" value={reply.cc} error={errors.cc} />
      </div>
      <TextArea
        id="reply-text"
        label="Answer"
        value={reply.text}
        error={errors.text}
        hasFocus={props.hasFocus && props.open === 'reply'}
      />
      {props.quote !== undefined && (
        <div class="quote-choice">
          <label>
            <input type="checkbox" name="quote" value="on" checked={reply.isQuoting} /> Quote the message
            below
          </label>
          <details class="folded">
            <summary>Show it</summary>
            <p class="lines">{props.quote}</p>
          </details>
        </div>
      )}
      <div class="actions">
        <button type="submit" class="primary">
          Send
        </button>
        <label class="then">
          and{' '}
          <select name="state">
            {[
              ['waiting', 'wait for the customer'],
              ['open', 'keep it open'],
              ['closed', 'close the ticket'],
            ].map(([value, label]) => (
              <option value={value} selected={value === reply.nextState}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
    </form>
  );
}

function NoteForm(props: ComposerProps) {
  return (
    <form method="post" action={`/tickets/${props.number}/notes`} class="stack" data-send-once>
      <CsrfField token={props.csrf} />
      <input type="hidden" name="key" value={props.note.key} />
      <TextArea
        id="note-text"
        label="Note, for colleagues only"
        value={props.note.text}
        error={props.errors.note}
        hasFocus={props.hasFocus && props.open === 'note'}
      />
      <div class="actions">
        <button type="submit" class="primary">
          Add note
        </button>
      </div>
    </form>
  );
}

function TextArea(props: {
  id: string;
  label: string;
  value: string;
  error: string | undefined;
  hasFocus: boolean;
}) {
  const errorId = `${props.id}-error`;
  return (
    <div class={props.error === undefined ? 'field body-field' : 'field body-field has-error'}>
      <label for={props.id}>{props.label}</label>
      <textarea
        id={props.id}
        name="text"
        rows={8}
        required
        autofocus={props.hasFocus}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={props.error === undefined ? undefined : errorId}
      >
        {props.value}
      </textarea>
      {props.error !== undefined && (
        <p class="field-error" id={errorId}>
          {props.error}
        </p>
      )}
    </div>
  );
}
