import { type CannedChoice, CannedPicker } from '../canned-answers/picker.tsx';
import { CsrfField, Notice } from '../form.tsx';
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
import { NextField } from './neighbours.tsx';
import { News, type NewsProps } from './news.tsx';
import { RecipientFields } from './recipient-fields.tsx';
import { SendLater } from './send-later.tsx';

export interface ReplyValues {
  readonly mode: 'reply' | 'forward';
  /** The message that is answered or forwarded. */
  readonly answers: string;
  /** Chosen when the form was made: a form that is sent twice makes one message. */
  readonly key: string;
  /** The version of the draft that the form begins with (domain/draft). */
  readonly basis: string;
  /** The id of the address to send from. */
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  /** The time that was chosen, as the field has it; '' for none. */
  readonly sendAt: string;
  readonly text: string;
  /** Sanitized, pictures by their address. */
  readonly html: string;
  readonly isQuoting: boolean;
  readonly nextState: string;
}

export interface NoteValues {
  readonly key: string;
  readonly basis: string;
  readonly text: string;
}

export interface ComposerProps {
  readonly number: number;
  readonly csrf: string;
  readonly news: NewsProps;
  /** The newest article that whoever writes a reply has seen. */
  readonly seen: string;
  /** Sending was refused because of the news. */
  readonly isAsked: boolean;
  /** The addresses answers can go out by; none where nothing is set. */
  readonly senders: readonly SenderChoice[];
  /** Shown when the mail wants its answer at another address than its sender's. */
  readonly elsewhere: string | undefined;
  /** The list that the mail came through: it gets nothing unless somebody wishes so. */
  readonly list: { readonly name: string; readonly url: string } | undefined;
  /** Addresses of the suggested recipients that mail came back from. */
  readonly undeliverable: readonly { readonly address: string; readonly reason: string }[];
  /** Nobody stands in the message to whom an answer could go. */
  readonly isAddressMissing: boolean;
  /** How many get the answer, where the fields cannot show them all, and where the form goes to the sender alone. */
  readonly crowd: { readonly count: number; readonly url: string } | undefined;
  /** What goes below the text. */
  readonly quote: string | undefined;
  readonly reply: ReplyValues;
  readonly note: NoteValues;
  readonly files: { readonly reply: readonly FileChoice[]; readonly note: readonly FileChoice[] };
  readonly hasDraft: { readonly reply: boolean; readonly note: boolean };
  /** Colleagues who can be named in a note. */
  readonly people: readonly string[];
  /** Texts that can be put into a reply. */
  readonly canned: readonly CannedChoice[];
  readonly mostMegabytes: number;
  readonly open: 'reply' | 'note';
  readonly errors: Readonly<Record<string, string>>;
  readonly hasFocus: boolean;
}

/** Answer or internal note, one at a time. */
export function Composer(props: ComposerProps) {
  const isForward = props.reply.mode === 'forward';
  return (
    <section class="composer" aria-label={t('Answer')}>
      <details id="reply" name="composer" open={props.open === 'reply'}>
        <summary>
          <Icon name={isForward ? 'forward' : 'reply'} /> {isForward ? t('Forward') : t('Reply')}
          {props.hasDraft.reply && <span class="badge">{t('draft')}</span>}
        </summary>
        {props.senders.length === 0 ? <NoSender /> : <ReplyForm {...props} />}
      </details>
      <details id="note" name="composer" open={props.open === 'note'}>
        <summary>
          <Icon name="note" /> {t('Internal note')}
          {props.hasDraft.note && <span class="badge">{t('draft')}</span>}
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
        {rich(
          'No address is set to answer by: give this ticket’s group a sending address on the page of a channel under <a>Channels</a>.',
          { a: (words) => <a href="/channels">{words}</a> },
        )}
      </p>
    </Notice>
  );
}

function ReplyForm(props: ComposerProps) {
  const { reply, errors } = props;
  const isForward = reply.mode === 'forward';
  return (
    <form
      method="post"
      action={`/tickets/${props.number}/replies`}
      enctype="multipart/form-data"
      class="stack"
      data-send-once
      data-draft
    >
      <CsrfField token={props.csrf} />
      <DraftFields number={props.number} kind="reply" draftKey={reply.key} basis={reply.basis} />
      <input type="hidden" name="seen" value={props.seen} />
      <input type="hidden" name="answers" value={reply.answers} />
      <input type="hidden" name="mode" value={reply.mode} />
      {(errors.form ?? errors.from) !== undefined && (
        <Notice tone="error">{errors.form ?? errors.from}</Notice>
      )}
      <FromField senders={props.senders} value={reply.from} />
      <RecipientNotes {...props} />
      <RecipientFields {...reply} errors={errors} hasFocus={isForward && props.hasFocus} />
      <ReplyText {...props} />
      <Files
        id="reply-files"
        choices={props.files.reply}
        mostMegabytes={props.mostMegabytes}
        error={errors.files}
      />
      <News {...props.news} />
      <div class="actions">
        <SendButtons {...props} />
        <NextState value={reply.nextState} />
        <DraftFooter hasDraft={props.hasDraft.reply} />
      </div>
    </form>
  );
}

