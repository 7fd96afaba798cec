/** Folders that Graph knows by a name that is the same in every language. */
export type FolderRole =
  | 'inbox'
  | 'archive'
  | 'conversationhistory'
  | 'deleteditems'
  | 'drafts'
  | 'junkemail'
  | 'outbox'
  | 'sentitems';

const mailboxLanguages = ['en', 'de', 'nl'] as const;
export type MailboxLanguage = (typeof mailboxLanguages)[number];

/** What Outlook calls them when a mailbox is made in that language. IMAP's INBOX is called INBOX in all of them. */
const names: Record<MailboxLanguage, Record<FolderRole, string>> = {
  en: {
    inbox: 'Inbox',
    archive: 'Archive',
    conversationhistory: 'Conversation History',
    deleteditems: 'Deleted Items',
    drafts: 'Drafts',
    junkemail: 'Junk Email',
    outbox: 'Outbox',
    sentitems: 'Sent Items',
  },
  de: {
    inbox: 'Posteingang',
    archive: 'Archiv',
    conversationhistory: 'Aufgezeichnete Unterhaltungen',
    deleteditems: 'Gelöschte Elemente',
    drafts: 'Entwürfe',
    junkemail: 'Junk-E-Mail',
    outbox: 'Postausgang',
    sentitems: 'Gesendete Elemente',
  },
  nl: {
    inbox: 'Postvak IN',
    archive: 'Archief',
    conversationhistory: 'Gespreksgeschiedenis',
    deleteditems: 'Verwijderde items',
    drafts: 'Concepten',
    junkemail: 'Ongewenste e-mail',
    outbox: 'Postvak UIT',
    sentitems: 'Verzonden items',
  },
};

const roles = new Map(
  Object.values(names).flatMap((each) =>
    Object.entries(each).map(([role, name]) => [name.toLowerCase(), role as FolderRole] as const),
  ),
);

/** @returns what a new mailbox of that language holds beside INBOX */
export function listUsualFolders(language: MailboxLanguage): string[] {
  const { inbox: _, ...others } = names[language];
  return Object.values(others);
}

/** @returns the role that a folder of this path gets when it is made, unless another has it already */
export function findRole(path: string): FolderRole | undefined {
  return path.toUpperCase() === 'INBOX' ? 'inbox' : roles.get(path.toLowerCase());
}

export function nameRole(role: FolderRole, language: MailboxLanguage): string {
  return names[language][role];
}
