import { formatBytes } from '../../src/domain/byte-size.ts';
import type { ImportPreview } from '../../src/domain/channel.ts';
import type { AfterImport } from '../../src/domain/channel-settings.ts';
import { CsrfField, Notice, Submit } from '../form.tsx';
import { type Health, SendingTrouble } from './health.tsx';

export interface RehearsalPageProps {
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
  /** The counts, or why the mailbox could not be read. */
  readonly preview: ImportPreview | { readonly failure: string };
}

/** The warning before the first fetch, with real counts. */
export function RehearsalPage(props: RehearsalPageProps) {
  const { preview } = props;
  return (
    <>
      <h1>What will happen</h1>
      <p class="lead">
        {props.name} ({props.address}) → {props.group}. Nothing has been touched yet.
      </p>
      <SendingTrouble sending={props.sending} />
      {'failure' in preview ? (
        <Failed {...props} failure={preview.failure} />
      ) : (
        <Counts {...props} preview={preview} />
      )}
    </>
  );
}

function Counts(props: RehearsalPageProps & { readonly preview: ImportPreview }) {
  const { preview, channelId } = props;
  return (
    <>
      {preview.clock !== '' && <Notice tone="error">{preview.clock}</Notice>}
      <ul class="effects">
        <li>
          <b>{count(preview.messages, 'message')}</b> ({formatBytes(preview.size)}) of the folder{' '}
          <b>{preview.folder}</b> will be imported.
        </li>
        {preview.known > 0 && (
          <li>
            <b>{preview.known}</b> were imported earlier and are not imported again.
          </li>
        )}
        <li>
          <b>{preview.archived}</b> of them are old: they become archived tickets in the state{' '}
          {props.archiveState}, with their own date, and nothing is sent for them.
        </li>
        <li>
          <b>{preview.fresh}</b> of them become new tickets, or follow-ups of tickets.
        </li>
        <AutoReplies {...props} />
        <Consequence {...props} />
      </ul>
      {preview.messages > 0 && <Ages preview={preview} />}
      <form method="post" action={`/channels/${channelId}/start`} class="actions">
        <CsrfField token={props.csrf} />
        <input type="hidden" name="messages" value={String(preview.messages)} />
        <Submit label="Start" />
        <a class="button" href={`/channels/${channelId}/setup`}>
          Go back
        </a>
      </form>
    </>
  );
}

function AutoReplies({
  preview,
  group,
  hasAutoReply,
}: RehearsalPageProps & { readonly preview: ImportPreview }) {
  if (!hasAutoReply) {
    return (
      <li>
        <b>0</b> senders get an automatic answer: none is switched on for the group {group}.
      </li>
    );
  }
  return (
    <li>
      <b>{preview.answerable}</b> senders get the automatic answer of {group}: it is for mail that comes after
      the start. So are notifications.
    </li>
  );
}

function Consequence({
  afterImport,
  moveTo,
  preview,
}: RehearsalPageProps & { readonly preview: ImportPreview }) {
  if (afterImport === 'delete') {
    return (
      <li class="danger">
        <b>{count(preview.messages, 'message')} will be deleted on the server</b>, each after it is stored
        here. So will all that come later. Outlook does not show them any more.
      </li>
    );
  }
  if (afterImport === 'move') {
    return (
      <li>
        <b>{count(preview.messages, 'message')}</b> will be moved to the folder <b>{moveTo}</b> on the server.
      </li>
    );
  }
  return (
    <li>
      <b>{count(preview.messages, 'message')}</b> will be marked read on the server; none is deleted.
    </li>
  );
}

function Ages({ preview }: { preview: ImportPreview }) {
  return (
    <table class="ages">
      <caption>The messages by age</caption>
      <thead>
        <tr>
          <th scope="col">Received</th>
          <th scope="col" class="number">
            Messages
          </th>
          <th scope="col" class="number">
            Size
          </th>
        </tr>
      </thead>
      <tbody>
        {preview.ages.map(({ label, messages, size }) => (
          <tr>
            <td>{label}</td>
            <td class="number">{messages}</td>
            <td class="number">{formatBytes(size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Failed({ channelId, failure }: { channelId: number; failure: string }) {
  return (
    <>
      <Notice tone="error">
        <p>The mailbox could not be read, so there are no counts: {failure}</p>
      </Notice>
      <p class="actions">
        <a class="button primary" href={`/channels/${channelId}/rehearsal`}>
          Try again
        </a>
        <a class="button" href={`/channels/${channelId}/setup`}>
          Go back
        </a>
      </p>
    </>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
