import type { MailAccount } from '../../db/mail-accounts.ts';
import type { MailServer } from '../../domain/cloud.ts';
import type { ImapOptions } from '../../mail/imap.ts';
import type { SmtpOptions } from '../../mail/smtp.ts';
import type { Desk } from '../desk.ts';
import { listClouds } from '../microsoft/clouds.ts';
import { lineTo } from './line-to.ts';

export type MailSignIn = Pick<MailAccount, 'userName' | 'password'> & {
  readonly imap: MailServer;
  readonly smtp: MailServer;
  readonly authority: string | null;
};

export function signInOf(account: MailAccount): MailSignIn {
  const { userName, password, authority } = account;
  return {
    userName,
    password,
    authority,
    imap: { host: account.imapHost, port: account.imapPort, security: account.imapSecurity },
    smtp: { host: account.smtpHost, port: account.smtpPort, security: account.smtpSecurity },
  };
}

export async function imapOptionsOf(desk: Desk, { imap, ...signIn }: MailSignIn): Promise<ImapOptions> {
  const { userName, password } = signIn;
  return {
    ...imap,
    ...lineTo(desk, imap, signIn.authority ?? (await findAuthority(desk, imap))),
    user: userName,
    auth: { password },
  };
}

export async function smtpOptionsOf(desk: Desk, { smtp, ...signIn }: MailSignIn): Promise<SmtpOptions> {
  const { userName, password } = signIn;
  return {
    server: smtp,
    ...lineTo(desk, smtp, signIn.authority ?? (await findAuthority(desk, smtp))),
    userName,
    password,
    hostName: new URL(desk.publicUrl).hostname,
  };
}

/** The servers of the cloud of POSTROOM_CLOUD have certificates of an authority of their own. */
export async function findAuthority(desk: Desk, { host, port }: MailServer): Promise<string | undefined> {
  const isServer = (server: MailServer) => server.host === host && server.port === port;
  return (await listClouds(desk)).find(({ imap, smtp }) => isServer(imap) || isServer(smtp))?.ca;
}
