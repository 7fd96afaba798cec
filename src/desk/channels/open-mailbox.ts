import type { Channel } from '../../db/channels.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { openImapReader } from '../../mail/imap-reader.ts';
import type { Desk } from '../desk.ts';
import { connectionOf } from './connection-of.ts';

export interface OpenMailboxOptions {
  /** Asks for a fresh token even when the present one seems good. */
  readonly isForced?: boolean;
  /** The longest silence within one step. */
  readonly stepMilliseconds?: number;
  /** A step takes longer, and is not given up because the line still brings something. */
  readonly onSlow?: () => void;
}

/** For what somebody waits for in front of a page. */
export const shortStep = 20_000;

/** Opens a channel's mailbox for reading, by its road in. Close it. @throws RemoteError, AppError */
export async function openMailbox(
  desk: Desk,
  channel: Channel,
  { isForced = false, ...options }: OpenMailboxOptions = {},
): Promise<MailReader> {
  return openImapReader({ ...(await connectionOf(desk, channel, isForced)), ...options });
}

/** The same for what somebody waits for in front of a page. @throws RemoteError, AppError */
export async function withMailbox<T>(
  desk: Desk,
  channel: Channel,
  use: (mailbox: MailReader) => Promise<T>,
): Promise<T> {
  const mailbox = await openMailbox(desk, channel, { stepMilliseconds: shortStep });
  try {
    return await use(mailbox);
  } finally {
    await mailbox.close();
  }
}
