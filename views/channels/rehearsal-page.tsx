import type { ImportPreview } from '../../src/domain/channel.ts';
import type { AfterImport } from '../../src/domain/channel-settings.ts';
import type { PreviewTrouble } from '../../src/domain/diagnosis/connection-check.ts';
import { count } from '../counted.ts';
import { CsrfField, Notice, Submit } from '../form.tsx';
import { say } from '../said.ts';
import { sizeWords } from '../size-words.ts';
import { nameLevel } from '../ticket-words.ts';
import { rich, t } from '../words.ts';
import { ConsentNotice } from './consent-notice.tsx';
import { DiagnosisCard } from './diagnosis-card.tsx';
import { type Health, SendingTrouble } from './health.tsx';

interface RehearsalPageProps {
  readonly csrf: string;
  readonly channelId: number;
  readonly name: string;
  readonly address: string;
  readonly group: string;
  /** Whether the group answers new tickets by itself. */
  readonly hasAutoReply: boolean;
  readonly afterImport: AfterImport;
  readonly moveTo: string;
  readonly archiveState: string;
  readonly sending: Health;
  /** What was chosen for the address that the group sends from. */
  readonly sendingAddress: string;
  /** From which address the group sends once the channel is started; undefined where that stays. */
  readonly newSender: { readonly address: string; readonly former: string | undefined } | undefined;
  /** Somebody signs in at Microsoft for it. */
  readonly canSignIn: boolean;
  /** Graph could do what fails, and nobody has allowed it. */
  readonly offersGraph: boolean;
  /** The counts, why a server gave none, or why nobody was asked. */
  readonly preview: ImportPreview | PreviewTrouble | { readonly failure: string };
}

/** The warning before the first fetch, with real counts. */
export function RehearsalPage(props: RehearsalPageProps) {
  const { preview } = props;
  return (
    <>
      <h1>{t('What will happen')}</h1>
      <p class="lead">
        {t('{name} ({address}) → {group}. Nothing has been touched yet.', {
          name: props.name,
          address: props.address,
          group: props.group,
        })}
      </p>
      <Troubles {...props} />
      {'failure' in preview && (
        <Notice tone="error">
          <p>{say(preview.failure)}</p>
        </Notice>
      )}
      {'messages' in preview ? (
        <>
          <OtherInbox preview={preview} channelId={props.channelId} />
          <Counts {...props} preview={preview} />
        </>
      ) : (
        <Again {...props} />
      )}
    </>
  );
}

/** What stands in the way, and what would help. */
function Troubles({ preview, sending, offersGraph, channelId }: RehearsalPageProps) {
  const trouble = 'trouble' in preview ? preview.trouble : undefined;
  const clock = 'failure' in preview ? undefined : preview.clock;
  return (
    <>
      {clock !== undefined && <DiagnosisCard diagnosis={clock} />}
      {trouble !== undefined && trouble.code !== clock?.code && (
        <section aria-label={t('Receiving')}>
          <p>{t('The mailbox could not be read, so there are no counts.')}</p>
          <DiagnosisCard diagnosis={trouble} />
        </section>
      )}
      {sending.diagnosis?.code !== trouble?.code && <SendingTrouble sending={sending} />}
      {offersGraph && <ConsentNotice id={channelId} />}
    </>
  );
}

type CountsProps = RehearsalPageProps & { readonly preview: ImportPreview };

function Counts(props: CountsProps) {
  const { preview, channelId } = props;
  return (
    <>
      <ul class="effects">
        <Imported {...props} />
        <AutoReplies {...props} />
        <Consequence {...props} />
        <Sender {...props} />
      </ul>
      {preview.messages > 0 && <Ages preview={preview} />}
      <form method="post" action={`/channels/${channelId}/start`} class="actions">
        <CsrfField token={props.csrf} />
        <input type="hidden" name="messages" value={String(preview.messages)} />
        <input type="hidden" name="sendingAddress" value={props.sendingAddress} />
        <Submit label={t('Start')} />
        <a class="button" href={`/channels/${channelId}/setup?${chosen(props)}`}>
          {t('Go back')}
        </a>
      </form>
    </>
  );
}

function OtherInbox({ preview, channelId }: { preview: ImportPreview; channelId: number }) {
  const { folder, unreadInInbox } = preview;
  if (unreadInInbox === 0) return null;
  return (
    <Notice tone="warning">
      <p>
        {t(
          '{unreadInInbox, plural, one {# unread message lies} other {# unread messages lie}} in the inbox, which this channel does not fetch: it fetches {folder}. Is that the right folder?',
          { unreadInInbox, folder },
        )}
      </p>
      <p class="actions">
        <a class="button primary" href={`/channels/${channelId}/setup`}>
          {t('Change the folder')}
        </a>
      </p>
    </Notice>
  );
}

