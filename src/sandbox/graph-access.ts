import type { AccessToken } from './access-token.ts';
import { type Directory, findPerson, type Person, resolveMailbox } from './directory.ts';
import { type ExchangeGrants, hasRole, type ServicePrincipal } from './exchange-grants.ts';

/** What a request needs. Mail.ReadWrite stands for Mail.Read as well. */
export type GraphPermission = 'User.Read' | 'Mail.Read' | 'Mail.ReadWrite' | 'Mail.Send';

export type GraphVerdict =
  /** `mailbox` is its primary address; `holder` is who signed in, undefined for the app itself. */
  | { kind: 'granted'; mailbox: string; holder: Person | undefined; clientId: string }
  /** 401 InvalidAuthenticationToken: unknown, expired, revoked. */
  | { kind: 'invalid-token' }
  /** 401 InvalidAuthenticationToken, `Invalid audience`: it is for IMAP and SMTP. */
  | { kind: 'wrong-audience' }
  /** 400: `/me` with a token of the app itself. */
  | { kind: 'no-person' }
  /** 403 ErrorAccessDenied: neither the token nor Exchange's roles give this permission for that mailbox. */
  | { kind: 'access-denied' }
  /** 404 ErrorItemNotFound: a person without a right to another's mailbox. */
  | { kind: 'not-shared' }
  /** 404 ErrorInvalidUser */
  | { kind: 'unknown-user' }
  /** 404 MailboxNotEnabledForRESTAPI: an account without a licence. */
  | { kind: 'no-mailbox' };

/**
 * May this token do that on mailbox M?
 * @param mailbox object id, UPN or address as the path has it, any case; undefined for `/me`
 */
export type VerifyGraph = (
  token: string,
  mailbox: string | undefined,
  permission: GraphPermission,
) => GraphVerdict;

export const graphResource = 'https://graph.microsoft.com';

interface GraphAccessOptions {
  directory: Directory;
  exchange: ExchangeGrants;
  find(token: string): AccessToken | undefined;
  findPrincipal(clientId: string): ServicePrincipal | undefined;
}

/** Graph looks at the audience first, then at who is meant, then at the grant. */
export function createGraphAccess({
  directory,
  exchange,
  find,
  findPrincipal,
}: GraphAccessOptions): VerifyGraph {
  return (token, mailbox, permission) => {
    const facts = find(token);
    if (facts === undefined) return { kind: 'invalid-token' };
    if (facts.audience !== graphResource) return { kind: 'wrong-audience' };
    const wanted = mailbox ?? facts.upn;
    if (wanted === undefined) return { kind: 'no-person' };
    const holder = facts.upn === undefined ? undefined : findPerson(directory, facts.upn);
    if (facts.upn !== undefined && !holder?.isEnabled) return { kind: 'invalid-token' };
    const box = facts.tenantId === directory.tenantId ? resolveMailbox(directory, wanted) : undefined;
    if (box === undefined) return { kind: 'unknown-user' };
    if (box.address === undefined) return { kind: 'no-mailbox' };
    const granted = { kind: 'granted', mailbox: box.address, holder, clientId: facts.clientId } as const;
    if (holder !== undefined) return judgePerson(directory, facts, holder, granted, permission);
    const app = findPrincipal(facts.clientId);
    // What Entra granted and what Exchange's roles grant add up: an unscoped consent voids every scope.
    const isByEntra = has(facts.scopes, permission);
    const isByRole =
      app !== undefined &&
      implying(permission).some((name) => hasRole(exchange, app, `Application ${name}`, granted.mailbox));
    return isByEntra || isByRole ? granted : { kind: 'access-denied' };
  };
}

function judgePerson(
  directory: Directory,
  facts: AccessToken,
  holder: Person,
  granted: Extract<GraphVerdict, { kind: 'granted' }>,
  permission: GraphPermission,
): GraphVerdict {
  const isShared = has(facts.scopes, permission, '.Shared');
  if (granted.mailbox === holder.mail) {
    return isShared || has(facts.scopes, permission) ? granted : { kind: 'access-denied' };
  }
  const shared = directory.sharedMailboxes.find(({ address }) => address === granted.mailbox);
  if (!shared?.delegates.includes(holder.upn)) return { kind: 'not-shared' };
  return isShared ? granted : { kind: 'access-denied' };
}

function has(names: readonly string[], permission: GraphPermission, suffix = ''): boolean {
  return implying(permission).some((each) => names.includes(`${each}${suffix}`));
}

function implying(permission: GraphPermission): GraphPermission[] {
  return permission === 'Mail.Read' ? ['Mail.Read', 'Mail.ReadWrite'] : [permission];
}
