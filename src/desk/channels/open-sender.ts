import type { Channel } from '../../db/channels.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailSender } from '../../domain/mail-sending.ts';
import { openSmtpSender } from '../../mail/smtp-sender.ts';
import type { Desk } from '../desk.ts';
import { sendingOf } from './connection-of.ts';

/**
 * Opens the way that a channel's mail goes out. A token that Exchange refuses is renewed once: it may have been withdrawn
 * before its time. Close it. @throws RemoteError, AppError
 */
export async function openSender(desk: Desk, channel: Channel): Promise<MailSender> {
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
