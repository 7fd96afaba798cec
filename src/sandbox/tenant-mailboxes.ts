import { type Directory, findMailbox, listMailboxes } from './directory.ts';
import { createMailboxes, type Mailboxes } from './mailboxes.ts';
import { listUsualFolders, type MailboxLanguage } from './mailboxes-names.ts';
import { generateSampleMail, type SampleMessage, writeSampleMail } from './sample-mail.ts';

const seed = 20_26;

/** Every mailbox of the directory; UPNs and aliases lead to the mailbox of the primary address. */
export function createTenantMailboxes(directory: Directory, language: MailboxLanguage = 'en'): Mailboxes {
  const mailboxes = createMailboxes();
  const folders = listUsualFolders(language);
  for (const { address, isShared } of listMailboxes(directory)) {
    const mailbox = mailboxes.create(address, { folders });
    // IMAP has no name for a folder that is called Trips/Rentals.
    if (isShared) mailbox.createFolder('Trips_Rentals').title = 'Trips/Rentals';
  }
  const resolve = (address: string) => findMailbox(directory, address) ?? address;
  return {
    get: (address) => mailboxes.get(resolve(address)),
    create: (address, options) => mailboxes.create(resolve(address), options),
    deliver: (address, raw, options) => mailboxes.deliver(resolve(address), raw, options),
    remove: (address) => mailboxes.remove(resolve(address)),
    rename: (address, to) => mailboxes.rename(address, to),
    list: () => mailboxes.list(),
  };
}

/** @param count the written letters unless given, fewer of them, or more with invented ones */
export function fillSupportBox(
  mailboxes: Mailboxes,
  directory: Directory,
  count: number | undefined,
  now: Date,
): void {
  const address = `support@${directory.domain}`;
  const deliver = ({ raw, date, folder, isSeen }: SampleMessage) =>
    mailboxes.deliver(address, raw, { folder, internalDate: date, flags: isSeen ? ['\\Seen'] : [] });
  const written = writeSampleMail(now);
  const wanted = count ?? written.length;
  for (const message of written.slice(0, wanted)) deliver(message);
  for (const message of generateSampleMail(Math.max(0, wanted - written.length), seed, now)) deliver(message);
}
