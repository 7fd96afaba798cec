/** An app as Entra knows it in this tenant. */
export interface ServicePrincipal {
  clientId: string;
  /** The object id that stands under Enterprise applications; the one under App registrations is another. */
  objectId: string;
}

export type MailboxRight = 'FullAccess' | 'SendAs';

/** `New-ServicePrincipal`. Exchange takes any object id; one that is not the app's own lets nobody in. */
interface RegisteredPrincipal extends ServicePrincipal {
  name: string;
}

/** `Add-MailboxPermission` and `Add-RecipientPermission`; the mailbox by its primary address. */
interface MailboxPermission {
  right: MailboxRight;
  mailbox: string;
  objectId: string;
}

/** `New-ManagementScope`, with the primary addresses that its filter finds. */
interface ManagementScope {
  name: string;
  mailboxes: readonly string[];
}

/** `New-ManagementRoleAssignment` */
interface RoleAssignment {
  name: string;
  objectId: string;
  /** Such as `Application Mail.ReadWrite`. */
  role: string;
  /** The name of a management scope; undefined: every mailbox. */
  scope: string | undefined;
}

/** Rows that count some time after they were set, and as long after they were taken away. */
interface GrantTable<T> {
  add(row: T): void;
  /** @returns how many there were */
  remove(isMeant: (row: T) => boolean): number;
  /** What counts by now. */
  current(): T[];
  /** What an administrator is shown, whether it counts by now or not. */
  all(): T[];
}

/** What an Exchange administrator has set up for apps that come without a person. */
export interface ExchangeGrants {
  principals: GrantTable<RegisteredPrincipal>;
  permissions: GrantTable<MailboxPermission>;
  scopes: GrantTable<ManagementScope>;
  roles: GrantTable<RoleAssignment>;
}

/**
 * @param now milliseconds since 1970
 * @param delay milliseconds until a change is seen
 */
export function createExchangeGrants(now: () => number, delay: () => number): ExchangeGrants {
  return {
    principals: createTable(now, delay),
    permissions: createTable(now, delay),
    scopes: createTable(now, delay),
    roles: createTable(now, delay),
  };
}

export function isRegistered({ principals }: ExchangeGrants, app: ServicePrincipal): boolean {
  const rows = principals.current();
  return rows.some((row) => isSame(row.clientId, app.clientId) && isSame(row.objectId, app.objectId));
}

/** @param mailbox its primary address */
export function hasPermission(
  grants: ExchangeGrants,
  app: ServicePrincipal,
  right: MailboxRight,
  mailbox: string,
): boolean {
  if (!isRegistered(grants, app)) return false;
  const own = grants.permissions.current().filter(({ objectId }) => isSame(objectId, app.objectId));
  return own.some((row) => row.right === right && isSame(row.mailbox, mailbox));
}

/** @param role such as `Application Mail.Send` @param mailbox its primary address */
export function hasRole(
  grants: ExchangeGrants,
  app: ServicePrincipal,
  role: string,
  mailbox: string,
): boolean {
  if (!isRegistered(grants, app)) return false;
  const own = grants.roles.current().filter(({ objectId }) => isSame(objectId, app.objectId));
  return own.some(({ role: given, scope }) => {
    if (!isSame(given, role)) return false;
    if (scope === undefined) return true;
    const found = grants.scopes.current().find(({ name }) => isSame(name, scope));
    return found?.mailboxes.some((each) => isSame(each, mailbox)) ?? false;
  });
}

/** Exchange takes ids and addresses in any case. */
export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function createTable<T>(now: () => number, delay: () => number): GrantTable<T> {
  let rows: { row: T; from: number; until: number }[] = [];
  const isKept = ({ until }: { until: number }) => until === Number.POSITIVE_INFINITY;
  return {
    add(row) {
      rows.push({ row, from: now() + delay(), until: Number.POSITIVE_INFINITY });
    },
    remove(isMeant) {
      const meant = rows.filter((each) => isKept(each) && isMeant(each.row));
      for (const each of meant) each.until = now() + delay();
      rows = rows.filter(({ until }) => until > now());
      return meant.length;
    },
    current: () => rows.filter(({ from, until }) => from <= now() && now() < until).map(({ row }) => row),
    all: () => rows.filter(isKept).map(({ row }) => row),
  };
}
