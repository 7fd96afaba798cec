import { type Cloud, fileCloudId, type MailServer } from './cloud.ts';

/** How a mailbox is read and sent from at a provider. */
interface ProviderSettings {
  /** The provider's name; undefined where the settings are only guessed from the domain. */
  readonly provider: string | undefined;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** What people stumble over. */
  readonly hint: string | undefined;
}

const appPassword =
  'It takes no ordinary password here: make an app password in the settings of the account.';
const switchOn = 'IMAP has to be switched on in the settings of the mailbox first.';
const noPasswords = 'Microsoft takes no passwords from mail programs any more: use Add Account instead.';

type Row = readonly [
  name: string,
  domains: readonly string[],
  imapHost: string,
  smtpHost: string,
  smtpPort: 465 | 587,
  hint?: string,
];

/** From the providers' own help pages. IMAP is always port 993 with TLS. */
const providers: readonly Row[] = [
  ['Gmail', ['gmail.com', 'googlemail.com'], 'imap.gmail.com', 'smtp.gmail.com', 465, appPassword],
  [
    'Outlook.com',
    [
      'outlook.com',
      'hotmail.com',
      'live.com',
      'msn.com',
      'outlook.de',
      'hotmail.de',
      'hotmail.fr',
      'outlook.fr',
    ],
    'outlook.office365.com',
    'smtp-mail.outlook.com',
    587,
    noPasswords,
  ],
  [
    'Yahoo',
    ['yahoo.com', 'yahoo.de', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com'],
    'imap.mail.yahoo.com',
    'smtp.mail.yahoo.com',
    465,
    appPassword,
  ],
  ['iCloud', ['icloud.com', 'me.com', 'mac.com'], 'imap.mail.me.com', 'smtp.mail.me.com', 587, appPassword],
  ['GMX', ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch'], 'imap.gmx.net', 'mail.gmx.net', 587, switchOn],
  ['GMX', ['gmx.com', 'gmx.co.uk', 'gmx.fr'], 'imap.gmx.com', 'mail.gmx.com', 587, switchOn],
  ['WEB.DE', ['web.de'], 'imap.web.de', 'smtp.web.de', 587, switchOn],
  [
    'T-Online',
    ['t-online.de', 'magenta.de'],
    'secureimap.t-online.de',
    'securesmtp.t-online.de',
    465,
    'T-Online wants its own e-mail password, not the one of the account.',
  ],
  ['freenet', ['freenet.de'], 'mx.freenet.de', 'mx.freenet.de', 587, switchOn],
  ['mailbox.org', ['mailbox.org'], 'imap.mailbox.org', 'smtp.mailbox.org', 587],
  ['Posteo', ['posteo.de', 'posteo.net'], 'posteo.de', 'posteo.de', 587],
  ['IONOS', ['ionos.de', 'online.de', 'onlinehome.de'], 'imap.ionos.de', 'smtp.ionos.de', 465],
  ['STRATO', ['strato.de'], 'imap.strato.de', 'smtp.strato.de', 465],
  ['Orange', ['orange.fr', 'wanadoo.fr'], 'imap.orange.fr', 'smtp.orange.fr', 465, switchOn],
  ['Free', ['free.fr'], 'imap.free.fr', 'smtp.free.fr', 465],
  ['La Poste', ['laposte.net'], 'imap.laposte.net', 'smtp.laposte.net', 465, switchOn],
  ['SFR', ['sfr.fr', 'neuf.fr'], 'imap.sfr.fr', 'smtp.sfr.fr', 465],
  ['OVHcloud', ['ovh.net', 'ovh.com'], 'ssl0.ovh.net', 'ssl0.ovh.net', 465],
  ['Bluewin', ['bluewin.ch'], 'imaps.bluewin.ch', 'smtpauths.bluewin.ch', 465],
  ['Libero', ['libero.it'], 'imapmail.libero.it', 'smtp.libero.it', 465, switchOn],
  ['Onet', ['onet.pl', 'op.pl'], 'imap.poczta.onet.pl', 'smtp.poczta.onet.pl', 465, switchOn],
  ['Fastmail', ['fastmail.com', 'fastmail.fm'], 'imap.fastmail.com', 'smtp.fastmail.com', 465, appPassword],
  ['Zoho', ['zoho.com', 'zohomail.com'], 'imap.zoho.com', 'smtp.zoho.com', 465, switchOn],
  ['Zoho', ['zoho.eu', 'zohomail.eu'], 'imap.zoho.eu', 'smtp.zoho.eu', 465, switchOn],
];

/** @returns what fits the domain of `address`: a provider that is known, else the usual names. */
export function suggestSettings(address: string): ProviderSettings {
  const domain = address.trim().toLowerCase().split('@').at(-1) ?? '';
  const known = providers.find(([, domains]) => domains.includes(domain));
  if (known === undefined) return describe(undefined, `imap.${domain}`, `smtp.${domain}`, 587);
  const [name, , imapHost, smtpHost, smtpPort, hint] = known;
  return describe(name, imapHost, smtpHost, smtpPort, hint);
}

/**
 * @returns the cloud whose mailboxes a server holds; an account there can be migrated to Microsoft 365.
 * The port tells only for the cloud of POSTROOM_CLOUD: Microsoft has one server to a name.
 */
export function findCloudOf(
  clouds: readonly Cloud[],
  server: { host: string; port: number },
): Cloud | undefined {
  const host = server.host.toLowerCase();
  // Old names of outlook.office365.com that mail programs still carry.
  const name = ['outlook.office.com', 'imap-mail.outlook.com'].includes(host)
    ? 'outlook.office365.com'
    : host;
  return clouds.find(
    ({ id, imap }) => imap.host.toLowerCase() === name && (id !== fileCloudId || imap.port === server.port),
  );
}

function describe(
  provider: string | undefined,
  imapHost: string,
  smtpHost: string,
  smtpPort: 465 | 587,
  hint?: string,
): ProviderSettings {
  return {
    provider,
    imap: { host: imapHost, port: 993, security: 'tls' },
    smtp: { host: smtpHost, port: smtpPort, security: smtpPort === 465 ? 'tls' : 'starttls' },
    hint,
  };
}
