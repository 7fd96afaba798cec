import type { Channel } from '../db/channels.ts';
import { connectImap, type MailConnection } from '../mail/imap.ts';
import type { Desk } from './desk.ts';
import { getAccessToken } from './get-access-token.ts';

/** A connection for what somebody waits for in front of a page. Close it. @throws RemoteError, AppError */
export async function withMailbox<T>(
  desk: Desk,
  channel: Channel,
  use: (mailbox: MailConnection) => Promise<T>,
): Promise<T> {
  const { userName, accessToken, cloud } = await getAccessToken(desk, channel.id);
  const { host, port, security } = cloud.imap;
  const mailbox = await connectImap({
    host,
    port,
    security,
    ca: cloud.ca,
    user: userName,
    auth: { accessToken },
    stepMilliseconds: 20_000,
  });
  try {
    return await use(mailbox);
  } finally {
    await mailbox.close();
  }
}
