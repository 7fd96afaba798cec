import type { Protection, Signature } from '../domain/message.ts';
import type { MimePart } from './mime-part.ts';
import { isControl } from './part-kind.ts';
import { readDetachedSigner } from './smime.ts';

/** @param line the lower-case Content-Type of a part with its parameters. @returns how that says it is protected */
function findProtection(type: string, line: string): Protection {
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

const signedStart = '-----BEGIN PGP SIGNED MESSAGE-----\n';
const signatureStart = '\n-----BEGIN PGP SIGNATURE-----\n';
const signatureEnd = '\n-----END PGP SIGNATURE-----';

/** Takes the words out of a text that is signed in the clear (RFC 9580 section 7). @returns the text itself where it is none */
export function openClearSigned(text: string): string {
  if (!text.includes('-----BEGIN PGP SIGNED MESSAGE-----')) return text;
  const lines = text.replace(/\r\n?/g, '\n');
  const start = `\n${lines}`.indexOf(`\n${signedStart}`);
  const body = start < 0 ? -1 : lines.indexOf('\n\n', start);
  const fields = lines.slice(start + signedStart.length, body + 1);
  const end = body < 0 ? -1 : lines.indexOf(signatureStart, body);
  const close = end < 0 ? -1 : lines.indexOf(signatureEnd, end + 1);
  if (close < 0 || !/^(?:[A-Z][A-Za-z]{1,30}: [^\n]{0,200}\n)*$/.test(fields)) return text;
  const words = lines.slice(body + 2, end).replace(/^- /gm, '');
  return lines.slice(0, start) + words + lines.slice(close + signatureEnd.length);
}

/** RFC 8551 section 3.2 and RFC 3156. */
export function findPartProtection(part: MimePart): Protection {
  // Exchange takes a message of PGP apart, and leaves its pieces as files.
  if (isControl(part)) return 'pgp-encrypted';
  // Not every program says in the Content-Type by what it is signed.
  const line = `${part.typeLine} ${part.children.map(({ type }) => type).join(' ')}`.toLowerCase();
  return findProtection(part.type, line);
}

/** @returns who has signed the parts, by the signature beside them; nothing of it is checked */
export function findDetachedSigner({ type, children }: MimePart): Signature | undefined {
  if (type !== 'multipart/signed') return undefined;
  const signature = children.find((child) => /^application\/(?:x-)?pkcs7-signature$/.test(child.type));
  return signature === undefined ? undefined : readDetachedSigner(signature.bytes);
}
