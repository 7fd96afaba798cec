import { randomUUID } from 'node:crypto';
import { type Directory, findMailbox, findPerson } from './directory.ts';

/**
 * `invalid`: the token is unknown, revoked, expired or for something else, or there is no such mailbox.
 * `no-right`: the token is good, but its holder has no right to that mailbox, or the mailbox no licence.
 */
export type TokenVerdict = { kind: 'granted' } | { kind: 'invalid' } | { kind: 'no-right' };

/** Asked at every IMAP and SMTP command, so it is a look-up and nothing more. */
export type VerifyToken = (token: string, mailbox: string) => TokenVerdict;

export interface AccessToken {
  jti: string;
  /** Undefined for a token that the app got for itself. */
  upn: string | undefined;
  clientId: string;
  /** Names without the resource, e.g. IMAP.AccessAsUser.All. */
  scopes: string[];
  /** The resource, e.g. https://outlook.office.com. */
  audience: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface Access {
  remember(token: string, facts: AccessToken): void;
  find(token: string): AccessToken | undefined;
  revoke(upn: string): void;
  /** @returns a token, where passwords are still taken and this is the one */
  signInByPassword(login: string, password: string): string | undefined;
  verifyImap: VerifyToken;
  verifySmtp: VerifyToken;
}

const mailResource = 'https://outlook.office.com';
const mailResources = new Set([mailResource, 'https://outlook.office365.com']);

/**
 * @param now milliseconds since 1970
 * @param takesPasswords whether basic authentication is on, as it was before 2022
 */
export function createAccess(
  directory: Directory,
  now: () => number,
  takesPasswords: () => boolean = () => false,
): Access {
  const tokens = new Map<string, AccessToken>();
  const find = (token: string) => {
    const facts = tokens.get(token);
    return facts && facts.expiresAt > now() ? facts : undefined;
  };
  const verify =
    (scope: string): VerifyToken =>
    (token, mailbox) => {
      const facts = find(token);
      if (!facts?.scopes.includes(scope) || !mailResources.has(facts.audience)) return { kind: 'invalid' };
      return judge(directory, facts, mailbox);
    };
  return {
    remember(token, facts) {
      tokens.set(token, facts);
    },
    find,
    revoke(upn) {
      for (const [token, facts] of tokens) {
        if (facts.upn?.toLowerCase() === upn.toLowerCase()) tokens.delete(token);
      }
    },
    signInByPassword(login, password) {
      const person = findPerson(directory, login);
      if (!takesPasswords() || person === undefined || person.password !== password) return undefined;
      const token = randomUUID();
      const scopes = ['IMAP.AccessAsUser.All', 'SMTP.Send'];
      const facts = { jti: token, upn: person.upn, clientId: 'password', scopes };
      tokens.set(token, { ...facts, audience: mailResource, expiresAt: Number.POSITIVE_INFINITY });
      return token;
    },
    verifyImap: verify('IMAP.AccessAsUser.All'),
    verifySmtp: verify('SMTP.Send'),
  };
}

function judge(directory: Directory, { upn }: AccessToken, mailbox: string): TokenVerdict {
  const person = upn === undefined ? undefined : findPerson(directory, upn);
  if (!person?.isEnabled) return { kind: 'invalid' };
  const opened = findMailbox(directory, mailbox);
  if (opened === undefined) return { kind: findPerson(directory, mailbox) ? 'no-right' : 'invalid' };
  if (opened === person.mail) return { kind: 'granted' };
  const shared = directory.sharedMailboxes.find(({ address }) => address === opened);
  return { kind: shared?.delegates.includes(person.upn) ? 'granted' : 'no-right' };
}
