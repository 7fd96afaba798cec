import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteError } from '../domain/failure.ts';
import type { TraceSink } from '../domain/protocol-trace.ts';
import { AnswerTooLarge, type Exchange, exchange, type WholeAnswer } from './graph-exchange.ts';
import {
  describeOddity,
  describeRefusal,
  type GraphAnswer,
  type GraphCommand,
  parseJson,
} from './graph-failure.ts';
import type { GraphLanes } from './graph-lanes.ts';
import { readChallenge } from './token-challenge.ts';

export interface GraphOptions {
  /** Such as https://graph.microsoft.com. */
  readonly graph: string;
  /** Its address, or the object id of whose it is. */
  readonly mailbox: string;
  readonly lanes: GraphLanes;
  /**
   * @param isForced asks for a fresh one: Graph has just refused the present one
   * @param claims what the fresh one has to be asked for with, as JSON: a policy has ended the present one before its time
   */
  readonly getToken: (isForced: boolean, claims?: string) => Promise<string>;
  readonly trace?: TraceSink | undefined;
  /** The longest silence within one request; one minute by default. */
  readonly stepMilliseconds?: number | undefined;
  /** It goes on: an answer has come, or the server has asked to be left alone for a while. A long list has hundreds of pages. */
  readonly onSlow?: (() => void) | undefined;
}

export interface GraphRequest {
  readonly method?: Exchange['method'];
  /** Below the mailbox, such as `messages/…/move`; or a whole link as Graph has given it. */
  readonly path: string;
  readonly command: GraphCommand;
  readonly json?: Record<string, unknown>;
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Rows of a page, where Graph pages by preference. */
  readonly pageSize?: number;
  /** A line of its own: one that was kept open may be cut at the very moment, and then nobody knows what was done. */
  readonly isFresh?: boolean;
  /** No more bytes of the answer are ever held; 8 MB by default. */
  readonly most?: number;
  /** A fault is told at once: it has come before, and it is looked for what brings it. */
  readonly isTriedOnce?: boolean;
}

export interface GraphReply extends GraphAnswer {
  /** Empty where there is no body. */
  readonly json: Record<string, unknown>;
}

/**
 * Asks for one mailbox, at most four things at once. Only what cannot do anything twice is asked again: what was
 * throttled or came with an expired token, and a reading request once more after a fault.
 */
export interface GraphClient {
  readonly mailbox: string;
  /** @returns an answer below 300 with its JSON. @throws RemoteError graph, network; entra when there is no token */
  ask(request: GraphRequest): Promise<GraphReply>;
  /** The same for what is no JSON. @throws RemoteError; AnswerTooLarge beyond `most` */
  askBytes(request: GraphRequest): Promise<Buffer>;
  isOwn(link: string): boolean;
  /** @returns the link of what is not below the mailbox */
  rootLink(path: string): string;
  /** @returns a link that Graph has given, for later. @throws RemoteError FOREIGN_LINK */
  keepLink(link: string, command: GraphCommand): string;
  /** Ends all that is under way. */
  cut(): void;
}

const usualSilence = 60_000;
const usualMost = 8 * 1024 * 1024;

/** A pause that the server asks for is sat out here up to so long; longer ones are the caller's. */
const longestPause = 30_000;
const mostPauses = 5;
/** What the server is given at least once it has refused again and again, whatever it names. */
const leastRest = 30_000;
const secondTryPause = 500;

export function createGraphClient(options: GraphOptions): GraphClient {
  const cutting = new AbortController();
  return {
    mailbox: options.mailbox,
    ask: (request) =>
      insist(options, request, cutting.signal, readJson).catch((error: unknown) => {
        if (!(error instanceof AnswerTooLarge)) throw error;
        throw describeOddity('ANSWER_TOO_LARGE', request.command, `The answer has ${error.message}.`);
      }),
    async askBytes(request) {
      const { bytes } = await insist(options, request, cutting.signal, readBytes);
      return bytes;
    },
    isOwn: (link) => isOwnLink(options, link),
    rootLink: (path) => `${options.graph}/v1.0/${path}`,
    keepLink: (path, command) => addressOf(options, { path, command }),
    cut: () => cutting.abort(),
  };
}

