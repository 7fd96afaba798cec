import type { Channel } from '../../db/channels.ts';
import { chooseSentFolder } from '../../domain/sent-folder.ts';
import { AppError } from '../../errors.ts';
import { connectImap, type ImapOptions, type MailConnection } from '../../mail/imap.ts';
import type { SelectedFolder } from '../../mail/imap-folders.ts';
import { connectionOf } from '../channels/connection-of.ts';
import type { Desk } from '../desk.ts';

/**
 * The mailboxes in whose Sent Items mail of a channel can lie. What a delegate sends as a shared mailbox lands in his
 * own, unless the tenant says otherwise. https://learn.microsoft.com/exchange/recipients-in-exchange-online/manage-user-mailboxes/automatically-save-sent-items-in-delegator-s-mailbox
 * @throws RemoteError, AppError
 */
export async function listSentPlaces(desk: Desk, channel: Channel): Promise<ImapOptions[]> {
  const options = { ...(await connectionOf(desk, channel)), stepMilliseconds: 20_000 };
  const isShared = channel.kind === 'microsoft365' && channel.userName.toLowerCase() !== channel.address;
  return isShared ? [options, { ...options, user: channel.userName }] : [options];
}

/** Opens Sent Items for reading. @throws RemoteError, AppError not_found */
export async function withSentItems<T>(
  options: ImapOptions,
  wished: string,
  stopping: AbortSignal,
  use: (connection: MailConnection, folder: SelectedFolder) => Promise<T>,
): Promise<T> {
  const connection = await connectImap(options);
  const cut = () => connection.cut();
  stopping.addEventListener('abort', cut);
  try {
    const folder = chooseSentFolder(await connection.listFolders(), wished);
    if (folder === undefined) throw new AppError('not_found', explainMissing(wished, options.user));
    return await use(connection, await connection.selectFolder(folder));
  } finally {
    stopping.removeEventListener('abort', cut);
    await connection.close();
  }
}

function explainMissing(wished: string, user: string): string {
  return wished === ''
    ? `No folder of ${user} has a name that Sent Items usually has; enter it in the settings of the channel.`
    : `${user} has no folder “${wished}”, which the settings of the channel name for sent mail.`;
}
