import type { ChannelSettingsInput } from '../../src/domain/channel-settings.ts';
import { Checkbox, Choice, CsrfField, Field, Notice, Radios, Submit } from '../form.tsx';

export interface SetupPageProps {
  readonly csrf: string;
  readonly channelId: number;
  readonly address: string;
  readonly isStarted: boolean;
  readonly values: ChannelSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
  /** Active ones only. */
  readonly groups: readonly {
    readonly id: number;
    readonly name: string;
    readonly address: string | undefined;
  }[];
  /** Of a mailbox on a server of which it is not known how it names itself. */
  readonly asksForServers: boolean;
  /** The channel's primary address. */
  readonly sendsFrom: string;
}

/** Where its tickets go, which folder is read, and what becomes of messages on the server. */
export function SetupPage(props: SetupPageProps) {
  const { values, fields } = props;
  return (
    <>
      <h1>{props.isStarted ? `Settings of ${values.name}` : 'Set the channel up'}</h1>
      <p class="lead">
        The mailbox is <b>{props.address}</b>.{' '}
        {props.isStarted
          ? 'Changes count from the next fetch on.'
          : 'Nothing is fetched before you say start on the next page.'}
      </p>
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>Nothing was saved yet: the marked fields need another look.</p>
        </Notice>
      )}
      <SetupForm {...props} />
    </>
  );
}

function GroupFields({ values, fields, groups, isStarted }: SetupPageProps) {
  const options = [
    ...groups.map(
      ({ id, name, address }) =>
        [
          String(id),
          `${name} (${address === undefined ? 'no sending address' : `sends from ${address}`})`,
        ] as const,
    ),
    ['new', 'New group…'] as const,
  ];
  return (
    <div class="stack">
      <Choice
        name="groupId"
        label="Destination Group"
        value={values.groupId}
        error={fields.groupId}
        options={options}
        hint={
          isStarted
            ? 'Existing tickets stay where they are: only new ones land in the group chosen here.'
            : 'New tickets land here. Only active groups are listed.'
        }
      />
      <div class="for-new-group">
        <Field
          name="groupName"
          label="Name of the new group"
          value={values.groupName}
          error={fields.groupName}
          hint="Admins see it at once; give agents access to it under Settings, Groups."
        />
      </div>
    </div>
  );
}

function SendingAddressFields({ values, sendsFrom }: SetupPageProps) {
  return (
    <Radios
      name="sendingAddress"
      legend="Sending address of the destination group"
      value={values.sendingAddress}
      options={[
        {
          value: 'change',
          label: `Change to ${values.address === '' ? sendsFrom : values.address}`,
          hint: 'Every answer of this group goes out from it, whichever channel the ticket came by.',
        },
        {
          value: 'keep',
          label: 'Do not change',
          hint: 'A group without an address answers from the one of the channel that the ticket came by.',
        },
      ]}
    />
  );
}

function TrustField({ values }: SetupPageProps) {
  return (
    <fieldset class="radios">
      <legend>X-Postroom- header fields</legend>
      <Checkbox
        name="trustsHeaders"
        label="Obey the header fields of incoming mail"
        isChecked={values.trustsHeaders}
        hint="Only for a mailbox that nobody but your own systems can write to: whoever sends mail here could then choose group, owner, state and tags of a ticket."
      />
    </fieldset>
  );
}

function TrustedServersField({ values, fields }: SetupPageProps) {
  return (
    <Field
      name="trustedServers"
      label="Mail servers whose check of senders counts"
      value={values.trustedServers}
      error={fields.trustedServers}
      placeholder="mx.example.com"
      hint="The name that your receiving server puts first in its Authentication-Results header field (see Raw mail of any message). With it, mail whose sender is forged is marked and joins no ticket by its number. Empty: nothing is checked."
    />
  );
}

function SentFields({ values, fields }: SetupPageProps) {
  return (
    <fieldset class="radios">
      <legend>Sent mail</legend>
      <Checkbox
        name="importsSent"
        label="Import what colleagues send from Outlook"
        isChecked={values.importsSent}
        hint="An answer from this mailbox to a customer then stands in its ticket. Only what is sent from now on, only what belongs to a ticket; nothing in the folder is changed."
      />
      <Field
        name="sentFolder"
        label="Folder of sent mail"
        value={values.sentFolder}
        error={fields.sentFolder}
        placeholder="Sent Items"
        hint="Empty finds it under its usual name in any language. Postroom also looks there when it is not known whether a message was sent."
      />
    </fieldset>
  );
}

