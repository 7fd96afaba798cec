/** The folders of a channel that a server tells of: the one that is fetched, and the one of what was sent from Outlook. */
export const folderUses = ['incoming', 'sent'] as const;
export type FolderUse = (typeof folderUses)[number];

/** What Graph tells of a subscription itself and what has to be done about it; `missed` only means to look. */
export const subscriptionEvents = ['reauthorizationRequired', 'subscriptionRemoved'] as const;

/** Where Graph sends notifications to, below the public address. */
export const notificationPath = '/microsoft/notifications';
export const lifecyclePath = '/microsoft/lifecycle';

/**
 * Whether Microsoft can reach an address: it takes https and a public name. A Graph on this machine reaches this machine.
 * @param graph its own address
 */
export function isReachedByGraph(publicUrl: string, graph: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol !== 'https:') return false;
  return isPublicName(hostname) || isOwnMachine(new URL(graph).hostname);
}

function isOwnMachine(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '[::1]';
}

/** Addresses of private networks (RFC 1918, RFC 3927, RFC 4193) and names that no public server resolves (RFC 6761, RFC 6762). */
function isPublicName(host: string): boolean {
  if (isOwnMachine(host) || /^\[f[cde]/.test(host)) return false;
  if (/^[\d.]+$/.test(host) && /^(?:0|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./.test(host))
    return false;
  return (
    host.startsWith('[') ||
    (host.includes('.') && !/\.(?:local|localhost|internal|lan|home\.arpa|test|invalid)$/.test(host))
  );
}
