import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

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
  const secureContext = contexts.get(ca) ?? readAuthorities(ca);
  if (contexts.size >= mostContexts) contexts.clear();
  contexts.set(ca, secureContext);
  return { secureContext };
}

/** What Node trusts by itself (its own, NODE_EXTRA_CA_CERTS, the system's with --use-system-ca), and `ca`. */
function readAuthorities(ca: string): SecureContext {
  return createSecureContext({ ca: [...getCACertificates('default'), ca], minVersion: 'TLSv1.2' });
}
