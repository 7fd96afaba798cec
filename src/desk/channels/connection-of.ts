import type { Channel } from '../../db/channels.ts';
import { getMailAccount } from '../../db/mail-accounts.ts';
import { personalTenantId } from '../../domain/cloud.ts';
import type { ImapOptions } from '../../mail/imap.ts';
import type { SmtpOptions } from '../../mail/smtp.ts';
import type { Desk } from '../desk.ts';
import { getAccessToken } from '../microsoft/get-access-token.ts';
import { lineTo } from './line-to.ts';
import { imapOptionsOf, signInOf, smtpOptionsOf } from './mail-account-connection.ts';
import { traceOf } from './trace-channel.ts';

/**
 * Where a channel's mailbox is and what opens it.
 * @param isForced asks for a fresh token even when the present one seems good
 * @throws RemoteError, AppError
 */
export async function connectionOf(desk: Desk, channel: Channel, isForced = false): Promise<ImapOptions> {
  const trace = traceOf(desk, channel.id);
  if (channel.kind === 'email') {
    return { ...(await imapOptionsOf(desk, signInOf(await getMailAccount(desk.read, channel.id)))), trace };
  }
  const { accessToken, cloud } = await getAccessToken(desk, channel.id, { isForced });
  const { host, port, security } = cloud.imap;
  const line = lineTo(desk, cloud.imap, cloud.ca);
  // XOAUTH2 names the mailbox to open: a delegate's token with the shared address opens the shared one.
  return { host, port, security, ...line, user: channel.address, auth: { accessToken }, trace };
}

/** Where a channel's mail is handed over, and as whom. @throws RemoteError, AppError */
export async function sendingOf(desk: Desk, channel: Channel, isForced = false): Promise<SmtpOptions> {
  const trace = traceOf(desk, channel.id);
  if (channel.kind === 'email') {
    return { ...(await smtpOptionsOf(desk, signInOf(await getMailAccount(desk.read, channel.id)))), trace };
  }
  const { userName, accessToken, cloud } = await getAccessToken(desk, channel.id, { isForced });
  const hostName = new URL(desk.publicUrl).hostname;
  const isPersonal = channel.tenantId === personalTenantId;
  const server = isPersonal ? (cloud.personalSmtp ?? cloud.smtp) : cloud.smtp;
  return { server, ...lineTo(desk, server, cloud.ca), userName, accessToken, hostName, trace };
}
