import type { Tx } from '../../db/care/open.ts';
import { forgetGraphLinks } from '../../db/channel-folders.ts';
import {
  type Channel,
  findChannel,
  getChannel,
  insertChannel,
  listChannelsOfAccount,
  updateChannel,
} from '../../db/channels.ts';
import { type EmailAddress, findEmailAddress, insertEmailAddress } from '../../db/email-addresses.ts';
import { listActiveGroups } from '../../db/groups.ts';
import type { SignIn } from '../../db/sign-ins.ts';
import type { Actor } from '../../domain/actor.ts';
import type { SignInOutcome } from '../../domain/diagnosis/sign-in-outcome.ts';
import { AppError } from '../../errors.ts';
import type { Identity } from '../../microsoft/id-token.ts';
import type { SignedIn } from '../../microsoft/sign-in.ts';
import type { Desk } from '../desk.ts';
import { retryNow } from '../microsoft/retry-channels.ts';
import { recordChannel } from '../record-channel.ts';
import { describeNewChannel } from './describe-new-channel.ts';
import { triedSoon } from './note-sending.ts';
import { takeAddress } from './take-address.ts';

/** Decides about the account and stores its tokens, in one transaction: a refused one leaves nothing. */
export async function acceptAccount(
  desk: Desk,
  signIn: SignIn,
  signedIn: SignedIn,
  actor: Actor,
): Promise<SignInOutcome> {
  const now = desk.now();
  const outcome = await desk.write((tx) =>
    signIn.channelId === null
      ? addAccount(tx, signIn, signedIn, { at: now, by: actor })
      : renewAccount(tx, signIn.channelId, signIn, signedIn, { at: now, by: actor }),
  );
  desk.log.info('sign-in finished', { outcome: outcome.kind });
  return outcome;
}

/** When, and by whom. */
interface Done {
  readonly at: Date;
  readonly by: Actor;
}

async function addAccount(
  tx: Tx,
  { appRegistrationId, mailbox }: SignIn,
  { identity, tokenCache }: SignedIn,
  done: Done,
): Promise<SignInOutcome> {
  const now = done.at;
  const [group] = await listActiveGroups(tx);
  if (group === undefined)
    throw new AppError('conflict', 'There is no active group that tickets could go to.');
  const isShared = mailbox !== null && mailbox !== identity.address;
  const named = isShared ? { ...identity, address: mailbox, name: mailbox } : identity;
  const channel = await insertChannel(tx, {
    ...describeNewChannel('microsoft365', named, now),
    accountAddress: identity.address,
    tenantId: identity.tenantId,
    objectId: identity.objectId,
    isAppOnly: false,
    appRegistrationId,
    tokenCache,
    tokenRefreshedAt: now,
    groupId: group.id,
  });
  // Which mailbox and folder it reads may be chosen next: only then can it be one that another channel reads already.
  // Customers do not read the name of whoever opens a shared mailbox, but that of the group.
  await giveOwnAddress(tx, channel, isShared ? '' : identity.name);
  const data = { account: identity.userName };
  await recordChannel(tx, { kind: 'channel.added', channelId: channel.id, data }, done);
  return { kind: 'added', channelId: channel.id };
}

/** Names and addresses change; tenant and object id do not, so they alone say whether it is the same account. */
async function renewAccount(
  tx: Tx,
  channelId: number,
  { resource }: SignIn,
  { identity, tokenCache }: SignedIn,
  done: Done,
): Promise<SignInOutcome> {
  const channel = await getChannel(tx, channelId);
  if (channel.tenantId !== identity.tenantId || channel.objectId !== identity.objectId) {
    return { kind: 'wrong_account', expected: channel.userName, got: identity.userName, channelId };
  }
  const { userName } = identity;
  const address = await takeNewAddress(tx, channel, identity);
  if (address !== channel.address) await forgetGraphLinks(tx, channelId);
  await updateChannel(tx, channelId, {
    address,
    tokenCache,
    tokenRefreshedAt: done.at,
    userName,
    accountAddress: identity.address,
    ...retryNow(channel, done.at),
    ...triedSoon(done.at),
  });
  await shareTokens(tx, channel, tokenCache, done.at);
  await recordChannel(tx, { kind: 'channel.signed_in', channelId, data: { account: userName } }, done);
  const isStarted = channel.startedAt !== null;
  return { kind: 'reauthenticated', channelId, allowsGraph: resource === 'graph', isStarted };
}

/**
 * An account that was renamed keeps its mailbox: the new primary address is taken over, the old one stays as a further one.
 * @returns the address of the channel from now on
 */
async function takeNewAddress(tx: Tx, channel: Channel, { address }: Identity): Promise<string> {
  const own = channel.accountAddress ?? channel.userName.toLowerCase();
  const isShared = channel.address !== own;
  if (isShared || channel.address === address) return channel.address;
  const known = await findEmailAddress(tx, address);
  // Another channel of the same mailbox has taken it over before, and this one sends by that.
  if (known !== undefined && known.channelId !== channel.id)
    return (await isOfSameAccount(tx, channel, known)) ? address : channel.address;
  await takeAddress(tx, channel, address);
  return address;
}

async function isOfSameAccount(tx: Tx, channel: Channel, { channelId }: EmailAddress): Promise<boolean> {
  const other = await findChannel(tx, channelId);
  return other?.tenantId === channel.tenantId && other?.objectId === channel.objectId;
}

/** A further channel of the same mailbox sends from the address of the first one. */
async function giveOwnAddress(tx: Tx, { id, address }: Channel, name: string): Promise<void> {
  if ((await findEmailAddress(tx, address)) !== undefined) return;
  await insertEmailAddress(tx, { address, name, channelId: id, isPrimary: true, groupId: null });
}

/** Shared mailboxes that the same account opens need no sign-in of their own: their tokens were invalid for the same cause. */
async function shareTokens(tx: Tx, channel: Channel, tokenCache: string, now: Date): Promise<void> {
  const { tenantId, objectId, appRegistrationId } = channel;
  if (tenantId === null || objectId === null) return;
  for (const other of await listChannelsOfAccount(tx, tenantId, objectId)) {
    const isWaiting = other.failureCode !== null && other.appRegistrationId === appRegistrationId;
    if (other.id === channel.id || !isWaiting) continue;
    await updateChannel(tx, other.id, { tokenCache, tokenRefreshedAt: now, ...retryNow(other, now) });
  }
}
