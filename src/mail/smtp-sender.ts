import type { MailSender } from '../domain/mail-sending.ts';
import { openSmtp, type SmtpOptions } from './smtp.ts';

/** @throws RemoteError smtp, network */
export async function openSmtpSender(options: SmtpOptions): Promise<MailSender> {
  const session = await openSmtp(options);
  return {
    road: 'imap_smtp',
    host: options.server.host,
    user: options.userName ?? '',
    // A server says nothing of a message before it has the whole of it.
    send: ({ envelope, raw }) => session.send(envelope, raw),
    trySender: (from) => session.trySender(from),
    close: () => session.close(),
  };
}
