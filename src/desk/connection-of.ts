import type { Channel } from '../db/channels.ts';
import { AppError } from '../errors.ts';
import type { ImapOptions } from '../mail/imap.ts';
import type { Desk } from './desk.ts';
import { getAccessToken } from './get-access-token.ts';

/**
 * Where a channel's mailbox is and what opens it.
 * @param isForced asks for a fresh token even when the present one seems good
 * @throws RemoteError, AppError
 */
export async function connectionOf(desk: Desk, channel: Channel, isForced = false): Promise<ImapOptions> {
  if (channel.kind !== 'microsoft365') {
    throw new AppError('invalid', `${channel.name} is not a Microsoft 365 account.`);
  }
  const { accessToken, cloud } = await getAccessToken(desk, channel.id, { isForced });
  const { host, port, security } = cloud.imap;
  // XOAUTH2 names the mailbox to open: a delegate's token with the shared address opens the shared one.
  return { host, port, security, ca: cloud.ca, user: channel.address, auth: { accessToken } };
}
