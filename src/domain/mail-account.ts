import { isAddress } from './address.ts';
import type { MailServer } from './cloud.ts';

/** What an admin typed about an account with a password, as the form sends it. */
export interface MailAccountInput {
  readonly address: string;
  readonly name: string;
  readonly userName: string;
  /** '' keeps the stored one. */
  readonly password: string;
  readonly imapHost: string;
  readonly imapPort: string;
  readonly imapSecurity: string;
  readonly smtpHost: string;
  readonly smtpPort: string;
  readonly smtpSecurity: string;
  /** The admin says that a server may stand on this machine or in its network. */
  readonly allowsPrivate: boolean;
  /** PEM of the authority of servers of one's own; left out or '': none. */
  readonly authority?: string | undefined;
}

export interface MailAccountSettings {
  /** Lower case. */
  readonly address: string;
  readonly name: string;
  readonly userName: string;
  readonly password: string;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  readonly authority: string | null;
}

/** Where a stored password belongs. */
interface MailAccountPlace {
  readonly userName: string;
  readonly imapHost: string;
  readonly smtpHost: string;
}

/** @returns the settings, or what is wrong with each field. @param stored of the account that is changed */
export function readMailAccount(
  input: MailAccountInput,
  stored: MailAccountPlace | undefined,
): { readonly settings: MailAccountSettings } | { readonly fields: Record<string, string> } {
  const address = input.address.trim().toLowerCase();
  const fields: Record<string, string> = {};
  if (!isAddress(address)) fields.address = 'Expected an address like info@example.com.';
  const hasPassword = input.password !== '';
  if (!hasPassword && stored === undefined) fields.password = 'Enter the password of the mailbox.';
  const imap = readMailServer(input.imapHost, input.imapPort, input.imapSecurity);
  const smtp = readMailServer(input.smtpHost, input.smtpPort, input.smtpSecurity);
  addServerFields(fields, 'imap', imap);
  addServerFields(fields, 'smtp', smtp);
  const authority = (input.authority ?? '').replace(/\r\n?/g, '\n').trim();
  if (authority !== '' && !isPem(authority)) fields.authority = expectedPem;
  if ('wrong' in imap || 'wrong' in smtp || Object.keys(fields).length > 0) return { fields };
  const userName = input.userName.trim() === '' ? address : input.userName.trim();
  if (!hasPassword && stored !== undefined && !isSamePlace(stored, { userName, imap, smtp })) {
    return {
      fields: { password: 'Enter the password: the stored one is handed to no other server or user name.' },
    };
  }
  const name = input.name.trim() === '' ? address : input.name.trim();
  return {
    settings: {
      address,
      name,
      userName,
      password: input.password,
      imap,
      smtp,
      authority: authority === '' ? null : authority,
    },
  };
}

/** Whoever changes an account may not know its password: a server of his own would tell it him. */
function isSamePlace(
  stored: MailAccountPlace,
  { userName, imap, smtp }: Pick<MailAccountSettings, 'userName' | 'imap' | 'smtp'>,
): boolean {
  const isSameServer = isSameHost(stored.imapHost, imap.host) && isSameHost(stored.smtpHost, smtp.host);
  return isSameServer && stored.userName === userName;
}

export const expectedPem =
  'Expected the certificate of an authority as text that begins with -----BEGIN CERTIFICATE-----.';

/** One certificate or several, with remarks between them perhaps, and no key. */
function isPem(text: string): boolean {
  return (
    text.includes('-----BEGIN CERTIFICATE-----') && !text.includes('PRIVATE KEY') && text.length <= 50_000
  );
}

/** With the underscore that names of containers have. */
const hostName = /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/;
const ipv6 = /^(?=.*:.*:)[0-9a-f:.]{2,45}$/;

/** @returns the server, or which part is wrong and why */
export function readMailServer(
  host: string,
  port: string,
  security: string,
): MailServer | { readonly wrong: 'Host' | 'Port' | 'Security'; readonly reason: string } {
  const name = host.trim().toLowerCase();
  const number = Number(port);
  const kind = (['tls', 'starttls', 'none'] as const).find((each) => each === security);
  if (!hostName.test(name) && !ipv6.test(name)) {
    return { wrong: 'Host', reason: 'Expected the name of a server, such as imap.example.com.' };
  }
  if (!/^\d{1,5}$/.test(port.trim()) || number < 1 || number > 65_535) {
    return { wrong: 'Port', reason: 'Expected a number from 1 to 65535.' };
  }
  if (kind === undefined) return { wrong: 'Security', reason: 'Choose how the connection is encrypted.' };
  return { host: name, port: number, security: kind };
}

function addServerFields(
  fields: Record<string, string>,
  prefix: 'imap' | 'smtp',
  server: ReturnType<typeof readMailServer>,
): void {
  if ('wrong' in server) fields[prefix + server.wrong] = server.reason;
}

/** Whether two names are of one server, as far as the names tell. */
export function isSameHost(one: string, other: string): boolean {
  const plain = (host: string) => host.trim().toLowerCase().replace(/\.$/, '');
  return plain(one) === plain(other);
}
