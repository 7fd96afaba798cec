import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphResource } from './graph-access.ts';

/** The cloud file of POSTROOM_CLOUD. */
export interface SandboxCloud {
  name: string;
  authority: string;
  imap: { host: string; port: number; security: 'tls' };
  smtp: { host: string; port: number; security: 'starttls' };
  graph: string;
  /** What Graph's permissions belong to: another address than the host's. */
  graphResource: string;
  /** Path to PEM. */
  ca: string;
}

/**
 * Nothing in these files is secret; other users' programs (Dovecot's) read them.
 * @returns the cloud and the folder that holds its file and ca.pem; the caller removes the folder.
 */
export async function writeCloud(
  ports: { authority: number; imap: number; smtp: number; graph: number },
  ca: string,
): Promise<{ cloud: SandboxCloud; cloudFile: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-sandbox-'));
  await chmod(folder, 0o755);
  const cloudFile = join(folder, 'cloud.json');
  const authority = `https://localhost:${ports.authority}`;
  const cloud: SandboxCloud = {
    name: 'Sandbox',
    authority,
    imap: { host: 'localhost', port: ports.imap, security: 'tls' },
    smtp: { host: 'localhost', port: ports.smtp, security: 'starttls' },
    graph: `https://localhost:${ports.graph}`,
    graphResource,
    ca: join(folder, 'ca.pem'),
  };
  await writeFile(cloud.ca, ca, { mode: 0o644 });
  await writeFile(cloudFile, `${JSON.stringify(cloud, null, 2)}\n`, { mode: 0o644 });
  return { cloud, cloudFile, folder };
}