function FolderField({ channelId, values, fields }: SetupPageProps) {
  return (
    <div>
      <Field
        name="folder"
        label="Folder"
        value={values.folder}
        error={fields.folder}
        placeholder="INBOX"
        hint="Empty means INBOX. A nested folder is written with its whole path, such as Inquiries/Tech-Support."
      />
      <div id="folders" hx-get={`/channels/${channelId}/folders`} hx-trigger="load" hx-swap="outerHTML">
        <p class="hint">
          <a href={`/channels/${channelId}/folders`}>Read the folders of the mailbox</a>
        </p>
      </div>
    </div>
  );
}

function AfterImportFields(props: SetupPageProps) {
  const { values, fields } = props;
  return (
    <div class="stack">
      <AfterImportChoice {...props} />
      <div class="for-moving">
        <Field
          name="moveTo"
          label="Move to"
          value={values.moveTo}
          error={fields.moveTo}
          placeholder="Imported"
        />
      </div>
      <div class="for-marking">
        <Checkbox
          name="onlyUnread"
          label="Import unread messages only"
          isChecked={values.onlyUnread}
          hint="Mail that somebody reads in Outlook first never becomes a ticket then."
        />
      </div>
    </div>
  );
}

function ArchiveFields({ values, fields }: SetupPageProps) {
  return (
    <fieldset class="radios">
      <legend>Archive mode</legend>
      <Checkbox
        name="isArchiving"
        label="Import old mail as archived tickets"
        isChecked={values.isArchiving}
        hint="They keep their own date, and nothing is sent for them: no reply, no notification."
      />
      <div class="pair for-archiving">
        <Field
          name="archiveBefore"
          label="Old means received before"
          type="date"
          value={values.archiveBefore}
          error={fields.archiveBefore}
        />
        <Choice
          name="archiveState"
          label="State of archived tickets"
          value={values.archiveState}
          error={fields.archiveState}
          options={[
            ['closed', 'closed'],
            ['open', 'open'],
            ['waiting', 'waiting'],
            ['new', 'new'],
          ]}
        />
      </div>
    </fieldset>
  );
}

function SetupForm(props: SetupPageProps) {
  const { channelId, values, fields } = props;
  return (
    <form method="post" action={`/channels/${channelId}/setup`} class="stack setup">
      <CsrfField token={props.csrf} />
      <Field name="name" label="Name" value={values.name} error={fields.name} isRequired />
      {!props.isStarted && (
        <Field
          name="address"
          label="Mailbox"
          type="email"
          value={values.address}
          error={fields.address}
          hint="For a shared mailbox enter its address: the account that signed in needs Full Access and Send As."
        />
      )}
      <GroupFields {...props} />
      <SendingAddressFields {...props} />
      <FolderField {...props} />
      <AfterImportFields {...props} />
      <ArchiveFields {...props} />
      <SentFields {...props} />
      <TrustField {...props} />
      {props.asksForServers && <TrustedServersField {...props} />}
      <div class="actions">
        <Submit label={props.isStarted ? 'Save' : 'Save and see what will happen'} />
        <a href={props.isStarted ? `/channels/${channelId}` : '/channels'}>Later</a>
      </div>
    </form>
  );
}

function AfterImportChoice({ values }: SetupPageProps) {
  return (
    <Radios
      name="afterImport"
      legend="Keep messages on server"
      value={values.afterImport}
      options={[
        {
          value: 'delete',
          label: 'No: delete each message after its import',
          hint: 'The mailbox never fills up. Postroom keeps the whole message.',
        },
        {
          value: 'mark_read',
          label: 'Yes: mark it read',
          hint: 'Every message is imported once, read or not. Clearing the mailbox out from time to time is up to you.',
        },
        {
          value: 'move',
          label: 'Yes: move it to a folder',
          hint: 'The folder is made when it is not there.',
        },
      ]}
    />
  );
}