/** What becomes of the messages here. */
function Imported({ preview, archiveState }: CountsProps) {
  return (
    <>
      <li>
        {rich('{b} ({bytes}) of the folder {b2} will be imported.', {
          b: <b>{count(preview.messages, 'message')}</b>,
          bytes: sizeWords(preview.size),
          b2: <b>{preview.folder}</b>,
        })}
      </li>
      {preview.known > 0 && (
        <li>
          {rich('{b} were imported earlier and are not imported again.', { b: <b>{preview.known}</b> })}
        </li>
      )}
      <li>
        {rich(
          '{b} of them are old: they become archived tickets in the state {archiveState}, with their own date, and nothing is sent for them.',
          { b: <b>{preview.archived}</b>, archiveState: nameLevel(archiveState) },
        )}
      </li>
      <li>
        {rich('{b} of them become new tickets, or follow-ups of tickets.', { b: <b>{preview.fresh}</b> })}
      </li>
    </>
  );
}

function AutoReplies({ preview, group, hasAutoReply }: CountsProps) {
  if (!hasAutoReply) {
    return (
      <li>
        {rich('{b} senders get an automatic answer: none is switched on for the group {group}.', {
          b: <b>0</b>,
          group,
        })}
      </li>
    );
  }
  return (
    <li>
      {rich(
        '{b} senders get the automatic answer of {group}: it is for mail that comes after the start. So are notifications.',
        { b: <b>{preview.answerable}</b>, group },
      )}
    </li>
  );
}

function Consequence({ afterImport, moveTo, preview }: CountsProps) {
  if (afterImport === 'delete') {
    return (
      <li class="danger">
        {rich(
          '<b>{count} will be deleted on the server</b>, each after it is stored here. So will all that come later. Outlook does not show them any more.',
          { count: count(preview.messages, 'message'), b: (words) => <b>{words}</b> },
        )}
      </li>
    );
  }
  if (afterImport === 'move') {
    return (
      <li>
        {rich('{b} will be moved to the folder {b2} on the server.', {
          b: <b>{count(preview.messages, 'message')}</b>,
          b2: <b>{moveTo}</b>,
        })}
      </li>
    );
  }
  return (
    <li>
      {rich('{b} will be marked read on the server; none is deleted.', {
        b: <b>{count(preview.messages, 'message')}</b>,
      })}
    </li>
  );
}

function Sender({ newSender, group }: CountsProps) {
  if (newSender === undefined) return null;
  const { address, former } = newSender;
  const values = { group, address: <b>{address}</b> };
  return (
    <li>
      {former === undefined
        ? rich(
            'Answers of the group {group} go out from {address}, whichever channel the ticket came by.',
            values,
          )
        : rich(
            'Answers of the group {group} go out from {address}, and no longer from {former}, whichever channel the ticket came by.',
            { ...values, former },
          )}
    </li>
  );
}

/** So that it is not asked for again. */
function chosen({ sendingAddress }: Pick<RehearsalPageProps, 'sendingAddress'>): string {
  return String(new URLSearchParams({ sendingAddress }));
}

function Ages({ preview }: { preview: ImportPreview }) {
  return (
    <table class="ages">
      <caption>{t('The messages by age')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('Received')}</th>
          <th scope="col" class="number">
            {t('Messages')}
          </th>
          <th scope="col" class="number">
            {t('Size')}
          </th>
        </tr>
      </thead>
      <tbody>
        {preview.ages.map(({ label, messages, size }) => (
          <tr>
            <td>{say(label)}</td>
            <td class="number">{messages}</td>
            <td class="number">{sizeWords(size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Again({ channelId, canSignIn, sendingAddress }: RehearsalPageProps) {
  const query = chosen({ sendingAddress });
  return (
    <p class="actions">
      <a class="button primary" href={`/channels/${channelId}/rehearsal?${query}`}>
        {t('Try again')}
      </a>
      {canSignIn && (
        <a class="button" href={`/oauth/microsoft/start?kind=reauthenticate&channel=${channelId}`}>
          {t('Re-authenticate')}
        </a>
      )}
      <a class="button" href={`/channels/${channelId}/setup?${query}`}>
        {t('Go back')}
      </a>
    </p>
  );
}
