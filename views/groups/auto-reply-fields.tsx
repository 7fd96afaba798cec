import { autoReplyVariables } from '../../src/domain/auto-reply-text.ts';
import { Fold } from '../fold.tsx';
import { Checkbox, Field, Lines } from '../form.tsx';
import { rich, t } from '../words.ts';

interface AutoReplyProps {
  readonly values: {
    readonly autoReply: string;
    readonly autoReplySubject: string;
    readonly autoReplyText: string;
  };
  readonly fields: Readonly<Record<string, string>>;
  /** As a customer would get it. */
  readonly preview: { readonly subject: string; readonly text: string };
  readonly isOpen: boolean;
  /** Where the form goes. */
  readonly url: string;
}

/** The automatic answer of a group: off, and folded, until somebody wants it. */
export function AutoReplyFields({ values, fields, preview, isOpen, url }: AutoReplyProps) {
  const isOn = values.autoReply === 'on';
  return (
    <Fold
      title={t('Automatic answer to new tickets')}
      note={<span class={isOn ? 'badge good' : 'badge'}>{isOn ? t('on') : t('off')}</span>}
      names={['autoReplySubject', 'autoReplyText']}
      fields={fields}
      isOpen={isOpen}
    >
      <div
        class="stack"
        hx-post={url}
        hx-trigger="input delay:300ms"
        hx-include="closest form"
        hx-vals='{"do":"preview"}'
        hx-target="#auto-reply-preview"
        hx-select="#auto-reply-preview"
        hx-swap="outerHTML"
      >
        <SwitchField isOn={isOn} />
        <Field
          name="autoReplySubject"
          label={t('Subject of the answer')}
          value={values.autoReplySubject}
          error={fields.autoReplySubject}
          hint={t('The ticket’s tag stands in front.')}
        />
        <TextField value={values.autoReplyText} error={fields.autoReplyText} />
        <section id="auto-reply-preview" class="mail-preview" aria-label={t('Preview')} aria-live="polite">
          <p>
            <b>{preview.subject}</b>
          </p>
          <pre>{preview.text}</pre>
        </section>
      </div>
    </Fold>
  );
}

function TextField(props: { value: string; error: string | undefined }) {
  const hint = t(
    'Plain text. It can name {value}. Links and numbers in the customer’s words are left out, because the sender may be forged.',
    { value: autoReplyVariables.map((name) => `{{${name}}}`).join(', ') },
  );
  return <Lines name="autoReplyText" label={t('Text of the answer')} rows={9} hint={hint} {...props} />;
}

function SwitchField({ isOn }: { isOn: boolean }) {
  return (
    <Checkbox
      name="autoReply"
      label={t('Answer each new ticket by itself')}
      isChecked={isOn}
      hint={
        <>
          {rich(
            'People only: never robots, lists, reports, blocked senders, mail older than a day or from before the channel was started. How many at most stands under <a>Incoming mail</a>.',
            { a: (words) => <a href="/settings/mail">{words}</a> },
          )}
        </>
      }
    />
  );
}
