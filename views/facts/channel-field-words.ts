import { t } from '../words.ts';

/** Each is made when it is asked for: a page of the audit log names few of them. */
export type FieldWords = Readonly<Record<string, () => string>>;

/** What the audit log calls the fields of channels, accounts and apps. */
export const channelFieldWords: FieldWords = {
  address: () => t('address'),
  afterImport: () => t('after import'),
  allowsPrivate: () => t('private addresses allowed'),
  archiveBefore: () => t('archive before'),
  archiveState: () => t('archive state'),
  authority: () => t('authority'),
  clientId: () => t('client id'),
  clientSecret: () => t('client secret'),
  cloud: () => t('cloud'),
  credentialId: () => t('credential'),
  deletesForGood: () => t('deletes for good'),
  folder: () => t('folder'),
  imapHost: () => t('imap host'),
  imapPort: () => t('imap port'),
  imapSecurity: () => t('imap security'),
  importsSentSince: () => t('imports sent since'),
  moveTo: () => t('move to'),
  onlyUnread: () => t('only unread'),
  password: () => t('password'),
  roadIn: () => t('road in'),
  roadOut: () => t('road out'),
  secretExpiresAt: () => t('secret expires'),
  sentFolder: () => t('sent folder'),
  smtpFrom: () => t('smtp from'),
  smtpHost: () => t('smtp host'),
  smtpPassword: () => t('smtp password'),
  smtpPort: () => t('smtp port'),
  smtpSecurity: () => t('smtp security'),
  smtpServer: () => t('smtp server'),
  smtpUserName: () => t('smtp user name'),
  tenant: () => t('tenant'),
  trustedServers: () => t('trusted servers'),
  trustsHeaders: () => t('trusts headers'),
  userName: () => t('user name'),
};
