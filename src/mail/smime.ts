import { constants, createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { isAddress, normalizeAddress } from '../domain/address.ts';
import type { Signature } from '../domain/message.ts';
import { cleanLine } from '../domain/plain-text.ts';
import { wordTable } from '../domain/word-table.ts';
import { type BerValue, joinOctets, readBer } from './ber.ts';

/** What an application/pkcs7-mime part is (RFC 5652, RFC 8551). */
type CmsContent =
  | { readonly kind: 'signed'; readonly content: Buffer; readonly signature: Signature }
  | { readonly kind: 'compressed'; readonly content: Buffer }
  | { readonly kind: 'encrypted' }
  /** Certificates alone, or what cannot be read. */
  | { readonly kind: 'other' };

const oid = {
  signed: '2a864886f70d010702',
  enveloped: '2a864886f70d010703',
  authEnveloped: '2a864886f70d0109100117',
  compressed: '2a864886f70d0109100109',
  messageDigest: '2a864886f70d010904',
  pss: '2a864886f70d01010a',
} as const;
const digests = wordTable({
  '2b0e03021a': 'sha1',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
});
const sequence = 0x10;
const set = 0x11;
const octetString = 0x04;

/** Opens what is only signed or compressed; nothing is decrypted. @param mostBytes of what comes out */
export function readCms(bytes: Uint8Array, mostBytes: number): CmsContent {
  const info = readBer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const [type, wrapper] = info?.children ?? [];
  const inner = wrapper?.children[0];
  if (type === undefined || inner === undefined) return { kind: 'other' };
  switch (type.content.toString('hex')) {
    case oid.signed:
      return openSigned(inner);
    case oid.compressed:
      return openCompressed(inner, mostBytes);
    case oid.enveloped:
    case oid.authEnveloped:
      return { kind: 'encrypted' };
    default:
      return { kind: 'other' };
  }
}

/**
 * @param bytes of a signature that stands beside what it signs (RFC 8551 section 3.5.3)
 * @returns who signed; nothing of it is checked. Undefined for what is no signature
 */
export function readDetachedSigner(bytes: Uint8Array): Signature | undefined {
  const info = readBer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const [type, wrapper] = info?.children ?? [];
  const data = wrapper?.children[0];
  if (data === undefined || type?.content.toString('hex') !== oid.signed) return undefined;
  const { certificate } = findSigner(data);
  return certificate === undefined ? undefined : { ...describeHolder(certificate), state: 'unchecked' };
}

function openSigned(data: BerValue): CmsContent {
  const encapsulated = data.children.find(({ tagClass, tag }) => tagClass === 0 && tag === sequence);
  const octets = encapsulated?.children[1]?.children[0];
  if (octets === undefined || octets.tag !== octetString) return { kind: 'other' };
  const content = joinOctets(octets);
  return content.length === 0
    ? { kind: 'other' }
    : { kind: 'signed', content, signature: readSignature(data, content) };
}

function openCompressed(data: BerValue, mostBytes: number): CmsContent {
  const encapsulated = data.children.findLast(({ tagClass, tag }) => tagClass === 0 && tag === sequence);
  const octets = encapsulated?.children[1]?.children[0];
  if (octets === undefined) return { kind: 'other' };
  try {
    return { kind: 'compressed', content: inflateSync(joinOctets(octets), { maxOutputLength: mostBytes }) };
  } catch {
    // Damaged, or a bomb: it stays the file that it is.
    return { kind: 'other' };
  }
}

/** Who signed, and whether what was signed is what stands there. Whose certificate it is nobody has checked. */
function readSignature(data: BerValue, content: Buffer): Signature {
  const { certificate, signer } = findSigner(data);
  const who = certificate === undefined ? { name: '', address: '' } : describeHolder(certificate);
  if (certificate === undefined || signer === undefined) return { ...who, state: 'unchecked' };
  return { ...who, state: checkSigner(signer, content, certificate.publicKey) };
}

function findSigner(data: BerValue): {
  certificate: X509Certificate | undefined;
  signer: BerValue | undefined;
} {
  const certificates = data.children
    .filter(({ tagClass, tag }) => tagClass === 2 && tag === 0)
    .flatMap(({ children }) => children.slice(0, 20).flatMap(({ bytes }) => readCertificate(bytes)));
  const signer = data.children.findLast(({ tagClass, tag }) => tagClass === 0 && tag === set)?.children[0];
  return { certificate: findCertificate(certificates, signer), signer };
}

function readCertificate(bytes: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(bytes)];
  } catch {
    // Of a kind that OpenSSL does not know.
    return [];
  }
}

function findCertificate(certificates: readonly X509Certificate[], signer: BerValue | undefined) {
  const serial = signer?.children[1]?.children[1]?.content.toString('hex').replace(/^0+/, '');
  const own = certificates.find(
    ({ serialNumber }) => serialNumber.toLowerCase().replace(/^0+/, '') === serial,
  );
  return own ?? certificates.find(({ ca }) => !ca) ?? certificates[0];
}

function describeHolder({ subject, subjectAltName = '' }: X509Certificate): {
  name: string;
  address: string;
} {
  const find = (key: string) => new RegExp(`^${key}=(.{1,300})$`, 'm').exec(subject)?.[1] ?? '';
  const mail = /(?:^|, )email:([^,]{1,254})/.exec(subjectAltName)?.[1] ?? find('emailAddress');
  const address = normalizeAddress(mail);
  return { name: cleanLine(find('CN')).slice(0, 200), address: isAddress(address) ? address : '' };
}

function checkSigner(signer: BerValue, content: Buffer, key: KeyObject): Signature['state'] {
  const parts = signer.children;
  const digest = digests[parts[2]?.children[0]?.content.toString('hex') ?? ''];
  // Behind the identifier of the signer, which may have the same tag.
  const attributes = parts.slice(3).find(({ tagClass, tag }) => tagClass === 2 && tag === 0);
  const signature = parts.findLast(({ tagClass, tag }) => tagClass === 0 && tag === octetString);
  const algorithm = parts.findLast(({ tagClass, tag }) => tagClass === 0 && tag === sequence);
  if (digest === undefined || signature === undefined) return 'unchecked';
  let signed = content;
  if (attributes !== undefined) {
    const named = attributes.children.find(
      ({ children }) => children[0]?.content.toString('hex') === oid.messageDigest,
    );
    const expected = named?.children[1]?.children[0]?.content;
    if (expected === undefined || !attributes.hasKnownLength) return 'unchecked';
    if (!createHash(digest).update(content).digest().equals(expected)) return 'broken';
    // RFC 5652 section 5.4: they are signed as the SET that they are, not under their tag in the message.
    signed = Buffer.from(attributes.bytes);
    signed[0] = 0x31;
  }
  const isPss = algorithm?.children[0]?.content.toString('hex') === oid.pss;
  return verifyBytes(digest, signed, { key, isPss }, signature.content);
}

function verifyBytes(
  digest: string,
  signed: Buffer,
  { key, isPss }: { key: KeyObject; isPss: boolean },
  signature: Buffer,
): Signature['state'] {
  const isEdwards = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448';

  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_AUTO: saltLength } = constants;
  const options = isPss ? { key, padding, saltLength } : { key };
  try {
    return verify(isEdwards ? null : digest, signed, options, signature) ? 'intact' : 'broken';
  } catch {
    // A key or padding that OpenSSL refuses.
    return 'unchecked';
  }
}
