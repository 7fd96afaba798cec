/** What a mailbox is read by, and mail is handed over by: IMAP and SMTP, or Microsoft Graph. */
export type Road = 'imap_smtp' | 'graph';

const graphMark = 'graph:';

/** @param folder a mark of the folder's own. @returns the numbering of a folder that is read by Graph */
export function graphNumbering(folder: string): string {
  return `${graphMark}${folder}`;
}

/** @param numbering of a folder (domain/mail-reading). @returns by which road its places were given out */
export function roadOf(numbering: string): Road {
  return numbering.startsWith(graphMark) ? 'graph' : 'imap_smtp';
}
