import * as z from 'zod';
import { getAppRegistration } from '../../db/app-registrations.ts';
import { type Channel, getChannel, updateChannel } from '../../db/channels.ts';
import { getMailAccount, updateMailAccount } from '../../db/mail-accounts.ts';
import { retireReceipts } from '../../db/retire-receipts.ts';
import type { SignIn } from '../../db/sign-ins.ts';
import type { Actor } from '../../domain/actor.ts';
import { type Cloud, listScopes } from '../../domain/cloud.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import type { SignInOutcome } from '../../domain/diagnosis/sign-in-outcome.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import { isSameHost } from '../../domain/mail-account.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { openImapReader } from '../../mail/imap-reader.ts';
import { acquireAccessToken } from '../../microsoft/access-token.ts';
import type { SignedIn } from '../../microsoft/sign-in.ts';
import { type Act, defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id } from '../input-fields.ts';
import { getCloud } from '../microsoft/clouds.ts';
import { loadRegistration } from '../microsoft/load-registration.ts';
import { retryNow } from '../microsoft/retry-channels.ts';
import { holdTokens } from '../microsoft/token-cache.ts';
import { recordChannel } from '../record-channel.ts';
import { announceNewSignIn } from './connection-change.ts';
import { lineTo } from './line-to.ts';
import { triedSoon } from './note-sending.ts';

/** How long the old settings are kept for a roll-back. */
export const rollBackMilliseconds = 7 * 86_400_000;

/**
 * Lets a channel with a password sign in through Microsoft from now on. It stays the same channel with its folder,
 * settings, addresses and receipts, so nothing is imported twice. An account that does not open the mailbox is
 * refused before anything is stored.
 */
export async function migrateChannel(
  desk: Desk,
  signIn: SignIn & { readonly channelId: number },
  signedIn: SignedIn,
  actor: Actor,
): Promise<SignInOutcome> {
  const { channelId, appRegistrationId } = signIn;
  const channel = await getChannel(desk.read, channelId);
  const { userName } = signedIn.identity;
  const opened = await openAs(desk, channel, appRegistrationId, signedIn);
  if ('failure' in opened) {
    desk.log.info('migration refused', { channel: channelId, text: opened.failure.text });
    return refuse(opened.failure, channel, userName, appRegistrationId);
  }
  const now = desk.now();
  const eraseAt = new Date(now.getTime() + rollBackMilliseconds);
  await desk.write(async (tx) => {
    const current = await getChannel(tx, channelId);
    const account = await getMailAccount(tx, channelId);
    if (current.kind !== 'email') throw new AppError('conflict', `${current.name} is migrated already.`);
    if (!isSameHost(account.imapHost, opened.imapHost)) await retireReceipts(tx, channelId, now);
    await updateMailAccount(tx, channelId, { eraseAt });
    const changes = describeAccount(signedIn, now);
    const { tokenCache } = opened;
    const soon = { ...retryNow(current, now), ...triedSoon(now) };
    await updateChannel(tx, channelId, { ...changes, appRegistrationId, tokenCache, ...soon });
    const data = { account: userName };
    await recordChannel(tx, { kind: 'channel.migrated', channelId, data }, { at: now, by: actor });
  });
  announceNewSignIn(desk, channelId);
  desk.log.info('channel migrated', { channel: channelId });
  return { kind: 'migrated', channelId };
}

/** What a channel keeps of the Microsoft account that it signs in as from now on. */
function describeAccount({ identity }: SignedIn, now: Date) {
  const { tenantId, objectId, userName, address } = identity;
  const kind = 'microsoft365' as const;
  return { kind, tenantId, objectId, userName, accountAddress: address, tokenRefreshedAt: now };
}

/** An admin: back to the user name and the password; the tokens are dropped. @throws AppError not_found, conflict */
export const rollBackMigration = defineCommand({
  name: 'rollBackMigration',
  input: z.strictObject({ channelId: id }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async work({ desk, write }, { channelId }) {
    const imapHost = await findCloudHost(desk, channelId);
    await write((act) => rollBack(act, channelId, imapHost));
  },
});

async function rollBack(act: Act, channelId: number, imapHost: string): Promise<void> {
  const { desk, tx, now } = act;
  const channel = await getChannel(tx, channelId);
  const account = await getMailAccount(tx, channelId);
  if (channel.kind !== 'microsoft365') {
    throw new AppError('conflict', `${channel.name} is not migrated; there is nothing to roll back.`);
  }
  if (account.eraseAt !== null && account.eraseAt <= now) {
    throw new AppError('conflict', 'The seven days are over; the old settings are not kept any longer.');
  }
  if (!isSameHost(account.imapHost, imapHost)) await retireReceipts(tx, channelId, now);
  await updateMailAccount(tx, channelId, { eraseAt: null });
  await updateChannel(tx, channelId, {
    kind: 'email',
    appRegistrationId: null,
    tenantId: null,
    objectId: null,
    userName: account.userName,
    tokenCache: null,
    tokenRefreshedAt: null,
    accountAddress: null,
    ...retryNow(channel, now),
    ...triedSoon(now),
  });
  act.record({ kind: 'channel.rolled_back', channelId, data: {} });
  act.after(() => announceNewSignIn(desk, channelId));
  act.after(() => act.desk.wake(channelId));
}

/** @returns the IMAP server that the channel is read from as one of Microsoft 365; '' where it is none */
async function findCloudHost(desk: Desk, channelId: number): Promise<string> {
  const { appRegistrationId } = await getChannel(desk.read, channelId);
  if (appRegistrationId === null) return '';
  const { cloud } = await getAppRegistration(desk.read, appRegistrationId);
  return (await getCloud(desk, cloud)).imap.host;
}

/** Opens the channel's own folder with the new account's token. @returns the tokens, or why it did not open */
async function openAs(
  desk: Desk,
  channel: Channel,
  appRegistrationId: number,
  { identity, tokenCache }: SignedIn,
): Promise<{ readonly tokenCache: string; readonly imapHost: string } | { readonly failure: Failure }> {
  const stored = await getAppRegistration(desk.read, appRegistrationId);
  const cloud: Cloud = await getCloud(desk, stored.cloud);
  const store = holdTokens(tokenCache);
  try {
    const owner = await loadRegistration(desk.read, stored, identity.tenantId);
    const { accessToken } = await acquireAccessToken(cloud, owner, store, {
      scopes: listScopes(cloud, 'mail'),
    });
    const line = lineTo(desk, cloud.imap, cloud.ca);
    const options = { ...cloud.imap, ...line, user: channel.address, auth: { accessToken } };
    const mailbox = await openImapReader({ ...options, stepMilliseconds: 20_000 });
    try {
      await mailbox.openFolder(channel.folder);
    } finally {
      await mailbox.close();
    }
    return { tokenCache: store.held(), imapHost: cloud.imap.host };
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    return { failure };
  }
}

function refuse(failure: Failure, channel: Channel, account: string, app: number): SignInOutcome {
  const diagnosis = diagnose(failure, channel);
  const isNoRight = ['imap_not_connected', 'imap_authenticate_failed'].includes(diagnosis.code);
  const retry = { kind: 'migrate', channelId: channel.id, app } as const;
  if (!isNoRight) return { kind: 'refused', diagnosis, since: undefined, retry };
  const { address: mailbox, id: channelId } = channel;
  return { kind: 'wrong_mailbox', mailbox, account, channelId, app, diagnosis };
}
