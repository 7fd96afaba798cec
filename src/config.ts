import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError, describeFileFault } from './errors.ts';
import type { LogLevel } from './log.ts';

/** Facts of one start; everything else is a setting in the data file. */
export interface Config {
  readonly dataPath: string;
  /** Passphrase that encrypts the data file at rest. */
  readonly key: string | undefined;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The address that users and Microsoft see; undefined: http://localhost:PORT. No trailing slash. */
  readonly publicUrl: string | undefined;
  readonly trustProxy: boolean;
  readonly logLevel: LogLevel;
  /** Path of a JSON file with one more cloud. */
  readonly cloudPath: string | undefined;
  /** Path of a PEM file with authorities that Node trusts beside its own; Node reads it itself. */
  readonly authoritiesPath: string | undefined;
  /** As domain/proxy reads them. */
  readonly proxies: {
    readonly web: string | undefined;
    readonly mail: string | undefined;
    readonly exempt: string;
  };
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @returns the environment of this process: the only place that reads it. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * @param flags values of the command line by their long name; they win over the environment
 * @throws AppError invalid that names the variable, what it says and what was expected
 */
export function readConfig(flags: Readonly<Record<string, string | undefined>>, env: Environment): Config {
  const pick = (flag: string, variable: string) => flags[flag] ?? nonEmpty(env[variable]);
  const cert = flags['tls-cert'];
  const tlsKey = flags['tls-key'];
  if ((cert === undefined) !== (tlsKey === undefined)) {
    throw usageError('--tls-cert and --tls-key belong together; one of them is missing.');
  }
  return {
    dataPath: resolveDataPath(pick('data', 'POSTROOM_DATA') ?? './postroom.db'),
    // The same letters can be written in two ways, and keyboards differ.
    key: readKey(env)?.normalize('NFC'),
    // As an address has it in a URL.
    host: (pick('host', 'POSTROOM_HOST') ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1'),
    port: readPort(flags.port ?? findPort(env.POSTROOM_PORT) ?? '8025'),
    publicUrl: readPublicUrl(pick('public-url', 'POSTROOM_PUBLIC_URL')),
    trustProxy: readSwitch('POSTROOM_TRUST_PROXY', nonEmpty(env.POSTROOM_TRUST_PROXY) ?? 'off'),
    logLevel: readLevel(nonEmpty(env.POSTROOM_LOG_LEVEL) ?? 'info'),
    cloudPath: nonEmpty(env.POSTROOM_CLOUD),
    authoritiesPath: nonEmpty(env.NODE_EXTRA_CA_CERTS),
    proxies: readProxies(env),
    tls: cert === undefined || tlsKey === undefined ? undefined : { certPath: cert, keyPath: tlsKey },
  };
}

const settingNames = [
  'POSTROOM_DATA',
  'POSTROOM_KEY',
  'POSTROOM_KEY_FILE',
  'POSTROOM_HOST',
  'POSTROOM_PORT',
  'POSTROOM_PUBLIC_URL',
  'POSTROOM_TRUST_PROXY',
  'POSTROOM_LOG_LEVEL',
  'POSTROOM_CLOUD',
  'POSTROOM_MAIL_PROXY',
];

/**
 * A misspelt one changes nothing, which nobody sees: POSTROOM_KEYFILE would leave the data file plain.
 * @returns what names in the environment begin like settings and are none
 */
export function listUnknownSettings(env: Environment): string[] {
  return Object.keys(env).filter(
    (name) =>
      /^POSTROOM_/i.test(name) &&
      !settingNames.includes(name) &&
      !serviceName.test(name) &&
      !serviceAddress.test(env[name] ?? ''),
  );
}

// Kubernetes tells a pod of each service by variables with its name, and a service for Postroom is called "postroom":
// https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
const serviceName = /_SERVICE_(?:HOST|PORT)(?:_\w+)?$|_PORT_\d+_(?:TCP|UDP|SCTP)_(?:PROTO|PORT|ADDR)$/;
const serviceAddress = /^(?:tcp|udp|sctp):\/\//;

/** @returns undefined also for the address of a service, which is no port that anybody has set */
function findPort(text: string | undefined): string | undefined {
  return text === undefined || serviceAddress.test(text) ? undefined : nonEmpty(text);
}

/** @returns an error that ends the program with 2: a flag or a setting is not what it can be */
export function usageError(message: string): AppError {
  return new AppError('invalid', message, { fields: { usage: message } });
}

/** @returns the settings as `config dump` shows them: secrets masked, those that are not set as null. */
export function maskConfig(config: Config): Record<string, unknown> {
  const { web, mail, exempt } = config.proxies;
  return {
    ...config,
    key: config.key === undefined ? null : '********',
    publicUrl: config.publicUrl ?? null,
    cloudPath: config.cloudPath ?? null,
    authoritiesPath: config.authoritiesPath ?? null,
    tls: config.tls ?? null,
    proxies: { web: maskUrl(web), mail: maskUrl(mail), exempt },
  };
}

/** One name for one file: through a symbolic link its lock, log and socket would be others. A new file's is the folder's. */
function resolveDataPath(given: string): string {
  const path = resolve(given);
  return findRealPath(path) ?? join(findRealPath(dirname(path)) ?? dirname(path), basename(path));
}

/** @returns undefined for what is not there, or not for this user: whoever opens it says why */
function findRealPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function readKey(env: Environment): string | undefined {
  const direct = nonEmpty(env.POSTROOM_KEY);
  const path = nonEmpty(env.POSTROOM_KEY_FILE);
  if (direct !== undefined && path !== undefined) {
    throw usageError('POSTROOM_KEY and POSTROOM_KEY_FILE are both set; set one of them.');
  }
  if (path === undefined) return direct;
  let key: string;
  try {
    key = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw usageError(
      `POSTROOM_KEY_FILE=${path} cannot be read: ${describeFileFault(cause)}; expected a file with a passphrase.`,
    );
  }
  if (key === '') throw usageError(`POSTROOM_KEY_FILE=${path} is empty; expected a passphrase.`);
  return key;
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usageError(`The port is "${text}"; expected a number from 0 to 65535.`);
}

function readPublicUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw usageError(
      `The public URL is "${text}"; expected https://host or http://localhost:port without a path.`,
    );
  }
  return url.origin;
}

/** The names that every program reads, in either case; mail goes through one only where the operator has said so. */
function readProxies(env: Environment): Config['proxies'] {
  const find = (name: string) => nonEmpty(env[name]) ?? nonEmpty(env[name.toLowerCase()]);
  return {
    web: readProxy('HTTPS_PROXY', find('HTTPS_PROXY')),
    mail: readProxy('POSTROOM_MAIL_PROXY', nonEmpty(env.POSTROOM_MAIL_PROXY)),
    exempt: find('NO_PROXY') ?? '',
  };
}

function readProxy(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // `proxy.example:3128` is common, and reads as a URL of the scheme "proxy.example:".
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') return url.href;
  throw usageError(`${name} is no address of a proxy; expected http://proxy.example:3128.`);
}

function maskUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  const url = new URL(text);
  if (url.password !== '') url.password = '********';
  return url.href;
}

function readSwitch(name: string, text: string): boolean {
  if (/^(on|true|1|yes)$/i.test(text)) return true;
  if (/^(off|false|0|no)$/i.test(text)) return false;
  throw usageError(`${name} is "${text}"; expected on or off.`);
}

function readLevel(text: string): LogLevel {
  const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
  const level = levels.find((known) => known === text);
  if (level !== undefined) return level;
  throw usageError(`POSTROOM_LOG_LEVEL is "${text}"; expected ${levels.join(', ')}.`);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