function readJson(answer: GraphAnswer, { command, method }: GraphRequest): GraphReply {
  const { bytes, status } = answer;
  const json = bytes.length === 0 ? {} : parseJson(bytes);
  // A proxy's page, or a body cut short.
  if (json === undefined) throw describeOddity('NO_JSON', command, `${status}: the answer is no JSON.`);
  // Bodies were seen to be missing from an answer that must have one (EmailEngine).
  if (bytes.length === 0 && status === 200 && (method ?? 'GET') === 'GET') {
    throw describeOddity('EMPTY_ANSWER', command, `${status}: the answer is empty.`);
  }
  // A failure may come with a number that says success.
  if (typeof json.error === 'object' && json.error !== null) throw describeRefusal(answer, command);
  return { ...answer, json };
}

/** What is taken for a message is deleted from the mailbox: so it has to be one, and not the page of a proxy, or a failure. */
function readBytes(answer: WholeAnswer, { command }: GraphRequest): GraphAnswer {
  const { status, bytes, headers, hasEnd } = answer;
  if (bytes.length === 0) throw describeOddity('EMPTY_ANSWER', command, `${status}: the answer is empty.`);
  const type = headers['content-type'] ?? '';
  const isOther = /\b(html|json|xml)\b/i.test(type) || /^\s*[<{]/.test(bytes.toString('latin1', 0, 64));
  if (isOther) {
    throw describeOddity(
      'NO_MESSAGE',
      command,
      `${status}: the answer is no message (${type.slice(0, 60)}).`,
    );
  }
  // Of JSON that is cut the end is missed; of a message nothing would tell it.
  if (!hasEnd)
    throw describeOddity('NO_LENGTH', command, `${status}: the answer does not say where it ends.`);
  return answer;
}

/** What has been tried for one request. */
interface Tries {
  isTokenFresh: boolean;
  claims: string | undefined;
  pauses: number;
  faults: number;
}

async function insist<T>(
  options: GraphOptions,
  request: GraphRequest,
  signal: AbortSignal,
  read: (answer: WholeAnswer, request: GraphRequest) => T,
): Promise<T> {
  const tries: Tries = { isTokenFresh: false, claims: undefined, pauses: 0, faults: 0 };
  for (;;) {
    try {
      const answer = await send(options, request, signal, tries);
      if (answer.status < 300) return read(answer, request);
      tries.claims = readChallenge(answer.headers);
      throw describeRefusal(answer, request.command);
    } catch (error) {
      const pause = decideAgain(error, request, tries, signal);
      if (pause === undefined) throw withRest(error, tries);
      await rest(options, pause, signal);
    }
  }
}

/** @returns after how many milliseconds to ask again; undefined: not at all */
function decideAgain(
  error: unknown,
  { method = 'GET', isTriedOnce = false }: GraphRequest,
  tries: Tries,
  signal: AbortSignal,
): number | undefined {
  if (signal.aborted || !(error instanceof RemoteError)) return undefined;
  const { origin, status = 0, retryAfter } = error.failure;
  if (origin === 'graph' && status === 401 && !tries.isTokenFresh) {
    tries.isTokenFresh = true;
    return 0;
  }
  // What is refused for its number was not done; and a reading request does nothing.
  const isAskedToWait = status === 429 || (status === 503 && method === 'GET' && retryAfter !== undefined);
  const isThrottled = origin === 'graph' && isAskedToWait;
  if (isThrottled) {
    const pause = retryAfter ?? 1000 * 2 ** tries.pauses;
    return pause <= longestPause && ++tries.pauses <= mostPauses ? pause : undefined;
  }
  const isFault = origin === 'network' || status >= 500 || (origin === 'graph' && status < 300);
  const mayTry = method === 'GET' && isFault && status !== 504 && !isTriedOnce;
  return mayTry && ++tries.faults <= 1 ? secondTryPause : undefined;
}

/** A server that names one second each time, and refuses each time, is left alone for longer. */
function withRest(error: unknown, { pauses }: Tries): unknown {
  if (!(error instanceof RemoteError) || pauses <= mostPauses) return error;
  const { failure } = error;
  const retryAfter = Math.max(failure.retryAfter ?? 0, leastRest);
  return new RemoteError({ ...failure, retryAfter }, { cause: error });
}

/** All that ask for this mailbox wait: each further request would count as one more. */
async function rest({ lanes, onSlow }: GraphOptions, pause: number, signal: AbortSignal): Promise<void> {
  if (pause === 0) return;
  lanes.quietUntil = Math.max(lanes.quietUntil, performance.now() + pause);
  onSlow?.();
  await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
}

async function send(
  options: GraphOptions,
  request: GraphRequest,
  signal: AbortSignal,
  { isTokenFresh, claims, faults }: Tries,
): Promise<WholeAnswer> {
  const { lanes, trace, stepMilliseconds: silence = usualSilence } = options;
  const { method = 'GET', most = usualMost, isFresh } = request;
  const url = addressOf(options, request);
  const token = await options.getToken(isTokenFresh, claims);
  const quiet = lanes.quietUntil - performance.now();
  if (quiet > 0) await sleep(Math.min(quiet, longestPause), undefined, { signal }).catch(() => undefined);
  const body = request.json === undefined ? request.body : Buffer.from(JSON.stringify(request.json));
  const id = randomUUID();
  // What is packed has an end of its own, whatever a proxy takes away of the answer's.
  const packing = faults > 0 ? { 'Accept-Encoding': 'gzip' } : {};
  const own = { ...packing, Authorization: `Bearer ${token}`, 'client-request-id': id };
  const headers = { ...headersOf(request, body), ...own };
  return lanes.enter(async () => {
    trace?.note('GRAPH', 'C', `${method} ${url.slice(options.graph.length)} ${id}`);
    const agent = isFresh === true ? lanes.openAgent() : lanes.agent;
    const answer = await exchange({ url, method, headers, body, agent, silence, signal, most });
    const requestId = answer.headers['request-id'];
    options.onSlow?.();
    trace?.note('GRAPH', 'S', `${answer.status} request-id ${String(requestId ?? 'none')}`);
    return answer;
  });
}

function headersOf(request: GraphRequest, body: Buffer | undefined): Record<string, string> {
  const { method = 'GET', pageSize, json, headers } = request;
  const paging = pageSize === undefined ? '' : `, odata.maxpagesize=${pageSize}`;
  return {
    Accept: 'application/json',
    // Without it an id changes with each move; it has to stand on every request.
    Prefer: `IdType="ImmutableId"${paging}`,
    ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(method === 'GET' ? {} : { 'Content-Length': String(body?.length ?? 0) }),
    ...headers,
  };
}

/**
 * The token goes nowhere but to Graph itself: a link that it gives is absolute, and only followed there.
 * @throws RemoteError graph
 */
function addressOf({ graph, mailbox }: GraphOptions, { path, command }: GraphRequest): string {
  if (!/^[a-z]+:/i.test(path)) return `${graph}/v1.0/users/${nameMailbox(mailbox, command)}/${path}`;
  if (isOwnLink({ graph }, path)) return path;
  const host = URL.canParse(path) ? new URL(path).host : 'no address';
  throw describeOddity('FOREIGN_LINK', command, `Graph gave a link to ${host}, which is not Graph.`);
}

function isOwnLink({ graph }: Pick<GraphOptions, 'graph'>, link: string): boolean {
  if (!URL.canParse(link)) return false;
  const { origin, pathname, username, password } = new URL(link);
  return origin === new URL(graph).origin && pathname.startsWith('/v1.0/') && username + password === '';
}

/** Graph decodes `%2F` and takes the path apart afterwards: nothing that could be another path goes into it. */
function nameMailbox(mailbox: string, command: GraphCommand): string {
  const isFit = /^[^\s/\\%?#"<>]+$/.test(mailbox) && !/^\.+$/.test(mailbox);
  if (isFit) return encodeURIComponent(mailbox);
  throw describeOddity('UNFIT_ADDRESS', command, `The address ${mailbox} cannot be asked for.`);
}

/** @returns an id as it can stand in a path. @throws RemoteError graph */
export function nameItem(id: unknown, command: GraphCommand): string {
  if (isItemName(id)) return id;
  throw describeOddity('UNFIT_ID', command, 'Graph named an item in a way that Postroom does not know.');
}

export function isItemName(id: unknown): id is string {
  return typeof id === 'string' && /^[A-Za-z0-9_=-]{1,512}$/.test(id);
}
