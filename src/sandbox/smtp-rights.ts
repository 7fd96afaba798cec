import type { Access } from './access.ts';
import { type Directory, findMailbox, findPerson, listAddresses } from './directory.ts';

/** Who sends, once signed in. */
export interface Sender {
  /** As the client gave it. */
  user: string;
  /** The mailbox that keeps the copy in its Sent Items. */
  mailbox: string;
  /** Lower case. */
  mayUse: ReadonlySet<string>;
}

/**
 * @returns the sender, or undefined when Exchange would answer 535. The user name is the UPN, or a shared
 * mailbox of which the token's holder is a delegate; a primary address that is no UPN is refused.
 */
export function authenticateSender(
  directory: Directory,
  access: Access,
  user: string,
  token: string,
): Sender | undefined {
  if (access.verifySmtp(token, user).kind !== 'granted') return undefined;
  const facts = access.find(token);
  if (facts !== undefined && facts.upn === undefined) {
    const mailbox = findMailbox(directory, user) ?? user;
    return { user, mailbox, mayUse: new Set(access.listSenders(facts.clientId)) };
  }
  const holder = findPerson(directory, facts?.upn ?? '');
  if (!holder) return undefined;
  const delegated = directory.sharedMailboxes.filter(({ delegates }) => delegates.includes(holder.upn));
  const shared = delegated.find(({ address }) => address.toLowerCase() === user.toLowerCase());
  if (!shared && holder.upn.toLowerCase() !== user.toLowerCase()) return undefined;
  const mayUse = new Set([
    ...listAddresses(holder),
    ...delegated.map(({ address }) => address.toLowerCase()),
  ]);
  return { user, mailbox: shared?.address ?? holder.mail, mayUse };
}
