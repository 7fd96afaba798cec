import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/** Dovecot refuses to read mail as root: then it is the machine's user `mail`, 8 on Debian. */
const isRoot = process.getuid?.() === 0;
const owner = isRoot ? 8 : (process.getuid?.() ?? 0);
const ownerGroup = isRoot ? 8 : (process.getgid?.() ?? 0);

/** A private Dovecot on loopback: its own folders, nothing of the machine's. */
export interface Dovecot {
  readonly port: number;
  readonly pid: number;
  readonly password: string;
  /** Where each mailbox lies as a Maildir, by address. */
  mailFolder(address: string): string;
  stop(): Promise<void>;
}

export interface DovecotOptions {
  /** URL that tells who a token belongs to (RFC 7662), e.g. the sandbox's; XOAUTH2 is offered when it is given. */
  readonly introspection?: { readonly url: string; readonly caFile: string };
  /** IMAP extensions to hide, e.g. UIDPLUS. */
  readonly without?: readonly string[];
}

/** @returns why there is no Dovecot on this machine; with CI=true that is a failure instead. */
export function whyNoDovecot(): string | undefined {
  try {
    execFileSync(binary(), ['--version'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'no dovecot on this machine (Debian: dovecot-imapd)';
  }
}

export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const home = mkdtempSync(join(tmpdir(), 'postroom-dovecot-'));
  // Its unprivileged processes pass through it.
  chmodSync(home, 0o755);
  makeFolder(join(home, 'mail'));
  const port = await findFreePort();
  const password = 'sesame';
  const config = join(home, 'dovecot.conf');
  writeFileSync(join(home, 'oauth2.conf'), describeIntrospection(options));
  writeFileSync(config, describeServer(home, port, password, options));
  const child = spawn(binary(), ['-F', '-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  await waitUntilOpen(child, port, join(home, 'log'));
  const mailFolder = (address: string) => join(home, 'mail', address.toLowerCase(), 'Maildir');
  return {
    port,
    pid: child.pid ?? 0,
    password,
    mailFolder,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Fills an inbox the quick way: one file per message, in the order given, with CRLF lines as they stand. */
export function seedMaildir(folder: string, messages: readonly Uint8Array[], flags = ''): void {
  for (const path of [dirname(folder), folder]) makeFolder(path);
  for (const name of ['cur', 'new', 'tmp']) makeFolder(join(folder, name));
  const start = readdirSync(join(folder, 'cur')).length;
  for (const [index, raw] of messages.entries()) {
    const number = String(start + index).padStart(8, '0');
    // Dovecot takes the sizes from the name instead of reading every file.
    const name = `1700000000.M${number}P1.test,S=${raw.length},W=${raw.length}:2,${flags}`;
    const path = join(folder, 'cur', name);
    writeFileSync(path, raw);
    chownSync(path, owner, ownerGroup);
  }
}

export function countMaildir(folder: string): number {
  return readdirSync(join(folder, 'cur')).length + readdirSync(join(folder, 'new')).length;
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chownSync(path, owner, ownerGroup);
}

function binary(): string {
  return isRoot ? '/usr/sbin/dovecot' : 'dovecot';
}

function describeServer(home: string, port: number, password: string, options: DovecotOptions): string {
  const user = userInfo().username;
  return `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${isRoot ? 'dovecot' : user}
default_login_user = ${isRoot ? 'dovenull' : user}
first_valid_uid = ${owner}
first_valid_gid = ${ownerGroup}
mail_home = ${home}/mail/%Lu
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 50
auth_failure_delay = 0
auth_mechanisms = plain${options.introspection === undefined ? '' : ' xoauth2 oauthbearer'}
${options.without === undefined ? '' : `imap_capability = ${visibleCapabilities(options.without)}`}
namespace inbox {
  inbox = yes
  separator = /
}
${
  options.introspection === undefined
    ? ''
    : `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${home}/oauth2.conf
}`
}
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${owner} gid=${ownerGroup} home=${home}/mail/%Lu
}
service imap-login {
  ${isRoot ? '' : 'chroot ='}
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
  # Refused sign-ins are not to slow the next ones down.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
}

function describeIntrospection({ introspection }: DovecotOptions): string {
  if (introspection === undefined) return '';
  return `introspection_url = ${introspection.url}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
tls_ca_cert_file = ${introspection.caFile}
`;
}

function visibleCapabilities(without: readonly string[]): string {
  const all = [
    'IMAP4rev1',
    'SASL-IR',
    'LITERAL+',
    'ID',
    'IDLE',
    'UIDPLUS',
    'MOVE',
    'UNSELECT',
    'CHILDREN',
    'NAMESPACE',
  ];
  return all.filter((name) => !without.includes(name)).join(' ');
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function waitUntilOpen(child: ChildProcess, port: number, log: string): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    if (await isGreeted(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  throw new Error(`Dovecot did not start: ${output} (log: ${log})`);
}

function isGreeted(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
