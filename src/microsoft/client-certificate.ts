import { createPrivateKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { AppError } from '../errors.ts';
import { loadX509 } from '../x509.ts';

/** What an app shows instead of a secret. Microsoft knows the certificate; the key stays here. */
export interface ClientCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** SHA-256, hex in capitals. Entra's page shows the SHA-1 one beside it. */
  readonly thumbprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

// RFC 7518 section 3.5 wants 2048 bits or more; MSAL signs with PS256, which is RSA.
const keyBits = 2048;
const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) };
const longestText = 64 * 1024;
const monthsOfLife = 12;

/** @param name what Entra lists it as @returns a new key with a certificate that it signed itself, for a year */
export async function createClientCertificate(name: string, now: Date): Promise<ClientCertificate> {
  const x509 = await loadX509();
  const generated = webcrypto.subtle.generateKey({ ...algorithm, modulusLength: keyBits }, true, [
    'sign',
    'verify',
  ]);
  const keys = await generated;
  // Clocks differ; Entra would refuse a certificate that begins a second after its own time.
  const notBefore = new Date(now.getTime() - 300_000);
  const notAfter = new Date(now);
  notAfter.setUTCMonth(notAfter.getUTCMonth() + monthsOfLife);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    keys,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    name: [{ CN: [name] }],
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  return describe(new X509Certificate(Buffer.from(certificate.rawData)), key);
}

/**
 * @param text a private key and its certificate, both PEM, in any order
 * @param passphrase '' where the key is not encrypted
 * @throws AppError invalid that says what is wrong with it
 */
export function readClientCertificate(text: string, passphrase: string, now: Date): ClientCertificate {
  if (text.length > longestText) throw refuse('This is longer than a key and a certificate can be.');
  const blocks = text.match(/-----BEGIN ([A-Z ]{1,40})-----[^-]{1,60000}-----END \1-----/g) ?? [];
  const keyText = blocks.find((block) => /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(block));
  const certificates = blocks.filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'));
  if (keyText === undefined)
    throw refuse('Expected a private key: a block that begins with -----BEGIN PRIVATE KEY-----.');
  if (certificates.length === 0)
    throw refuse('Expected a certificate: a block that begins with -----BEGIN CERTIFICATE-----.');
  const key = readKey(keyText, passphrase);
  const own = certificates.map(readCertificate).find((each) => each.checkPrivateKey(key));
  if (own === undefined) throw refuse('The private key does not belong to the certificate.');
  if (own.validToDate <= now)
    throw refuse(`The certificate ended on ${own.validToDate.toISOString().slice(0, 10)}.`);
  return describe(own, key);
}

function readKey(text: string, passphrase: string): KeyObject {
  const key = parseKey(text, passphrase);
  if (key.asymmetricKeyType !== 'rsa') {
    throw refuse(`Microsoft takes RSA keys, and this one is ${key.asymmetricKeyType ?? 'of another kind'}.`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < keyBits) throw refuse(`The key has ${bits} bits; expected ${keyBits} or more.`);
  return key;
}

function parseKey(text: string, passphrase: string): KeyObject {
  try {
    return createPrivateKey({ key: text, passphrase });
  } catch (cause) {
    const isEncrypted = text.includes('ENCRYPTED');
    const reason = isEncrypted
      ? 'The passphrase does not open the private key.'
      : 'The private key cannot be read; expected PEM.';
    throw refuse(reason, cause);
  }
}

function readCertificate(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw refuse('The certificate cannot be read; expected PEM.', cause);
  }
}

function describe(certificate: X509Certificate, key: KeyObject): ClientCertificate {
  return {
    certificate: certificate.toString(),
    privateKey: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    thumbprint: certificate.fingerprint256.replaceAll(':', ''),
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
  };
}

function refuse(reason: string, cause?: unknown): AppError {
  return new AppError('invalid', reason, { fields: { certificate: reason }, cause });
}
