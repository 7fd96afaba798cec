import type { ChannelSettingsInput } from '../../src/domain/channel-settings.ts';
import { listChoices } from '../facts/value-words.ts';
import { Checkbox, Choice, CsrfField, Field, Notice, Radios, Submit } from '../form.tsx';
import { rich, t } from '../words.ts';
import { SentAndTrust } from './trust-fields.tsx';

interface SetupPageProps {
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
  /** Nobody has signed in for it. */
  readonly isAppOnly: boolean;
  /** The channel's primary address. */
  readonly sendsFrom: string;
}

/** Where its tickets go, which folder is read, and what becomes of messages on the server. */
export function SetupPage(props: SetupPageProps) {
  const { values, fields } = props;
  return (
    <>
      <h1>{props.isStarted ? t('Settings of {name}', { name: values.name }) : t('Set the channel up')}</h1>
      <p class="lead">
        {rich('The mailbox is {b}. {part}', {
          b: <b>{props.address}</b>,
          part: props.isStarted
            ? t('Changes count from the next fetch on.')
            : t('Nothing is fetched before you say start on the next page.'),
        })}
      </p>
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{t('Nothing was saved yet: the marked fields need another look.')}</p>
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
          `${name} (${address === undefined ? t('no sending address') : t('sends from {address}', { address })})`,
        ] as const,
    ),
    ['new', t('New group…')] as const,
  ];
  return (
    <div class="stack">
      <Choice
        name="groupId"
        label={t('Destination Group')}
        value={values.groupId}
        error={fields.groupId}
        options={options}
        hint={
          isStarted
            ? t('Existing tickets stay where they are: only new ones land in the group chosen here.')
            : t('New tickets land here. Only active groups are listed.')
        }
      />
      <div class="for-new-group">
        <Field
          name="groupName"
          label={t('Name of the new group')}
          value={values.groupName}
          error={fields.groupName}
          hint={t('Admins see it at once; give agents access to it under Settings, Groups.')}
        />
      </div>
    </div>
  );
}

function SendingAddressFields({ values, sendsFrom }: SetupPageProps) {
  return (
    <Radios
      name="sendingAddress"
      legend={t('Sending address of the destination group')}
      value={values.sendingAddress}
      options={[
        {
          value: 'change',
          label: t('Change to {part}', { part: values.address === '' ? sendsFrom : values.address }),
          hint: t('Every answer of this group goes out from it, whichever channel the ticket came by.'),
        },
        {
          value: 'keep',
          label: t('Do not change'),
          hint: t('A group without an address answers from the one of the channel that the ticket came by.'),
        },
      ]}
    />
  );
}

function FolderField({ channelId, values, fields }: SetupPageProps) {
  return (
    <div>
      <Field
        name="folder"
        label={t('Folder')}
        value={values.folder}
        error={fields.folder}
        placeholder="INBOX"
        hint={t(
          'Empty means INBOX. A nested folder is written with its whole path, such as Inquiries/Tech-Support.',
        )}
      />
      <div id="folders" hx-get={`/channels/${channelId}/folders`} hx-trigger="load" hx-swap="outerHTML">
        <p class="hint">
          <a href={`/channels/${channelId}/folders`}>{t('Read the folders of the mailbox')}</a>
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
          label={t('Move to')}
          value={values.moveTo}
          error={fields.moveTo}
          placeholder={t('Imported')}
        />
      </div>
      <div class="for-marking">
        <Checkbox
          name="onlyUnread"
          label={t('Import unread messages only')}
          isChecked={values.onlyUnread}
          hint={t('Mail that somebody reads in Outlook first never becomes a ticket then.')}
        />
      </div>
    </div>
  );
}

function ArchiveFields({ values, fields }: SetupPageProps) {
  return (
    <fieldset class="radios">
      <legend>{t('Archive mode')}</legend>
      <Checkbox
        name="isArchiving"
        label={t('Import old mail as archived tickets')}
        isChecked={values.isArchiving}
        hint={t('They keep their own date, and nothing is sent for them: no reply, no notification.')}
      />
      <div class="pair for-archiving">
        <Field
          name="archiveBefore"
          label={t('Old means received before')}
          type="date"
          value={values.archiveBefore}
          error={fields.archiveBefore}
        />
        <Choice
          name="archiveState"
          label={t('State of archived tickets')}
          value={values.archiveState}
          error={fields.archiveState}
          options={[
            ['closed', t('closed')],
            ['open', t('open')],
            ['waiting', t('waiting')],
            ['new', t('new')],
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
      <Field name="name" label={t('Name')} value={values.name} error={fields.name} isRequired />
      {!props.isStarted && (
        <Field
          name="address"
          label={t('Mailbox')}
          type="email"
          value={values.address}
          error={fields.address}
          hint={
            props.isAppOnly
              ? t('The app itself opens it. Another mailbox needs grants of its own.')
              : t(
                  'For a shared mailbox enter its address: the account that signed in needs Full Access and Send As.',
                )
          }
        />
      )}
      <GroupFields {...props} />
      <SendingAddressFields {...props} />
      <FolderField {...props} />
      <AfterImportFields {...props} />
      <ArchiveFields {...props} />
      <SentAndTrust {...props} />
      <div class="actions">
        <Submit label={props.isStarted ? t('Save') : t('Save and see what will happen')} />
        <a href={props.isStarted ? `/channels/${channelId}` : '/channels'}>{t('Later')}</a>
      </div>
    </form>
  );
}

function AfterImportChoice({ values }: SetupPageProps) {
  return (
    <Radios
      name="afterImport"
      legend={t('Keep messages on server')}
      value={values.afterImport}
      options={listChoices('afterImport', {
        delete: t('The mailbox never fills up. Postroom keeps the whole message.'),
        mark_read: t(
          'Every message is imported once, read or not. Clearing the mailbox out from time to time is up to you.',
        ),
        move: t('The folder is made when it is not there.'),
      })}
    />
  );
}
