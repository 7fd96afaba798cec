import type { AddressInput } from '../../src/domain/address-input.ts';
import { Choice, CsrfField, Field, Notice, Submit } from '../form.tsx';
import type { ListedAddress } from './addresses.tsx';

export interface AddressPageProps {
  readonly csrf: string;
  readonly channelId: number;
  readonly channelName: string;
  /** Undefined for a new one. */
  readonly saved: ListedAddress | undefined;
  readonly values: AddressInput;
  readonly fields: Readonly<Record<string, string>>;
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
        <h1>{saved?.address ?? 'Add an address'}</h1>
        {saved?.isPrimary && <span class="badge good">primary</span>}
      </div>
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{fields.form ?? 'Nothing was saved: the marked fields need another look.'}</p>
        </Notice>
      )}
      <AddressForm {...props} />
      {saved !== undefined && <Primary {...props} saved={saved} />}
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
          label="Address"
          type="email"
          value={values.address}
          error={fields.address}
          isRequired
          hasFocus
          hint="An alias of the mailbox, or an address that its account may send as."
        />
      )}
      <Field
        name="name"
        label="Name"
        value={values.name}
        error={fields.name}
        hint="Customers see it as the sender; empty means the name of the group."
      />
      <GroupField {...props} />
      <div class="actions">
        <Submit label={saved === undefined ? 'Add' : 'Save'} />
        <a href={`/channels/${channelId}`}>Back to the channel</a>
      </div>
    </form>
  );
}

type SavedProps = AddressPageProps & { readonly saved: ListedAddress };

function Primary({ csrf, channelId, saved }: SavedProps) {
  if (saved.isPrimary) return null;
  return (
    <section aria-labelledby="primary-heading">
      <h2 id="primary-heading">Make primary</h2>
      <p>Groups without an address of their own answer the mail of this channel from the primary address.</p>
      <form method="post" action={`/channels/${channelId}/addresses/${saved.id}/primary`}>
        <CsrfField token={csrf} />
        <button type="submit">Make primary</button>
      </form>
    </section>
  );
}

function Removal({ csrf, channelId, saved }: SavedProps) {
  if (saved.isPrimary) {
    return <p class="hint">The primary address cannot be removed; make another one primary first.</p>;
  }
  return (
    <section aria-labelledby="removal-heading">
      <h2 id="removal-heading">Remove</h2>
      <p>
        Mail to {saved.address} that arrives in the mailbox goes on becoming tickets.{' '}
        {saved.groups.length === 0
          ? 'No group sends from it: nothing else changes.'
          : `${saved.groups.join(', ')} ${saved.groups.length === 1 ? 'is' : 'are'} left without a sending address: tickets that came by a channel are answered from its primary address, others from that of a channel that delivers into the group, if there is one.`}
      </p>
      <form method="post" action={`/channels/${channelId}/addresses/${saved.id}/removal`}>
        <CsrfField token={csrf} />
        <Submit label={`Remove ${saved.address}`} tone="danger" />
      </form>
    </section>
  );
}

function GroupField({ saved, values, fields, groups }: AddressPageProps) {
  return (
    <Choice
      name="groupId"
      label="Assign to a group"
      value={values.groupId}
      error={fields.groupId}
      options={[
        ['', 'Leave the groups as they are'],
        ...groups.map(({ id, name }) => [String(id), name] as const),
      ]}
      hint={
        saved === undefined || saved.groups.length === 0
          ? 'The group sends from this address then.'
          : `The group sends from this address then. Now it is: ${saved.groups.join(', ')}.`
      }
    />
  );
}
