import type { AddressInput } from '../../src/domain/address-input.ts';
import { Choice, CsrfField, Field, Notice, Submit } from '../form.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';
import type { ListedAddress } from './addresses.tsx';

interface AddressPageProps {
  readonly csrf: string;
  readonly channelId: number;
  readonly channelName: string;
  /** Undefined for a new one. */
  readonly saved: ListedAddress | undefined;
  readonly values: AddressInput;
  readonly fields: Readonly<Record<string, string>>;
  /** What a started channel reads at Microsoft; undefined where that cannot have been renamed. */
  readonly mailbox: string | undefined;
  /** Active ones only. */
  readonly groups: readonly { readonly id: number; readonly name: string }[];
}

export function AddressPage(props: AddressPageProps) {
  const { channelId, channelName, saved, fields } = props;
  return (
    <>
      <p class="crumb">
        <a href={`/channels/${channelId}`}>{channelName}</a>
      </p>
      <div class="page-head">
        <h1>{saved?.address ?? t('Add an address')}</h1>
        {saved?.isPrimary && <span class="badge good">{t('primary')}</span>}
      </div>
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{say(fields.form) || t('Nothing was saved: the marked fields need another look.')}</p>
        </Notice>
      )}
      <AddressForm {...props} />
      {saved !== undefined && <Primary {...props} saved={saved} />}
      {saved !== undefined && <Renamed {...props} saved={saved} />}
      {saved !== undefined && <Removal {...props} saved={saved} />}
    </>
  );
}

function AddressForm(props: AddressPageProps) {
  const { csrf, channelId, saved, values, fields } = props;
  const url = `/channels/${channelId}/addresses${saved === undefined ? '' : `/${saved.id}`}`;
  return (
    <form method="post" action={url} class="stack">
      <CsrfField token={csrf} />
      {saved === undefined && (
        <Field
          name="address"
          label={t('Address')}
          type="email"
          value={values.address}
          error={fields.address}
          isRequired
          hasFocus
          hint={t('An alias of the mailbox, or an address that its account may send as.')}
        />
      )}
      <Field
        name="name"
        label={t('Name')}
        value={values.name}
        error={fields.name}
        hint={t('Customers see it as the sender; empty means the name of the group.')}
      />
      <GroupField {...props} />
      <div class="actions">
        <Submit label={saved === undefined ? t('Add') : t('Save')} />
        <a href={`/channels/${channelId}`}>{t('Back to the channel')}</a>
      </div>
    </form>
  );
}

type SavedProps = AddressPageProps & { readonly saved: ListedAddress };

function Primary({ csrf, channelId, saved }: SavedProps) {
  if (saved.isPrimary) return null;
  return (
    <section aria-labelledby="primary-heading">
      <h2 id="primary-heading">{t('Make primary')}</h2>
      <p>
        {t(
          'Groups without an address of their own answer the mail of this channel from the primary address.',
        )}
      </p>
      <form method="post" action={`/channels/${channelId}/addresses/${saved.id}/primary`}>
        <CsrfField token={csrf} />
        <button type="submit">{t('Make primary')}</button>
      </form>
    </section>
  );
}

function Renamed({ csrf, channelId, saved, mailbox }: SavedProps) {
  if (mailbox === undefined || mailbox === saved.address) return null;
  return (
    <section aria-labelledby="renamed-heading">
      <h2 id="renamed-heading">{t('The mailbox was renamed')}</h2>
      <p>
        {t(
          'Was {mailbox} renamed at Microsoft to {address}? Then the channel goes on by the new address: nothing is imported twice, its groups send from it, and the old one stays as a further address. Postroom looks first whether it is the same mailbox.',
          { mailbox, address: saved.address },
        )}
      </p>
      <form method="post" action={`/channels/${channelId}/addresses/${saved.id}/mailbox`}>
        <CsrfField token={csrf} />
        <button type="submit">{t('Go on by {address}', { address: saved.address })}</button>
      </form>
    </section>
  );
}

function Removal({ csrf, channelId, saved }: SavedProps) {
  if (saved.isPrimary) {
    return <p class="hint">{t('The primary address cannot be removed; make another one primary first.')}</p>;
  }
  return (
    <section aria-labelledby="removal-heading">
      <h2 id="removal-heading">{t('Remove')}</h2>
      <p>
        {t('Mail to {address} that arrives in the mailbox goes on becoming tickets. {part}', {
          address: saved.address,
          part:
            saved.groups.length === 0
              ? t('No group sends from it: nothing else changes.')
              : t(
                  '{groups} {length, plural, one {is} other {are}} left without a sending address: tickets that came by a channel are answered from its primary address, others from that of a channel that delivers into the group, if there is one.',
                  { groups: saved.groups.join(', '), length: saved.groups.length },
                ),
        })}
      </p>
      <form method="post" action={`/channels/${channelId}/addresses/${saved.id}/removal`}>
        <CsrfField token={csrf} />
        <Submit label={t('Remove {address}', { address: saved.address })} tone="danger" />
      </form>
    </section>
  );
}

function GroupField({ saved, values, fields, groups }: AddressPageProps) {
  return (
    <Choice
      name="groupId"
      label={t('Assign to a group')}
      value={values.groupId}
      error={fields.groupId}
      options={[
        ['', t('Leave the groups as they are')],
        ...groups.map(({ id, name }) => [String(id), name] as const),
      ]}
      hint={
        saved === undefined || saved.groups.length === 0
          ? t('The group sends from this address then.')
          : t('The group sends from this address then. Now it is: {groups}.', {
              groups: saved.groups.join(', '),
            })
      }
    />
  );
}
