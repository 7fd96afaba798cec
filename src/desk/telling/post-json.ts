import { lookup as resolveName } from 'node:dns/promises';
import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as requestPlain,
} from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { findLineFault, type PostOutcome, type PostProblem } from '../../domain/post-problem.ts';
import { readRetryAfter } from '../../domain/retry-after.ts';
import { isPublicAddress } from '../../mail/public-address.ts';

interface PostOptions {
  /** Beside those that say what the body is. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Lets it reach this machine and its network. */
  readonly allowsPrivate: boolean;
  readonly deadlineMilliseconds?: number;
  /** How a name is resolved; asked once for each request. */
  readonly resolve?: (host: string) => Promise<readonly { address: string; family: number }[]>;
}

const defaultDeadline = 10_000;
/** Bytes of an answer that are read at the most. */
const mostAnswerBytes = 2000;
/** Of what comes before an answer: Node bounds each head, and not how many there are. */
const mostHeadBytes = 64 * 1024;
const longestText = 500;

/**
 * Posts JSON to an address that an admin has typed. The name is resolved once, every address it has is judged, and the
 * connection goes to the judged one, so that a name that is resolved anew cannot lead elsewhere. Redirects are not
 * followed, no proxy is used, only the beginning of the answer is read, and nothing takes longer than the deadline.
 * @param body JSON, written already
 */
export async function postJson(url: string, body: string, options: PostOptions): Promise<PostOutcome> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol)) {
    return { kind: 'failed', problem: { code: 'no_web_address' } };
  }
  const signal = AbortSignal.timeout(options.deadlineMilliseconds ?? defaultDeadline);
  const progress = { isHandedOver: false };
  try {
    const address = await vet(target, options, signal);
    const { status, answer, retryAfter } = await send({ target, address, body, options, signal, progress });
    if (status >= 200 && status < 300) return { kind: 'sent', status, answer };
    const isRedirect = status >= 300 && status < 400;
    const problem = { code: isRedirect ? 'redirected' : 'refused', status } as const;
    return { kind: 'failed', problem, status, answer, ...(retryAfter === undefined ? {} : { retryAfter }) };
  } catch (error) {
    const problem = signal.aborted ? ({ code: 'no_answer' } as const) : problemOf(error, target.hostname);
    return { kind: progress.isHandedOver ? 'unknown' : 'failed', problem };
  }
}

/** @returns the one address to connect to. @throws BadName, or what the name server said */
async function vet(target: URL, options: PostOptions, signal: AbortSignal): Promise<string> {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) > 0 ? [{ address: host }] : await resolveInTime(host, options, signal);
  const [first] = found;
  if (first === undefined) throw new BadName({ code: 'no_address', host });
  const refused = found.find(({ address }) => !isPublicAddress(address));
  if (refused !== undefined && !options.allowsPrivate) {
    throw new BadName({ code: 'private_address', host, address: refused.address });
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

interface Sending {
  readonly target: URL;
  readonly address: string;
  readonly body: string;
  readonly options: PostOptions;
  readonly signal: AbortSignal;
  readonly progress: { isHandedOver: boolean };
}

function send({ target, address, body, options: { headers }, signal, progress }: Sending) {
  const family = isIP(address);
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [{ address, family }]) : done(null, address, family);
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Postroom',
    },
    // A connection of its own: one that is kept open may lead elsewhere.
    agent: false,
    lookup,
    signal,
  };
  const start = target.protocol === 'https:' ? requestTls : requestPlain;
  const outgoing = start(target, options);
  outgoing.on('finish', () => {
    progress.isHandedOver = true;
  });
  outgoing.end(body);
  return receive(outgoing, signal);
}

interface Answered {
  readonly status: number;
  readonly answer: string;
  readonly retryAfter: number | undefined;
}

/** Whatever comes, and whatever Node makes of it: settled at the deadline at the latest. */
function receive(outgoing: ClientRequest, signal: AbortSignal) {
  return new Promise<Answered>((resolve, reject) => {
    let isAnswered = false;
    const fail = (error: Error) => {
      if (!isAnswered) reject(error);
      outgoing.destroy();
    };
    const answerWith = (status: number, answer: string, retryAfter?: number) => {
      isAnswered = true;
      resolve({ status, answer, retryAfter });
    };
    outgoing.on('response', (incoming) => {
      isAnswered = true;
      const retryAfter = findRetryAfter(incoming);
      const done = (answer: string) => answerWith(incoming.statusCode ?? 0, answer, retryAfter);
      signal.addEventListener('abort', () => done(''), { once: true });
      readBeginning(incoming).then(done, () => done(''));
    });
    // Without this Node ends the line and says nothing (RFC 9110 section 15.2.2).
    outgoing.on('upgrade', ({ statusCode = 101 }, line) => {
      answerWith(statusCode, '');
      line.destroy();
    });
    // Any number of these may come before the answer (RFC 9110 section 15.2).
    outgoing.on('information', () => {
      const said = outgoing.socket?.bytesRead ?? 0;
      if (said > mostHeadBytes) fail(new Error('More came before the answer than an answer is long'));
    });
    outgoing.on('error', fail);
    outgoing.on('close', () => fail(new Error('The line was closed without an answer')));
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  });
}

/** A date counts by the clock of whoever wrote it. */
function findRetryAfter({ headers }: IncomingMessage): number | undefined {
  return readRetryAfter(headers['retry-after'], Date.parse(headers.date ?? ''));
}

async function readBeginning(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostAnswerBytes) break;
  }
  incoming.destroy();
  return Buffer.concat(chunks).toString('utf8', 0, mostAnswerBytes);
}

class BadName extends Error {
  readonly problem: PostProblem;

  constructor(problem: PostProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

function problemOf(error: unknown, host: string): PostProblem {
  if (error instanceof BadName) return error.problem;
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const systemCode = String((cause as { code?: unknown } | null)?.code ?? '');
  if (/^(?:ENOTFOUND|ENODATA)$/.test(systemCode)) return { code: 'no_address', host };
  const fault = findLineFault(systemCode);
  if (fault !== undefined) return { code: 'line', fault, systemCode };
  const text = cause instanceof Error ? cause.message : String(cause);
  // What comes from a server, its certificate for example, may be of any length.
  return { code: 'said', text: text.slice(0, longestText) };
}
