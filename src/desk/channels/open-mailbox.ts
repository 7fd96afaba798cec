import type { Channel } from '../../db/channels.ts';
import { connectImap, type MailConnection } from '../../mail/imap.ts';
import type { Desk } from '../desk.ts';
import { connectionOf } from './connection-of.ts';

/** A connection for what somebody waits for in front of a page. Close it. @throws RemoteError, AppError */
export async function withMailbox<T>(
  desk: Desk,
  channel: Channel,
  use: (mailbox: MailConnection) => Promise<T>,
): Promise<T> {
  const mailbox = await connectImap({ ...(await connectionOf(desk, channel)), stepMilliseconds: 20_000 });
  try {
    return await use(mailbox);
  } finally {
    await mailbox.close();
  }
}
