import { lookup as resolveName } from 'node:dns/promises';
import { type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export interface PostOptions {
  /** Lets it reach this machine and its network. */
  readonly allowsPrivate: boolean;
  readonly deadlineMilliseconds?: number;
  /** How a name is resolved; asked once for each request. */
  readonly resolve?: (host: string) => Promise<readonly { address: string; family: number }[]>;
}

/** `unknown`: the request was sent whole and no answer came. */
export type PostOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed' | 'unknown'; readonly reason: string };

const defaultDeadline = 10_000;

/**
 * Posts JSON to an address that an admin has typed. The name is resolved once, every address it has is judged, and the
 * connection goes to the judged one, so that a name which changes its mind leads nowhere else. Redirects are not
 * followed, no proxy is used, the answer's body is not read, and nothing takes longer than the deadline.
 */
export async function postJson(url: string, body: unknown, options: PostOptions): Promise<PostOutcome> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol)) {
    return { kind: 'failed', reason: 'The address is no http or https address.' };
  }
  const signal = AbortSignal.timeout(options.deadlineMilliseconds ?? defaultDeadline);
  const progress = { isHandedOver: false };
  try {
    const address = await vet(target, options, signal);
    const status = await send(target, address, JSON.stringify(body), signal, progress);
    if (status >= 200 && status < 300) return { kind: 'sent' };
    const isRedirect = status >= 300 && status < 400;
    const reason = isRedirect
      ? `The server answered ${status}, which leads elsewhere; redirects are not followed.`
      : `The server answered ${status}.`;
    return { kind: 'failed', reason };
  } catch (error) {
    const reason = signal.aborted ? 'There was no answer in time.' : messageOf(error);
    return { kind: progress.isHandedOver ? 'unknown' : 'failed', reason };
  }
}

/** @returns the one address to connect to. @throws Error with what is wrong with the name */
async function vet(target: URL, options: PostOptions, signal: AbortSignal): Promise<string> {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) > 0 ? [{ address: host }] : await resolveInTime(host, options, signal);
  const [first] = found;
  if (first === undefined) throw new Error(`${host} has no address.`);
  const refused = found.find(({ address }) => !isPublicAddress(address));
  if (refused !== undefined && !options.allowsPrivate) {
    throw new Error(
      `${host} leads to ${refused.address}, an address of this machine or its network, which is not allowed here.`,
    );
  }
  return first.address;
}

async function resolveInTime(host: string, options: PostOptions, signal: AbortSignal) {
  const resolve = options.resolve ?? ((name: string) => resolveName(name, { all: true }));
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([resolve(host), late]);
}

function send(
  target: URL,
  address: string,
  body: string,
  signal: AbortSignal,
  progress: { isHandedOver: boolean },
): Promise<number> {
  const family = isIP(address);
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [{ address, family }]) : done(null, address, family);
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Postroom',
    },
    // A connection of its own: one that is kept open may lead elsewhere.
    agent: false,
    lookup,
    signal,
  };
  return new Promise((resolve, reject) => {
    const start = target.protocol === 'https:' ? requestTls : requestPlain;
    const outgoing = start(target, options, (incoming) => {
      resolve(incoming.statusCode ?? 0);
      incoming.destroy();
    });
    outgoing.on('finish', () => {
      progress.isHandedOver = true;
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function messageOf(error: unknown): string {
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
