import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { Extension } from '@peculiar/x509';
import { loadX509, type X509 } from '../x509.ts';

/** All PEM. */
export interface Certificates {
  ca: string;
  cert: string;
  key: string;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3600 * 1000;

interface CertificateOptions {
  /** DNS names and IPv4 addresses of the server. */
  names?: string[];
  notBefore?: Date;
  notAfter?: Date;
}

/** @returns a new authority and a certificate it gave to localhost and 127.0.0.1; its key is forgotten at once. */
export async function createCertificates(options: CertificateOptions = {}): Promise<Certificates> {
  const { names = ['localhost', '127.0.0.1'] } = options;
  const x509 = await loadX509();
  const [authorityKeys, serverKeys] = await Promise.all([createKeys(), createKeys()]);
  const period = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 365 * day) };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...period,
    name: 'CN=Postroom sandbox authority',
    keys: authorityKeys,
    signingAlgorithm: keyAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    ...period,
    ...(options.notBefore === undefined ? {} : { notBefore: options.notBefore }),
    ...(options.notAfter === undefined ? {} : { notAfter: options.notAfter }),
    subject: `CN=${names[0]}`,
    issuer: authority.subject,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: keyAlgorithm,
    extensions: await describeServer(x509, names, authorityKeys.publicKey, serverKeys.publicKey),
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey);
  return {
    ca: `${authority.toString('pem')}\n`,
    cert: `${server.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  };
}

async function describeServer(
  x509: X509,
  names: readonly string[],
  authority: CryptoKey,
  server: CryptoKey,
): Promise<Extension[]> {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
    ),
    await x509.AuthorityKeyIdentifierExtension.create(authority),
    await x509.SubjectKeyIdentifierExtension.create(server),
  ];
}

async function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}
