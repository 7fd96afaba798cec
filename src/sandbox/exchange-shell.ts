import { AppError } from '../errors.ts';
import { type Directory, findMailbox, findPerson } from './directory.ts';
import type { EntraState } from './entra-state.ts';
import { hasRole, isSame, type MailboxRight } from './exchange-grants.ts';
import { parseShell, type ShellCommand } from './shell-parser.ts';

type Cmdlet = (state: EntraState, read: (parameter: string) => string) => string | undefined;

/**
 * Exchange Online's PowerShell, as far as access for apps needs it. A script stops at its first error.
 * @returns what each command printed @throws AppError invalid
 */
export function runShell(state: EntraState, script: string): string[] {
  return parseShell(script).map((command) => run(state, command) ?? '');
}

function run(state: EntraState, { name, parameters }: ShellCommand): string | undefined {
  const cmdlet = cmdlets[name.toLowerCase()];
  if (cmdlet === undefined) throw refuse(name, 'is not recognized as a name of a cmdlet');
  return cmdlet(state, (parameter) => {
    const value = parameters.get(parameter.toLowerCase());
    if (value === undefined) throw refuse(name, `lacks the mandatory parameter ${parameter}`);
    return value;
  });
}

const cmdlets: Readonly<Record<string, Cmdlet>> = {
  'connect-exchangeonline': nothing,
  'disconnect-exchangeonline': nothing,
  'install-module': nothing,
  'new-serviceprincipal'({ exchange }, read) {
    const clientId = read('AppId');
    const objectId = read('ObjectId');
    const taken = exchange.principals.all().some((row) => isSame(row.objectId, objectId));
    if (taken) throw refuse('New-ServicePrincipal', `: the ServiceId ${objectId} is already used`);
    exchange.principals.add({ clientId, objectId, name: read('DisplayName') });
    return `${clientId} ${objectId}`;
  },
  'remove-serviceprincipal'({ exchange }, read) {
    const wanted = read('Identity');
    const count = exchange.principals.remove(({ objectId, clientId, name }) =>
      [objectId, clientId, name].some((each) => isSame(each, wanted)),
    );
    if (count === 0) throw missing(wanted);
    return undefined;
  },
  'new-managementscope'({ directory, exchange }, read) {
    const mailboxes = readFilter(directory, read('RecipientRestrictionFilter'));
    exchange.scopes.add({ name: read('Name'), mailboxes });
    return mailboxes.join(', ');
  },
  'remove-managementscope'({ exchange }, read) {
    if (exchange.scopes.remove(({ name }) => isSame(name, read('Identity'))) === 0)
      throw missing(read('Identity'));
    return undefined;
  },
  'new-managementroleassignment'(state, read) {
    const scope = read('CustomResourceScope');
    const objectId = findPrincipal(state, read('App'));
    if (!state.exchange.scopes.all().some(({ name }) => isSame(name, scope))) throw missing(scope);
    state.exchange.roles.add({ name: read('Name'), objectId, role: read('Role'), scope });
    return undefined;
  },
  'remove-managementroleassignment'({ exchange }, read) {
    if (exchange.roles.remove(({ name }) => isSame(name, read('Identity'))) === 0)
      throw missing(read('Identity'));
    return undefined;
  },
  'add-mailboxpermission': (state, read) => permit(state, 'FullAccess', read('Identity'), read('User')),
  'remove-mailboxpermission': (state, read) => forbid(state, 'FullAccess', read('Identity'), read('User')),
  'add-recipientpermission': (state, read) => permit(state, 'SendAs', read('Identity'), read('Trustee')),
  'remove-recipientpermission': (state, read) => forbid(state, 'SendAs', read('Identity'), read('Trustee')),
  'test-serviceprincipalauthorization'(state, read) {
    const objectId = findPrincipal(state, read('Identity'));
    const mailbox = findBox(state.directory, read('Resource'));
    const app = state.apps.find(({ principalId }) => isSame(principalId, objectId)) ?? state.identity;
    const roles = state.exchange.roles.all().filter((row) => isSame(row.objectId, objectId));
    return roles
      .map(({ role }) => {
        const isIn = hasRole(state.exchange, { clientId: app.clientId, objectId }, role, mailbox);
        return `${role} InScope: ${isIn ? 'True' : 'False'}`;
      })
      .join('\n');
  },
  'set-mailbox'({ directory }, read) {
    const mailbox = findBox(directory, read('Identity'));
    const shared = directory.sharedMailboxes.find(({ address }) => address === mailbox);
    if (shared !== undefined) shared.keepsCopies = read('MessageCopyForSentAsEnabled') === '$true';
    return undefined;
  },
  'set-casmailbox'({ directory, faults }, read) {
    const mailbox = findBox(directory, read('Identity'));
    if (read('SmtpClientAuthenticationDisabled') === '$false') {
      faults.clear(mailbox, 'smtp-auth-disabled-mailbox');
    } else faults.set(mailbox, { kind: 'smtp-auth-disabled-mailbox' });
    return undefined;
  },
};

function nothing(): undefined {
  return undefined;
}

/** A person becomes a delegate, with both rights at once; an app gets the one. */
function permit(state: EntraState, right: MailboxRight, identity: string, trustee: string): undefined {
  const mailbox = findBox(state.directory, identity);
  const person = findPerson(state.directory, trustee);
  const shared = state.directory.sharedMailboxes.find(({ address }) => address === mailbox);
  if (person === undefined) {
    state.exchange.permissions.add({ right, mailbox, objectId: findPrincipal(state, trustee) });
  } else if (shared !== undefined && !shared.delegates.includes(person.upn)) {
    shared.delegates.push(person.upn);
  }
}

function forbid({ directory, exchange }: EntraState, right: MailboxRight, identity: string, trustee: string) {
  const mailbox = findBox(directory, identity);
  exchange.permissions.remove(
    (row) => row.right === right && row.mailbox === mailbox && isSame(row.objectId, trustee),
  );
  return undefined;
}

/** @returns the object id of what New-ServicePrincipal has made, by any of its names */
function findPrincipal({ exchange }: EntraState, wanted: string): string {
  const found = exchange.principals
    .all()
    .find(({ objectId, clientId, name }) => [objectId, clientId, name].some((each) => isSame(each, wanted)));
  if (found === undefined) throw missing(wanted);
  return found.objectId;
}

function findBox(directory: Directory, wanted: string): string {
  const found = findMailbox(directory, wanted);
  if (found === undefined) throw missing(wanted);
  return found;
}

/** `PrimarySmtpAddress -eq 'a@b' -or PrimarySmtpAddress -eq 'c@d'` */
function readFilter(directory: Directory, filter: string): string[] {
  return filter.split(/ -or /i).map((part) => {
    const address = /^\s*PrimarySmtpAddress\s+-eq\s+'((?:[^']|'')+)'\s*$/i.exec(part)?.[1];
    if (address === undefined) throw refuse('New-ManagementScope', `: "${filter}" is no valid filter`);
    return findBox(directory, address.replaceAll("''", "'"));
  });
}

function missing(wanted: string): AppError {
  return new AppError(
    'invalid',
    `The operation couldn't be performed because object '${wanted}' couldn't be found.`,
  );
}

function refuse(name: string, reason: string): AppError {
  return new AppError('invalid', `${name} ${reason}.`);
}
