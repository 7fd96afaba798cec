import * as z from 'zod';
import { findAppAccess, putAppAccess, readFindings, updateAppAccess } from '../../db/app-access.ts';
import { type AppRegistration, getAppRegistration } from '../../db/app-registrations.ts';
import type { Tx } from '../../db/care/open.ts';
import { type Channel, getChannel, insertChannel } from '../../db/channels.ts';
import { findEmailAddress, insertEmailAddress } from '../../db/email-addresses.ts';
import { listActiveGroups } from '../../db/groups.ts';
import { isAddress } from '../../domain/address.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { explainFailure } from '../explain-failure.ts';
import { id } from '../input-fields.ts';
import { getAppToken } from '../microsoft/get-app-token.ts';
import { describeNewChannel } from './describe-new-channel.ts';
import { probeAppAccess as probe } from './probe-app-access.ts';

/**
 * An admin: adds a mailbox that nobody signs in for. The app itself opens it, once an administrator of Exchange has let it.
 * `outsider` is a mailbox that the app must not open; it is asked for nothing but whether it is refused.
 * @returns the channel, which is set up next. @throws AppError invalid (with fields), conflict, unavailable
 */
export const addAppChannel = defineCommand({
  name: 'addAppChannel',
  input: z.strictObject({
    appRegistrationId: id,
    address: z.string(),
    outsider: z.string(),
    /** Where the app is for several tenants. */
    tenant: z.string().default(''),
    name: z.string().max(200).default(''),
  }),
  needs: 'admin',
  async work({ desk, write }, input) {
    const app = await getAppRegistration(desk.read, input.appRegistrationId);
    const { address, outsider, tenant } = readInput(app, input);
    const { tenantId } = await explainFailure(getAppToken(desk, app.id, tenant, 'mail', true));
    const channelId = await write(async (act) => {
      const [group] = await listActiveGroups(act.tx);
      if (group === undefined) {
        throw new AppError('conflict', 'There is no active group that tickets could go to.');
      }
      const name = input.name.trim() || address;
      const channel = await insertChannel(act.tx, {
        ...describeNewChannel('microsoft365', { name, address, userName: address }, act.now),
        accountAddress: address,
        tenantId: tenantId || tenant,
        objectId: null,
        isAppOnly: true,
        appRegistrationId: app.id,
        tokenCache: null,
        tokenRefreshedAt: null,
        groupId: group.id,
      });
      if ((await findEmailAddress(act.tx, address)) === undefined) {
        const row = {
          address,
          name: input.name.trim(),
          channelId: channel.id,
          isPrimary: true,
          groupId: null,
        };
        await insertEmailAddress(act.tx, row);
      }
      const times = { watchedSince: act.now, nextProbeAt: act.now, probedAt: null };
      await putAppAccess(act.tx, { channelId: channel.id, outsider, findings: null, ...times });
      act.record({ kind: 'channel.added', channelId: channel.id, data: { account: address, isByApp: true } });
      return channel.id;
    });
    await look(desk, channelId);
    return { channelId };
  },
});

/**
 * An admin: looks again at what the app may do, and for two hours more until it counts; `outsider` names another mailbox
 * that must be refused. @throws AppError invalid, not_found, conflict
 */
export const probeAppAccess = defineCommand({
  name: 'probeAppAccess',
  input: z.strictObject({ channelId: id, outsider: z.string().optional() }),
  needs: 'admin',
  async work({ desk, write }, { channelId, outsider }) {
    await write(async (act) => {
      const channel = await getChannel(act.tx, channelId);
      if (outsider !== undefined)
        await nameOutsider(act.tx, channel, readOutsider(outsider, channel.address));
      await updateAppAccess(act.tx, channelId, { watchedSince: act.now, nextProbeAt: act.now });
    });
    await probe(desk, channelId);
  },
});

/** What was found out about another one says nothing of it. */
async function nameOutsider(tx: Tx, { id: channelId }: Channel, outsider: string): Promise<void> {
  const access = await findAppAccess(tx, channelId);
  const known = access === undefined || access.outsider === outsider ? undefined : readFindings(access);
  const findings = known && { findings: JSON.stringify({ ...known, outsider: null }) };
  await updateAppAccess(tx, channelId, { outsider, ...findings });
}

/** Somebody waits for the page: what cannot be found out now is looked at by the desk itself a moment later. */
async function look(desk: Desk, channelId: number): Promise<void> {
  await probe(desk, channelId).catch((error: unknown) => {
    desk.log.warn('access of the app was not looked at', { channel: channelId, error });
  });
}

interface Asked {
  readonly address: string;
  readonly outsider: string;
  readonly tenant: string;
}

function readInput(app: AppRegistration, input: Asked): Asked {
  const address = input.address.trim().toLowerCase();
  const fields: Record<string, string> = {};
  if (!isAddress(address)) fields.address = 'Expected the address of the mailbox, like info@example.com.';
  let outsider = '';
  try {
    outsider = readOutsider(input.outsider, address);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    fields.outsider = error.message;
  }
  const isOpen = ['common', 'organizations', 'consumers'].includes(app.tenant);
  const tenant = isOpen ? input.tenant.trim().toLowerCase() : app.tenant;
  if (tenant === '')
    fields.tenant = 'Expected the Directory (tenant) ID: the app is for several directories.';
  if (Object.keys(fields).length === 0) return { address, outsider, tenant };
  throw new AppError('invalid', 'The mailbox was not added; see the marked fields.', { fields });
}

/** @throws AppError invalid */
function readOutsider(text: string, own: string): string {
  const outsider = text.trim().toLowerCase();
  if (outsider === '') return '';
  const reason = !isAddress(outsider)
    ? 'Expected an address of your organisation, like your own.'
    : outsider === own
      ? 'Expected another mailbox than the one that is read.'
      : undefined;
  if (reason === undefined) return outsider;
  throw new AppError('invalid', reason, { fields: { outsider: reason } });
}
