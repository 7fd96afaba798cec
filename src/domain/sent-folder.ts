interface Folder {
  readonly path: string;
  readonly name: string;
  /** Such as `\Sent`, where the server tells. */
  readonly use: string | undefined;
  readonly isSelectable: boolean;
}

/** What Exchange calls the folder in a mailbox of each language; it has no SPECIAL-USE that would tell. */
const names: ReadonlySet<string> = new Set([
  'sent items',
  'sent',
  'sent mail',
  'gesendete elemente',
  'éléments envoyés',
  'elementos enviados',
  'itens enviados',
  'posta inviata',
  'verzonden items',
  'skickat',
  'sendt post',
  'sendte elementer',
  'lähetetyt',
  'elementy wysłane',
  'odeslaná pošta',
  'odoslaná pošta',
  'elküldött elemek',
  'elemente trimise',
  'απεσταλμένα',
  'отправленные',
  'надіслані',
  'изпратени',
  'gönderilmiş öğeler',
  'elements enviats',
  '送信済みアイテム',
  '已发送邮件',
  '寄件備份',
  '보낸 편지함',
  'العناصر المرسلة',
  'פריטים שנשלחו',
  'đã gửi',
]);

/** @param wished as an admin has set it; '' for the usual one. @returns undefined when there is none */
export function chooseSentFolder(folders: readonly Folder[], wished: string): string | undefined {
  const open = folders.filter((folder) => folder.isSelectable);
  if (wished !== '') return open.find(({ path }) => path.toLowerCase() === wished.toLowerCase())?.path;
  // One of a sub-folder would be somebody's own archive.
  const top = open.filter(({ path, name }) => path === name);
  const named = top.find(({ name }) => names.has(name.normalize('NFC').toLowerCase()));
  return (open.find(({ use }) => use === '\\Sent') ?? named)?.path;
}
