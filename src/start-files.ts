import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type Config, usageError } from './config.ts';
import { describeFileFault, toAppError } from './errors.ts';

// The files that a setting names, beside the data file. They are looked at before anything starts: a wrong path is told to who
// typed it, and not to the first person who signs in.

/** @throws AppError invalid that names the file and what was expected */
export async function assertStartFiles(config: Config): Promise<void> {
  assertAuthorities(config.authoritiesPath);
  if (config.cloudPath === undefined) return;
  const { readCloudFile } = await import('./microsoft/cloud-file.ts');
  try {
    await readCloudFile(config.cloudPath);
  } catch (error) {
    throw usageError(toAppError(error).message);
  }
}

/** @returns what Postroom speaks https with itself; undefined where it does not @throws AppError invalid */
export function readTlsFiles({ tls }: Pick<Config, 'tls'>): { cert: Buffer; key: Buffer } | undefined {
  if (tls === undefined) return undefined;
  const cert = read('--tls-cert', tls.certPath);
  const key = read('--tls-key', tls.keyPath);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw usageError(
      `--tls-cert ${tls.certPath} and --tls-key ${tls.keyPath} cannot be used: ${(cause as Error).message}; expected PEM files of a certificate, those above it included, and of its own key without a passphrase.`,
    );
  }
  return { cert, key };
}

/** Node itself leaves out what it cannot read, and says so in no log. */
function assertAuthorities(path: string | undefined): void {
  if (path === undefined) return;
  const bytes = read('NODE_EXTRA_CA_CERTS', path);
  try {
    new X509Certificate(bytes);
  } catch (cause) {
    throw usageError(
      `NODE_EXTRA_CA_CERTS: ${path} holds no certificate that can be read: ${(cause as Error).message}; expected a PEM file of authorities.`,
    );
  }
}

function read(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw usageError(`${name}: ${path} cannot be read: ${describeFileFault(cause)}; expected a PEM file.`);
  }
}
