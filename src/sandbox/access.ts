import { randomUUID } from 'node:crypto';
import type { AccessToken } from './access-token.ts';
import { type Directory, findMailbox, findPerson, listMailboxes, type Person } from './directory.ts';
import {
  type ExchangeGrants,
  hasPermission,
  hasRole,
  isRegistered,
  type ServicePrincipal,
} from './exchange-grants.ts';
import { createGraphAccess, type VerifyGraph } from './graph-access.ts';

/**
 * `invalid`: the token is unknown, revoked, expired or for something else, or there is no such mailbox.
 * `no-right`: the token is good, but its holder has no right to that mailbox, or the mailbox no licence.
 */
export type TokenVerdict = { kind: 'granted' } | { kind: 'invalid' } | { kind: 'no-right' };

/** Asked at every IMAP and SMTP command, so it is a look-up and nothing more. */
export type VerifyToken = (token: string, mailbox: string) => TokenVerdict;

export interface Access {
  remember(token: string, facts: AccessToken): void;
  find(token: string): AccessToken | undefined;
  revoke(upn: string): void;
  /** @returns a token, where passwords are still taken and this is the one */
  signInByPassword(login: string, password: string): string | undefined;
  verifyImap: VerifyToken;
  verifySmtp: VerifyToken;
  verifyGraph: VerifyGraph;
  /** @returns the addresses that the app may send as without a person */
  listSenders(clientId: string): string[];
}

interface AccessOptions {
  directory: Directory;
  exchange: ExchangeGrants;
  /** @returns the app as the tenant knows it */
  findPrincipal(clientId: string): ServicePrincipal | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** Whether basic authentication is on, as it was before 2022. */
  takesPasswords(): boolean;
}

const mailResource = 'https://outlook.office.com';
const mailResources = new Set([mailResource, 'https://outlook.office365.com']);

export function createAccess(options: AccessOptions): Access {
  const { directory, exchange, findPrincipal, now, takesPasswords } = options;
  const tokens = new Map<string, AccessToken>();
  const find = (token: string) => {
    const facts = tokens.get(token);
    return facts && facts.expiresAt > now() ? facts : undefined;
  };
  const verify =
    (scope: string, judgeApp: JudgeApp): VerifyToken =>
    (token, mailbox) => {
      const facts = find(token);
      if (facts === undefined || !mailResources.has(facts.audience)) return { kind: 'invalid' };
      if (facts.upn === undefined) return judgePrincipal(options, facts, mailbox, judgeApp);
      return facts.scopes.includes(scope) ? judge(directory, facts, mailbox) : { kind: 'invalid' };
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
      tokens.set(token, describePasswordToken(token, person));
      return token;
    },
    verifyImap: verify('IMAP.AccessAsUser.All', judgeReader),
    verifySmtp: verify('SMTP.Send', judgeSender),
    verifyGraph: createGraphAccess({ directory, exchange, find, findPrincipal }),
    listSenders: (clientId) => listSenders(options, clientId),
  };
}

function listSenders({ directory, exchange, findPrincipal }: AccessOptions, clientId: string): string[] {
  const app = findPrincipal(clientId);
  const addresses = listMailboxes(directory).map(({ address }) => address);
  return addresses.filter((each) => app !== undefined && hasPermission(exchange, app, 'SendAs', each));
}

/** What an app may without a person, once Exchange knows it. */
type JudgeApp = (
  exchange: ExchangeGrants,
  app: ServicePrincipal,
  facts: AccessToken,
  mailbox: string,
) => TokenVerdict;

const judgeReader: JudgeApp = (exchange, app, { scopes }, mailbox) => {
  if (!scopes.includes('IMAP.AccessAsApp')) return { kind: 'invalid' };
  return { kind: hasPermission(exchange, app, 'FullAccess', mailbox) ? 'granted' : 'no-right' };
};

/** A role of Exchange stands for the consent in Entra, as for Graph. */
const judgeSender: JudgeApp = (exchange, app, { scopes }, mailbox) => {
  const isByRole = hasRole(exchange, app, 'Application SMTP.SendAsApp', mailbox);
  if (!scopes.includes('SMTP.SendAsApp') && !isByRole) return { kind: 'invalid' };
  const rights = ['FullAccess', 'SendAs'] as const;
  const isIn = rights.some((right) => hasPermission(exchange, app, right, mailbox));
  return { kind: isIn ? 'granted' : 'no-right' };
};

function judgePrincipal(
  { directory, exchange, findPrincipal }: AccessOptions,
  facts: AccessToken,
  mailbox: string,
  judgeApp: JudgeApp,
): TokenVerdict {
  const app = facts.tenantId === directory.tenantId ? findPrincipal(facts.clientId) : undefined;
  if (app === undefined || !isRegistered(exchange, app)) return { kind: 'invalid' };
  return judgeApp(exchange, app, facts, findMailbox(directory, mailbox) ?? mailbox);
}

function describePasswordToken(jti: string, { upn, tenantId }: Person): AccessToken {
  const scopes = ['IMAP.AccessAsUser.All', 'SMTP.Send'];
  const facts = { jti, upn, tenantId, clientId: 'password', scopes };
  return { ...facts, audience: mailResource, expiresAt: Number.POSITIVE_INFINITY };
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
