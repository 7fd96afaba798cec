import type { Channel } from '../../db/channels.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import type { Road } from '../../domain/mail-road.ts';
import { openImapReader } from '../../mail/imap-reader.ts';
import { openGraphReader } from '../../microsoft/graph-reader.ts';
import type { Desk } from '../desk.ts';
import { connectionOf } from './connection-of.ts';
import { findRoadNow } from './find-road.ts';
import { graphOptionsOf } from './graph-options.ts';
import { mailSignalOf } from './mail-signal-of.ts';

export interface OpenMailboxOptions {
  /** The channel's road of now unless given. */
  readonly road?: Road;
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
  { isForced = false, road, ...options }: OpenMailboxOptions = {},
): Promise<MailReader> {
  if ((road ?? (await findRoadNow(desk, channel, 'in'))) === 'graph') {
    const mailSignal = mailSignalOf(desk, channel.id);
    return openGraphReader({ ...(await graphOptionsOf(desk, channel)), ...options, mailSignal });
  }
  return openImapReader({ ...(await connectionOf(desk, channel, isForced)), ...options });
}

/**
 * The same for what somebody waits for in front of a page.
 * @param road where it is about a message that only this one can name
 * @throws RemoteError, AppError
 */
export async function withMailbox<T>(
  desk: Desk,
  channel: Channel,
  use: (mailbox: MailReader) => Promise<T>,
  road?: Road,
): Promise<T> {
  const options = { stepMilliseconds: shortStep, ...(road === undefined ? {} : { road }) };
  const mailbox = await openMailbox(desk, channel, options);
  try {
    return await use(mailbox);
  } finally {
    await mailbox.close();
  }
}
