export interface Scope {
  /** Undefined for OpenID's own. */
  resource: string | undefined;
  name: string;
}

/** What a person reads on the consent page. Names are unique over the resources. */
const permissions: readonly { resource: string; name: string; title: string }[] = [
  ...['https://outlook.office.com', 'https://outlook.office365.com'].flatMap((resource) => [
    { resource, name: 'IMAP.AccessAsUser.All', title: 'Read and write your mail by IMAP' },
    { resource, name: 'POP.AccessAsUser.All', title: 'Read and write your mail by POP' },
    { resource, name: 'SMTP.Send', title: 'Send mail as you by SMTP' },
  ]),
  ...[
    ['User.Read', 'Sign you in and read your profile'],
    ['Mail.Read', 'Read your mail'],
    ['Mail.ReadWrite', 'Read and write your mail'],
    ['Mail.Send', 'Send mail as you'],
    ['Mail.ReadWrite.Shared', 'Read and write mail you have access to'],
    ['Mail.Send.Shared', 'Send mail on behalf of others'],
  ].map(([name = '', title = '']) => ({ resource: 'https://graph.microsoft.com', name, title })),
];

/** Application permissions: what an administrator gives to the app itself. The two names of Outlook are one API. */
export const appRoles: Readonly<Record<string, readonly string[]>> = {
  'https://outlook.office.com': ['IMAP.AccessAsApp', 'POP.AccessAsApp', 'SMTP.SendAsApp'],
  'https://outlook.office365.com': ['IMAP.AccessAsApp', 'POP.AccessAsApp', 'SMTP.SendAsApp'],
  'https://graph.microsoft.com': ['Mail.Read', 'Mail.ReadWrite', 'Mail.Send'],
};

export function isRoleOf(role: string, resource: string): boolean {
  return appRoles[resource]?.includes(role) ?? false;
}

const openid: Record<string, string> = {
  openid: 'Sign you in',
  profile: 'See your basic profile',
  email: 'See your e-mail address',
  offline_access: 'Keep the access to data that you have given it access to',
};

/** @returns the scopes, or the text that is none, with the AADSTS code Microsoft gives for it. */
export function parseScopes(text: string): { scopes: Scope[] } | { code: number; subject: string } {
  const scopes: Scope[] = [];
  for (const part of text.split(/\s+/).filter(Boolean)) {
    const scope = parseScope(part);
    if (scope === undefined) return { code: part.includes('://') ? 500011 : 650053, subject: part };
    if (isKnown(scope)) scopes.push(scope);
    else return { code: 650053, subject: part };
  }
  return { scopes };
}

export function formatScope({ resource, name }: Scope): string {
  return resource === undefined ? name : `${resource}/${name}`;
}

export function describeScope(scope: Scope): string {
  const found = permissions.find(({ resource, name }) => resource === scope.resource && name === scope.name);
  return found?.title ?? openid[scope.name] ?? scope.name;
}

/** @returns the resources that are asked for, each once; a token is for one. */
export function listResources(scopes: readonly Scope[]): string[] {
  return [...new Set(scopes.flatMap(({ resource }) => (resource === undefined ? [] : [resource])))];
}

/** @returns `.default` replaced by every permission of that resource that a person can give. */
export function expandDefaults(scopes: readonly Scope[]): Scope[] {
  return scopes.flatMap((scope) => {
    if (scope.name !== '.default') return [scope];
    const offered = permissions.filter(({ resource }) => resource === scope.resource);
    return offered.map(({ resource, name }) => ({ resource, name }));
  });
}

function parseScope(part: string): Scope | undefined {
  if (part in openid) return { resource: undefined, name: part };
  const end = part.lastIndexOf('/');
  if (end === -1) return { resource: 'https://graph.microsoft.com', name: part };
  // A resource may be written with a slash at its end, which gives two: https://outlook.office.com//.default
  const resource = part.slice(0, end).replace(/\/$/, '').toLowerCase();
  if (!permissions.some((each) => each.resource === resource)) return undefined;
  return { resource, name: part.slice(end + 1) };
}

function isKnown({ resource, name }: Scope): boolean {
  if (resource === undefined || name === '.default') return true;
  return permissions.some((each) => each.resource === resource && each.name === name);
}
