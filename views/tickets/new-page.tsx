import { type CannedChoice, CannedPicker } from '../canned-answers/picker.tsx';
import { CsrfField, Field, FieldError, Notice, stateOf } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { rich, t } from '../words.ts';
import {
  DraftFields,
  DraftFooter,
  type FileChoice,
  Files,
  FromField,
  NextState,
  type SenderChoice,
  TextArea,
} from './message-fields.tsx';
import { RecipientFields } from './recipient-fields.tsx';
import { SendLater } from './send-later.tsx';

export interface NewTicketValues {
  readonly key: string;
  /** The id of the group that the ticket belongs to. */
  readonly group: string;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly sendAt: string;
  readonly subject: string;
  readonly text: string;
  /** Sanitized, pictures by their address. */
  readonly html: string;
  readonly nextState: string;
}

interface NewTicketPageProps {
  readonly csrf: string;
  /** Those that the person may answer in. */
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly senders: readonly SenderChoice[];
  readonly basis: string;
  readonly values: NewTicketValues;
  readonly files: readonly FileChoice[];
  readonly canned: readonly CannedChoice[];
  readonly mostMegabytes: number;
  readonly hasDraft: boolean;
  /** Somebody else who is to be written to when this message is done. */
  readonly waits: string | undefined;
  readonly errors: Readonly<Record<string, string>>;
  readonly isAdmin: boolean;
}

/** A ticket that begins here: with a mail to a customer, or with what he said on the telephone. */
export function NewTicketPage(props: NewTicketPageProps) {
  const { errors, senders } = props;
  return (
    <section class="composer new-ticket">
      <p class="crumb">
        <a href="/tickets">{t('Tickets')}</a>
      </p>
      <h1>{t('New ticket')}</h1>
      {(errors.form ?? errors.from) !== undefined && (
        <Notice tone="error">{errors.form ?? errors.from}</Notice>
      )}
      {props.waits !== undefined && (
        <Notice tone="warning">
          <p>
            {t(
              'You have begun this message to somebody else. Send or discard it first, then write to {waits}.',
              { waits: props.waits },
            )}
          </p>
        </Notice>
      )}
      {senders.length === 0 && <NoSender isAdmin={props.isAdmin} />}
      <NewTicketForm {...props} />
    </section>
  );
}

function NewTicketForm(props: NewTicketPageProps) {
  const { values, errors } = props;
  return (
    <form
      method="post"
      action="/tickets"
      enctype="multipart/form-data"
      class="stack"
      data-send-once
      data-draft
    >
      <CsrfField token={props.csrf} />
      <DraftFields number="" kind="new" draftKey={values.key} basis={props.basis} />
      {/* Whose signature is below the text. */}
      <input type="hidden" name="signed" value={values.group} />
      <div class="from-fields">
        <GroupField {...props} />
        <FromField senders={props.senders} value={values.from} />
      </div>
      <Addressing {...props} />
      <TextArea
        id="new-text"
        label={t('Message')}
        value={values.text}
        html={values.html}
        error={errors.text}
        hasFocus={errors.text !== undefined}
      />
      <CannedPicker id="new-canned" choices={props.canned} />
      <Files id="new-files" choices={props.files} mostMegabytes={props.mostMegabytes} error={errors.files} />
      <Sending {...props} />
    </form>
  );
}

/** Another group has other addresses and another signature: the form comes back with them. */
function GroupField({ groups, values, errors }: NewTicketPageProps) {
  if (groups.length === 1) return <input type="hidden" name="group" value={values.group} />;
  return (
    <div class="from">
      <label for="field-group">{t('Group')}</label>{' '}
      <select
        id="field-group"
        name="group"
        data-press-on-change="choose-group"
        {...stateOf('field-group', { error: errors.group })}
      >
        {groups.map(({ id, name }) => (
          <option value={String(id)} selected={String(id) === values.group}>
            {name}
          </option>
        ))}
      </select>
      <button id="choose-group" type="submit" formaction="/drafts/continuation" formnovalidate>
        {t('Choose')}
      </button>
      <FieldError id="field-group-error" error={errors.group} />
    </div>
  );
}

function NoSender({ isAdmin }: { isAdmin: boolean }) {
  return (
    <Notice tone="warning">
      <p>
        {rich('This group has no address to send from{part} What is said on the telephone can be recorded.', {
          part: isAdmin ? (
            <>
              {rich(': give it one under <a>Groups</a>, or connect a mailbox under <a2>Channels</a2>.', {
                a: (words) => <a href="/settings/groups">{words}</a>,
                a2: (words) => <a href="/channels">{words}</a>,
              })}
            </>
          ) : (
            t('; an admin can give it one.')
          ),
        })}
      </p>
    </Notice>
  );
}

function Addressing({ values, errors }: NewTicketPageProps) {
  return (
    <RecipientFields
      to={values.to}
      cc={values.cc}
      bcc={values.bcc}
      errors={errors}
      hasFocus={values.to === ''}
    >
      <Field
        name="subject"
        label={t('Subject')}
        value={values.subject}
        error={errors.subject}
        isRequired
        hasFocus={values.to !== '' && values.subject === ''}
      />
    </RecipientFields>
  );
}

function Sending({ senders, values, hasDraft, errors }: NewTicketPageProps) {
  return (
    <div class="actions">
      {senders.length > 0 && (
        <button type="submit" class="primary">
          {t('Send')}
        </button>
      )}
      {senders.length > 0 && <SendLater value={values.sendAt} error={errors.sendAt} />}
      <NextState value={values.nextState} />
      <button type="submit" name="silent" value="on" title={t('The text becomes an internal note')}>
        <Icon name="note" /> {t('Record without sending')}
      </button>
      <DraftFooter hasDraft={hasDraft} />
    </div>
  );
}
