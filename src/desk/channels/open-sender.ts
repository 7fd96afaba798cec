import type { Channel } from '../../db/channels.ts';
import { findFailure } from '../../domain/failure.ts';
import type { Road } from '../../domain/mail-road.ts';
import type { MailSender } from '../../domain/mail-sending.ts';
import { openSmtpSender } from '../../mail/smtp-sender.ts';
import { openGraphSender } from '../../microsoft/graph-sender.ts';
import type { Desk } from '../desk.ts';
import { sendingOf } from './connection-of.ts';
import { findRoadNow } from './find-road.ts';
import { graphOptionsOf } from './graph-options.ts';

/**
 * Opens the way that a channel's mail goes out. A token that Exchange refuses is renewed once: it may have been withdrawn
 * before its time. Close it.
 * @param road the channel's of now unless given. @throws RemoteError, AppError
 */
export async function openSender(desk: Desk, channel: Channel, road?: Road): Promise<MailSender> {
  if ((road ?? (await findRoadNow(desk, channel, 'out'))) === 'graph') {
    return openGraphSender(await graphOptionsOf(desk, channel));
  }
  try {
    return await open(desk, channel, false);
  } catch (error) {
    if (channel.kind === 'email' || findFailure(error)?.code !== '535') throw error;
    return open(desk, channel, true);
  }
}

async function open(desk: Desk, channel: Channel, isForced: boolean): Promise<MailSender> {
  return openSmtpSender(await sendingOf(desk, channel, isForced));
}
