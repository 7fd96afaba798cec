import { isAddress } from './address.ts';
import type { MailServer } from './cloud.ts';
import { readMailServer } from './mail-account.ts';
import { parseRecipients } from './recipients.ts';

type AlertRouteKind = 'none' | 'channel' | 'smtp' | 'webhook';

/** Which way people are told, and when. */
export interface AlertSettings {
  readonly route: AlertRouteKind;
  /** How long a channel has to fail. */
  readonly minutes: number;
  /** For the two ways that send mail. */
  readonly to: readonly string[];
  readonly channelId: number | null;
  readonly smtp: {
    readonly server: MailServer;
    /** '': the server takes mail without a sign-in. */
    readonly userName: string;
    readonly password: string;
    readonly from: string;
  } | null;
  readonly url: string;
  /** Signs what is posted, as Standard Webhooks says; '': an older version set the address, and nothing is signed. */
  readonly secret: string;
  readonly allowsPrivate: boolean;
}

export const defaultAlertSettings: AlertSettings = {
  route: 'none',
  minutes: 15,
  to: [],
  channelId: null,
  smtp: null,
  url: '',
  secret: '',
  allowsPrivate: false,
};

/** As the form sends it; of the routes only the fields of the chosen one count. */
export interface AlertSettingsInput {
  readonly route: string;
  readonly minutes: string;
  readonly to: string;
  readonly channelId: string;
  readonly smtpHost: string;
  readonly smtpPort: string;
  readonly smtpSecurity: string;
  readonly smtpUserName: string;
  /** '' keeps the stored one. */
  readonly smtpPassword: string;
  readonly smtpFrom: string;
  readonly url: string;
  readonly allowsPrivate: boolean;
}

/** @returns the settings, or what is wrong with each field */
export function readAlertSettings(
  input: AlertSettingsInput,
  stored: AlertSettings,
): { readonly settings: AlertSettings } | { readonly fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const route = (['none', 'channel', 'smtp', 'webhook'] as const).find((each) => each === input.route);
  if (route === undefined) return { fields: { route: 'Choose a way.' } };
  const minutes = /^\d{1,4}$/.test(input.minutes.trim()) ? Number(input.minutes) : 0;
  if (minutes < 1 || minutes > 1440) fields.minutes = 'Expected a number of minutes from 1 to 1440.';
  const to = route === 'channel' || route === 'smtp' ? readRecipients(input.to, fields) : stored.to;
  const channelId = route === 'channel' ? readChannel(input.channelId, fields) : stored.channelId;
  const smtp = route === 'smtp' ? readSmtp(input, stored, fields) : stored.smtp;
  const url = route === 'webhook' ? readUrl(input.url, fields) : stored.url;
  const hasServer = route === 'webhook' || route === 'smtp';
  const allowsPrivate = hasServer ? input.allowsPrivate : stored.allowsPrivate;
  if (Object.keys(fields).length > 0) return { fields };
  return { settings: { ...stored, route, minutes, to, channelId, smtp, url, allowsPrivate } };
}

type Fields = Record<string, string>;

function readRecipients(typed: string, fields: Fields): string[] {
  const { addresses, unreadable } = parseRecipients(typed);
  if (unreadable.length > 0) fields.to = `This is no address: ${unreadable.join(', ')}`;
  else if (addresses.length === 0) fields.to = 'Enter at least one address.';
  else if (addresses.length > 20) fields.to = 'Enter at most 20 addresses.';
  return addresses.map(({ address }) => address);
}

function readChannel(typed: string, fields: Fields): number | null {
  if (/^\d{1,15}$/.test(typed)) return Number(typed);
  fields.channelId = 'Choose a channel.';
  return null;
}

function readSmtp(input: AlertSettingsInput, stored: AlertSettings, fields: Fields): AlertSettings['smtp'] {
  const server = readMailServer(input.smtpHost, input.smtpPort, input.smtpSecurity);
  const from = input.smtpFrom.trim();
  const userName = input.smtpUserName.trim();
  // The stored password belongs to the stored server: it is not handed to another one.
  const keeps =
    'host' in server && stored.smtp?.server.host === server.host && stored.smtp.userName === userName;
  const password = input.smtpPassword === '' && keeps ? (stored.smtp?.password ?? '') : input.smtpPassword;
  if (!isAddress(from)) fields.smtpFrom = 'Expected an address like postroom@example.com.';
  if (userName !== '' && password === '') fields.smtpPassword = 'Enter the password of this user name.';
  if ('wrong' in server) {
    fields[`smtp${server.wrong}`] = server.reason;
    return null;
  }
  return { server, userName, password: userName === '' ? '' : password, from };
}

function readUrl(typed: string, fields: Fields): string {
  const url = typed.trim();
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isWeb) fields.url = 'Expected an address like https://example.com/hook.';
  return url;
}
