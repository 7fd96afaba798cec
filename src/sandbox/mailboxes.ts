import { AppError } from '../errors.ts';
import { createMailbox, type Mailbox, type MailboxOptions } from './mailboxes-store.ts';

export type { MessageExtras, StoredMessage } from './mailboxes-order.ts';
export type { FoundMessage, Mailbox, MailboxChange, MailboxOptions, MailFolder } from './mailboxes-store.ts';

interface DeliverOptions {
  /** 'INBOX' unless given; created when it is missing. */
  folder?: string;
  flags?: string[];
  /** Now unless given. */
  internalDate?: Date;
}

/** All mailboxes of the sandbox, in memory. Addresses are compared without regard to case. */
export interface Mailboxes {
  get(address: string): Mailbox | undefined;
  /** @returns the mailbox of that address, made with Exchange's usual folders when it is new. */
  create(address: string, options?: MailboxOptions): Mailbox;
  /** @returns the UID. @throws AppError not_found when there is no such mailbox. */
  deliver(address: string, raw: Buffer, options?: DeliverOptions): number;
  remove(address: string): void;
  /** It is the same mailbox, under another primary address. */
  rename(address: string, to: string): void;
  list(): Mailbox[];
}

export function createMailboxes(): Mailboxes {
  const mailboxes = new Map<string, Mailbox>();
  const removed = new Map<string, Mailbox['nextNumbers']>();
  const get = (address: string) => mailboxes.get(address.toLowerCase());
  return {
    get,
    create(address, options) {
      const nextNumbers = removed.get(address.toLowerCase());
      const after = nextNumbers === undefined ? {} : { after: { nextNumbers } };
      const mailbox = get(address) ?? createMailbox(address.toLowerCase(), { ...options, ...after });
      mailboxes.set(mailbox.address, mailbox);
      return mailbox;
    },
    deliver(address, raw, options = {}) {
      const mailbox = get(address);
      if (!mailbox) throw new AppError('not_found', `The sandbox has no mailbox ${address}.`);
      const folder = mailbox.createFolder(options.folder ?? 'INBOX');
      return mailbox.append(folder, raw, options.flags, options.internalDate).uid;
    },
    remove(address) {
      const mailbox = get(address);
      if (mailbox !== undefined) removed.set(mailbox.address, mailbox.nextNumbers);
      mailboxes.delete(address.toLowerCase());
    },
    rename(address, to) {
      const mailbox = get(address);
      if (mailbox === undefined) return;
      mailboxes.delete(mailbox.address);
      mailbox.address = to.toLowerCase();
      mailboxes.set(mailbox.address, mailbox);
    },
    list: () => [...mailboxes.values()],
  };
}
