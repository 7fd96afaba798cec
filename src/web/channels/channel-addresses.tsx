import { AddressPage } from '../../../views/channels/address-page.tsx';
import type { ListedAddress } from '../../../views/channels/addresses.tsx';
import { t } from '../../../views/words.ts';
import { getChannel } from '../../db/channels.ts';
import {
  type EmailAddress,
  getEmailAddress,
  listEmailAddresses,
  listGroupsOfAddress,
} from '../../db/email-addresses.ts';
import { listActiveGroups } from '../../db/groups.ts';
import type { AddressInput } from '../../domain/address-input.ts';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { readChannelId } from './channel-setup.tsx';

/** @returns the addresses of a channel with the groups that send from each, the primary one first */
export async function listAddressesWithGroups(web: WebContext, channelId: number): Promise<ListedAddress[]> {
  const addresses = await listEmailAddresses(web.read, channelId);
  return Promise.all(addresses.map((address) => withGroups(web, address)));
}

export function showNewAddress(web: WebContext) {
  return async (c: WebRequest) => render(web, c, undefined, { address: '', name: '', groupId: '' });
}

export function showAddress(web: WebContext) {
  return async (c: WebRequest) => {
    const saved = await getEmailAddress(web.read, readAddressId(c));
    return render(web, c, saved, { address: saved.address, name: saved.name, groupId: '' });
  };
}

export function createAddress(web: WebContext) {
  return async (c: WebRequest) => save(web, c, undefined);
}

export function updateAddress(web: WebContext) {
  return async (c: WebRequest) => save(web, c, await getEmailAddress(web.read, readAddressId(c)));
}

export function setPrimaryAddress(web: WebContext) {
  return async (c: WebRequest) => {
    const ids = readAddressId(c);
    await web.desk.as(actorOf(c)).call('makeAddressPrimary', ids);
    return redirectTo(c, `/channels/${ids.channelId}`, { notice: t('The primary address is changed.') });
  };
}

export function setMailboxAddress(web: WebContext) {
  return async (c: WebRequest) => {
    const ids = readAddressId(c);
    try {
      await web.desk.as(actorOf(c)).call('renameMailbox', ids);
    } catch (error) {
      const { code, message, unseen } = toAppError(error);
      if (unseen !== undefined || !['conflict', 'unavailable'].includes(code)) throw error;
      const saved = await getEmailAddress(web.read, ids);
      const values = { address: saved.address, name: saved.name, groupId: '' };
      return render(web, c, saved, values, { form: message });
    }
    const notice = t('The channel reads the mailbox by its new address from now on.');
    return redirectTo(c, `/channels/${ids.channelId}`, { notice });
  };
}

export function deleteAddress(web: WebContext) {
  return async (c: WebRequest) => {
    const ids = readAddressId(c);
    await web.desk.as(actorOf(c)).call('removeAddress', ids);
    return redirectTo(c, `/channels/${ids.channelId}`, { notice: t('The address is removed.') });
  };
}

async function save(web: WebContext, c: WebRequest, saved: EmailAddress | undefined): Promise<Response> {
  const channelId = readChannelId(c);
  const form = await readFields(c);
  const values = { address: form.text('address'), name: form.text('name'), groupId: form.text('groupId') };
  try {
    await web.desk.as(actorOf(c)).call('saveAddress', { channelId, addressId: saved?.id, ...values });
  } catch (error) {
    return render(web, c, saved, values, fieldsOf(error));
  }
  return redirectTo(c, `/channels/${channelId}`, { notice: t('The address is saved.') });
}

async function render(
  web: WebContext,
  c: WebRequest,
  saved: EmailAddress | undefined,
  values: AddressInput,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const channel = await getChannel(web.read, readChannelId(c));
  const status = Object.keys(fields).length > 0 ? 422 : 200;
  const page = (
    <AddressPage
      csrf={c.get('csrf')}
      channelId={channel.id}
      channelName={channel.name}
      saved={saved === undefined ? undefined : await withGroups(web, saved)}
      values={values}
      fields={fields}
      mailbox={channel.kind === 'microsoft365' && channel.startedAt !== null ? channel.address : undefined}
      groups={await listActiveGroups(web.read)}
    />
  );
  return renderPage(c, { title: saved?.address ?? t('Add an address'), active: 'channels', status }, page);
}

async function withGroups(web: WebContext, address: EmailAddress): Promise<ListedAddress> {
  const groups = await listGroupsOfAddress(web.read, address.id);
  return { ...address, groups: groups.map(({ name }) => name) };
}

function readAddressId(c: WebRequest): { channelId: number; addressId: number } {
  const addressId = readPathId(c, 'address');
  return { channelId: readChannelId(c), addressId };
}
