import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Agent } from 'node:https';
import { request } from 'node:https';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { RemoteError } from '../domain/failure.ts';
import { boundEarlyAnswers } from './early-answers.ts';
import type { GraphAnswer } from './graph-failure.ts';

export interface Exchange {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly agent: Agent;
  /** The longest silence, in milliseconds; so many of them, and it has come to its end (`mostSilences`). */
  readonly silence: number;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** No more bytes of an answer are ever held. */
  readonly most: number;
}

export interface WholeAnswer extends GraphAnswer {
  /** Whether the answer itself says where it ends. Else the end of the line does, and whatever cuts that looks the same. */
  readonly hasEnd: boolean;
}

/** A server that drips words never falls silent: a quarter of an hour in all, with a usual silence. */
const mostSilences = 15;

/** More bytes came than may be held; what came is let go. */
export class AnswerTooLarge extends Error {}

/** One request and its whole answer. @throws RemoteError network, with `hasLeft`; AnswerTooLarge */
export function exchange(given: Exchange): Promise<WholeAnswer> {
  const { url, method, headers, body, agent, silence, signal } = given;
  return new Promise((resolve, reject) => {
    let isConnected = false;
    const outgoing = request(url, { method, headers, agent, signal }, (incoming) => {
      readAnswer(incoming, given.most).then((answer) => {
        clearTimeout(deadline);
        resolve(answer);
      }, fail);
    });
    const fail = (error: unknown) => {
      clearTimeout(deadline);
      outgoing.destroy();
      const hasLeft = isConnected || outgoing.reusedSocket;
      reject(error instanceof AnswerTooLarge ? error : describeFault(error, new URL(url).host, hasLeft));
    };
    outgoing.setTimeout(silence, () => fail(describeLateness(silence)));
    const longest = silence * mostSilences;
    const deadline = setTimeout(() => fail(describeLateness(longest)), longest);
    boundEarlyAnswers(outgoing, fail);
    outgoing.once('socket', (socket) => {
      const note = () => {
        isConnected = true;
      };
      socket.once('secureConnect', note);
      outgoing.once('close', () => socket.off('secureConnect', note));
    });
    outgoing.on('error', fail);
    // Without this Node ends the line and says nothing, and neither silence nor the signal ends the wait.
    outgoing.on('upgrade', (_answer, line) => {
      line.destroy();
      fail(Object.assign(new Error('it answered 101, which nobody had asked for'), { code: 'ECONNRESET' }));
    });
    outgoing.end(body);
  });
}

function describeLateness(milliseconds: number): Error {
  const text = `no answer within ${milliseconds / 1000} seconds`;
  return Object.assign(new Error(text), { code: 'ETIMEDOUT' });
}

async function readAnswer(incoming: IncomingMessage, most: number): Promise<WholeAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of unpack(incoming)) {
    size += chunk.length;
    if (size > most) throw new AnswerTooLarge(`more than ${most} bytes`);
    chunks.push(chunk);
  }
  // A body that breaks off has no error where its length was told by the end of the line.
  if (!incoming.complete) throw Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' });
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
  const { statusCode: status = 0, headers } = incoming;
  return { status, headers, bytes, hasEnd: hasEnd(headers) };
}

/** By its length, in chunks (RFC 9112 section 6.3), or as what is packed has an end of its own, which is looked for when it is unpacked. */
function hasEnd(headers: IncomingHttpHeaders): boolean {
  const { 'content-length': length, 'transfer-encoding': coding = '' } = headers;
  return length !== undefined || /\bchunked\s*$/i.test(coding) || readPacking(headers) !== undefined;
}

/** Where nobody has asked for it to be packed, a proxy may do it all the same. */
function unpack(incoming: IncomingMessage): AsyncIterable<Buffer> {
  const { headers, statusCode } = incoming;
  // Nothing at all is no packed body, and would be one that broke off.
  if (statusCode === 204 || headers['content-length'] === '0') return incoming;
  const packing = readPacking(headers);
  if (packing === undefined) return incoming;
  const unpacking = packing === 'br' ? createBrotliDecompress() : createUnzip();
  // What goes wrong with either is thrown where it is read.
  return pipeline(incoming, unpacking, () => undefined);
}

function readPacking({ 'content-encoding': packing = '' }: IncomingHttpHeaders): string | undefined {
  return /^\s*(?:x-)?(gzip|deflate|br)\s*$/i.exec(packing)?.[1]?.toLowerCase();
}

/** @param hasLeft whether the server may have got the request */
function describeFault(error: unknown, host: string, hasLeft: boolean): RemoteError {
  // Happy Eyeballs wraps one error for each address; the first says enough.
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  const name = typeof code === 'string' ? code : 'ECONNRESET';
  const text = `${host}: ${typeof message === 'string' ? message : String(cause)}`;
  const failure = {
    origin: 'network',
    code: name === 'ABORT_ERR' ? 'ECONNRESET' : name,
    text,
    hasLeft,
  } as const;
  return new RemoteError(failure, { cause: error });
}