/** What is written, and what goes below it. */
function ReplyText({ reply, errors, canned, quote, hasFocus, open }: ComposerProps) {
  const isForward = reply.mode === 'forward';
  return (
    <>
      <TextArea
        id="reply-text"
        label={isForward ? t('What to say about it') : t('Answer')}
        value={reply.text}
        html={reply.html}
        error={errors.text}
        hasFocus={hasFocus && open === 'reply' && !isForward}
      />
      <CannedPicker id="reply-canned" choices={canned} />
      {quote !== undefined && <Quote quote={quote} reply={reply} />}
    </>
  );
}

/** Whoever is asked whether to send stays on the ticket. */
function SendButtons({ isAsked, reply, errors }: ComposerProps) {
  return (
    <>
      <button type="submit" class="primary">
        {isAsked ? t('Send anyway') : t('Send')}
      </button>
      {!isAsked && (
        <>
          <button type="submit" name="after" value="next">
            {t('Send & next')}
          </button>
          <NextField />
        </>
      )}
      <SendLater value={reply.sendAt} error={errors.sendAt} />
    </>
  );
}

function RecipientNotes({ elsewhere, list, undeliverable, isAddressMissing, crowd }: ComposerProps) {
  return (
    <>
      {isAddressMissing && (
        <p class="hint">{t('The message names no address to answer to: write whom the answer goes to.')}</p>
      )}
      {crowd !== undefined && (
        <p class="hint">
          {rich(
            '{count} people get this answer, all whom the message went to. <a>Answer the sender alone</a>',
            { count: crowd.count, a: (words) => <a href={crowd.url}>{words}</a> },
          )}
        </p>
      )}
      {elsewhere !== undefined && (
        <Notice tone="warning">
          <p>{t('The sender wants the answer at another address: {elsewhere}', { elsewhere })}</p>
        </Notice>
      )}
      {list !== undefined && (
        <p class="hint">
          {rich(
            'The mail came through the list {name}, which does not get the answer. <a>Send it to the list too</a>',
            { name: list.name, a: (words) => <a href={list.url}>{words}</a> },
          )}
        </p>
      )}
      {undeliverable.map(({ address, reason }) => (
        <Notice tone="warning">
          <p>
            {t('Mail to {address} came back: {reason} Ask for another address before you rely on this one.', {
              address,
              reason,
            })}
          </p>
        </Notice>
      ))}
    </>
  );
}

function Quote({ quote, reply }: { quote: string; reply: ReplyValues }) {
  return (
    <div class="quote-choice">
      {reply.mode === 'reply' && (
        <label>
          <input type="checkbox" name="quote" value="on" checked={reply.isQuoting} />{' '}
          {t('Quote the message below')}
        </label>
      )}
      <details class="folded">
        <summary>{reply.mode === 'reply' ? t('Show it') : t('Show the forwarded message')}</summary>
        <p class="lines" dir="auto">
          {quote}
        </p>
      </details>
    </div>
  );
}

function NoteForm(props: ComposerProps) {
  return (
    <form
      method="post"
      action={`/tickets/${props.number}/notes`}
      enctype="multipart/form-data"
      class="stack"
      data-send-once
      data-draft
    >
      <CsrfField token={props.csrf} />
      <DraftFields number={props.number} kind="note" draftKey={props.note.key} basis={props.note.basis} />
      <TextArea
        id="note-text"
        label={t('Note, for colleagues only')}
        value={props.note.text}
        people={props.people}
        error={props.errors.note}
        hasFocus={props.hasFocus && props.open === 'note'}
      />
      <Files
        id="note-files"
        choices={props.files.note}
        mostMegabytes={props.mostMegabytes}
        error={props.open === 'note' ? props.errors.files : undefined}
      />
      <div class="actions">
        <button type="submit" class="primary">
          {t('Add note')}
        </button>
        <DraftFooter hasDraft={props.hasDraft.note} />
      </div>
    </form>
  );
}
