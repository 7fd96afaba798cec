import type { Protection } from '../domain/message.ts';

/** @param line the lower-case Content-Type of a part with its parameters. @returns how that says it is protected */
export function findProtection(type: string, line: string): Protection {
  if (type === 'multipart/signed') return line.includes('pgp-signature') ? 'pgp-signed' : 'smime-signed';
  if (type === 'multipart/encrypted') return 'pgp-encrypted';
  if (type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime') {
    if (line.includes('certs-only')) return 'none';
    return line.includes('signed-data') ? 'smime-signed' : 'smime-encrypted';
  }
  return 'none';
}

/** PGP in the text itself (RFC 9580 section 6.2). */
export function findArmour(texts: readonly string[]): Protection {
  if (texts.some((text) => /^-----BEGIN PGP MESSAGE-----\s*$/m.test(text))) return 'pgp-encrypted';
  if (texts.some((text) => /^-----BEGIN PGP SIGNED MESSAGE-----\s*$/m.test(text))) return 'pgp-signed';
  return 'none';
}
