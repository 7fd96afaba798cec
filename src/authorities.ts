import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** @returns the PEMs that Node trusts by itself (its own, NODE_EXTRA_CA_CERTS, the system's with --use-system-ca), and `ca` */
export function listAuthorities(ca: string): string[] {
  return [...getCACertificates('default'), ca];
}

/** Accounts may have authorities of their own; beyond so many they are read again now and then. */
const mostContexts = 100;
const contexts = new Map<string, SecureContext>();

/**
 * Node takes `ca` instead of the usual authorities, so these have to stand beside it. Reading them takes tens of
 * milliseconds, which is too long for each connection; the file of POSTROOM_CLOUD and accounts of servers of one's own bring a `ca`.
 * @param ca PEM of one more authority; undefined: the usual ones
 */
export function trustAuthority(ca: string | undefined): { readonly secureContext?: SecureContext } {
  if (ca === undefined) return {};
  const secureContext =
    contexts.get(ca) ?? createSecureContext({ ca: listAuthorities(ca), minVersion: 'TLSv1.2' });
  if (contexts.size >= mostContexts) contexts.clear();
  contexts.set(ca, secureContext);
  return { secureContext };
}
