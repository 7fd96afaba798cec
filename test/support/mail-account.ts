import type { insertMailAccount } from '../../src/db/mail-accounts.ts';
import { supportAddress } from './ticket-desk.ts';

type Account = Parameters<typeof insertMailAccount>[1];

/** @returns a user name and a password for servers on this machine. Port 1 is where nothing listens. */
export function localAccount(changes: Partial<Account> & Pick<Account, 'channelId'>): Account {
  return {
    userName: supportAddress,
    password: 'x',
    eraseAt: null,
    imapHost: '127.0.0.1',
    imapPort: 1,
    imapSecurity: 'none',
    smtpHost: '127.0.0.1',
    smtpPort: 1,
    smtpSecurity: 'none',
    ...changes,
  };
}
