import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { trustAuthority } from '../authorities.ts';
import { type Failure, RemoteError } from '../domain/failure.ts';
import { boundEarlyAnswers } from './early-answers.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Record<string, string> | undefined;
  readonly body?: string | undefined;
  /** PEM of one more certificate authority to trust. */
  readonly ca?: string | undefined;
  readonly deadlineMilliseconds?: number;
}

const usualDeadline = 20_000;
const bodyLimit = 1024 * 1024;

/** One request, answered whole within 20 seconds. @throws RemoteError that keeps what the network said */
export async function sendHttp(url: string, options: HttpRequest): Promise<HttpAnswer> {
  const deadline = options.deadlineMilliseconds ?? usualDeadline;
  const signal = AbortSignal.timeout(deadline);
  try {
    return await exchange(url, options, signal);
  } catch (cause) {
    throw new RemoteError(
      describeNetworkFailure(cause, new URL(url).host, signal.aborted ? deadline : undefined),
      {
        cause,
      },
    );
  }
}

function exchange(url: string, options: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    // Only the metadata service of an Azure machine is asked without TLS.
    const request = url.startsWith('http:') ? requestPlain : requestTls;
    const outgoing = request(
      url,
      {
        method: options.method,
        headers: {
          ...options.headers,
          ...(options.body === undefined
            ? {}
            : { 'content-length': String(Buffer.byteLength(options.body)) }),
        },
        signal,
        ...trust(options.ca),
      },
      (incoming) => {
        readBody(incoming).then(
          (body) => resolve({ status: incoming.statusCode ?? 0, headers: flatten(incoming), body }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    boundEarlyAnswers(outgoing, (error) => outgoing.destroy(error));
    // Without this Node ends the line and says nothing, and the deadline has nobody to tell.
    outgoing.on('upgrade', (_answer, line) => {
      line.destroy();
      reject(new Error('it answered 101, which nobody had asked for'));
    });
    outgoing.end(options.body);
  });
}

/** Node names a line by `ca`, and not by what trusts it: without it one that trusts another authority would be taken. */
function trust(ca: string | undefined) {
  return ca === undefined ? {} : { ca, ...trustAuthority(ca) };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error('the answer is larger than 1 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatten({ headers }: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return Object.fromEntries(pairs);
}

function describeNetworkFailure(error: unknown, host: string, timeout: number | undefined): Failure {
  if (timeout !== undefined) {
    const text = `${host} did not answer in ${timeout / 1000} seconds.`;
    return { origin: 'network', code: 'ETIMEDOUT', text };
  }
  // Happy Eyeballs wraps one error per address; the first says enough.
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return {
    origin: 'network',
    code: typeof code === 'string' ? code : undefined,
    text: `${host}: ${typeof message === 'string' ? message : String(cause)}`,
  };
}
