/** Where a mail protocol of a cloud is reached. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
}

/** A set of Microsoft endpoints. URLs carry no trailing slash. */
export interface Cloud {
  /** What an app registration refers to it by. */
  readonly id: string;
  readonly name: string;
  readonly authority: string;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** Where personal accounts hand their mail over, if elsewhere. */
  readonly personalSmtp?: MailServer | undefined;
  readonly graph: string;
  /** The resource that Graph's permissions belong to, and the audience of its tokens. */
  readonly graphResource: string;
  /** The resource that the delegated mail permissions belong to. */
  readonly mailResource: string;
  /** The one that the app's own mail permissions belong to. */
  readonly appMailResource: string;
  /** The admin center of Entra. */
  readonly portal: string;
  /** The audience of tokens of others that stand for an app. */
  readonly assertionAudience: string;
  /** How Exchange Online's PowerShell names it; undefined: it needs no name. */
  readonly exchangeEnvironment: string | undefined;
  /** Graph deletes for good there. https://learn.microsoft.com/graph/api/message-permanentdelete names the clouds */
  readonly erasesForGood: boolean;
  /** PEM of the authority that signed the endpoints' certificates; undefined: the usual ones. */
  readonly ca: string | undefined;
}

/** The id of the one that POSTROOM_CLOUD names. */
export const fileCloudId = 'file';

type OnlyThere = 'portal' | 'assertionAudience' | 'exchangeEnvironment' | 'erasesForGood';

/** What a cloud has unless it is known for something else. */
export const worldwideOnly: Pick<Cloud, OnlyThere> = {
  portal: 'https://entra.microsoft.com',
  assertionAudience: 'api://AzureADTokenExchange',
  exchangeEnvironment: undefined,
  erasesForGood: true,
};

const usGovernment: Omit<Pick<Cloud, OnlyThere>, 'exchangeEnvironment'> = {
  portal: 'https://entra.microsoft.us',
  assertionAudience: 'api://AzureADTokenExchangeUSGov',
  erasesForGood: false,
};

// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
// https://learn.microsoft.com/powershell/exchange/connect-to-exchange-online-powershell
// https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges and its sisters for the other clouds
export const microsoftClouds: readonly Cloud[] = [
  describeCloud('global', 'Microsoft 365 (worldwide)', {
    authority: 'https://login.microsoftonline.com',
    imapHost: 'outlook.office365.com',
    smtpHost: 'smtp.office365.com',
    graph: 'https://graph.microsoft.com',
    mailResource: 'https://outlook.office.com',
    // https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
    appMailResource: 'https://outlook.office365.com',
    // https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040
    personalSmtpHost: 'smtp-mail.outlook.com',
    ...worldwideOnly,
  }),
  describeCloud('usgov', 'US Government, GCC High', {
    authority: 'https://login.microsoftonline.us',
    imapHost: 'outlook.office365.us',
    smtpHost: 'smtp.office365.us',
    graph: 'https://graph.microsoft.us',
    mailResource: 'https://outlook.office365.us',
    ...usGovernment,
    exchangeEnvironment: 'O365USGovGCCHigh',
  }),
  describeCloud('dod', 'US Government, DoD', {
    authority: 'https://login.microsoftonline.us',
    imapHost: 'outlook-dod.office365.us',
    smtpHost: 'outlook-dod.office365.us',
    graph: 'https://dod-graph.microsoft.us',
    mailResource: 'https://outlook-dod.office365.us',
    ...usGovernment,
    exchangeEnvironment: 'O365USGovDoD',
  }),
  describeCloud('china', 'China, operated by 21Vianet', {
    authority: 'https://login.chinacloudapi.cn',
    imapHost: 'partner.outlook.cn',
    smtpHost: 'smtp.partner.outlook.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    mailResource: 'https://partner.outlook.cn',
    portal: 'https://entra.microsoftonline.cn',
    assertionAudience: 'api://AzureADTokenExchangeChina',
    exchangeEnvironment: 'O365China',
    erasesForGood: false,
  }),
];

/** The directory that every personal Microsoft account belongs to; `consumers` stands for it. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** A token serves one of them: IMAP and SMTP, or Graph. */
export type Resource = 'mail' | 'graph';

/** @returns the permissions of a person's token, without those of OpenID */
export function listScopes(cloud: Cloud, resource: Resource): string[] {
  if (resource === 'mail') {
    return ['IMAP.AccessAsUser.All', 'SMTP.Send'].map((name) => `${cloud.mailResource}/${name}`);
  }
  const names = ['Mail.ReadWrite', 'Mail.Send', 'Mail.ReadWrite.Shared', 'Mail.Send.Shared'];
  return names.map((name) => `${cloud.graphResource}/${name}`);
}

/** Every scope that a sign-in asks for: what the channel does with the mailbox, a refresh token, and who it is. */
export function listDelegatedScopes(cloud: Cloud, resource: Resource = 'mail'): string[] {
  return [...listScopes(cloud, resource), 'offline_access', 'openid', 'profile', 'email'];
}

/** @returns what a token of the app itself is for */
export function appResourceOf(cloud: Cloud, resource: Resource): string {
  return resource === 'graph' ? cloud.graphResource : cloud.appMailResource;
}

interface Endpoints extends Pick<Cloud, OnlyThere> {
  authority: string;
  imapHost: string;
  smtpHost: string;
  graph: string;
  mailResource: string;
  appMailResource?: string;
  personalSmtpHost?: string;
}

function describeCloud(id: string, name: string, endpoints: Endpoints): Cloud {
  const { imapHost, smtpHost, personalSmtpHost, ...others } = endpoints;
  const submission = (host: string): MailServer => ({ host, port: 587, security: 'starttls' });
  return {
    id,
    name,
    ...others,
    imap: { host: imapHost, port: 993, security: 'tls' },
    smtp: submission(smtpHost),
    ...(personalSmtpHost === undefined ? {} : { personalSmtp: submission(personalSmtpHost) }),
    graphResource: endpoints.graph,
    appMailResource: endpoints.appMailResource ?? endpoints.mailResource,
    ca: undefined,
  };
}
