import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerRequest, type PendingRequest } from './graph-answer.ts';
import { answerBatch } from './graph-batch.ts';
import type { GraphAnswer, GraphContext } from './graph-context.ts';
import { describeError, type RequestIds } from './graph-envelope.ts';
import { badRequest, GraphError } from './graph-errors.ts';
import { splitPath } from './graph-router.ts';
import { answerSubscriptions } from './graph-subscriptions.ts';
import { checkAudience, readBearer } from './graph-token.ts';
import { answerUpload } from './graph-uploads.ts';
import type { RunningServer } from './serve-app.ts';

const bodyLimit = 4 * 1024 * 1024;
const jsonType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** graph.microsoft.com, over TLS on loopback. Its origins are put into `context.urls`. */
export async function startGraph(
  context: GraphContext,
  tls: { key: string; cert: string },
): Promise<RunningServer> {
  const server = createServer(tls, (request, response) => void serve(context, request, response));
  // A client's TLS failure is the client's to report.
  server.on('tlsClientError', () => undefined);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  context.urls.graph = `https://localhost:${port}`;
  context.urls.upload = `https://127.0.0.1:${port}`;
  return {
    port,
    stop() {
      for (const timer of context.timers) clearTimeout(timer);
      for (const subscription of context.subscriptions.values()) subscription.stop();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function serve(
  context: GraphContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  context.stats.requests++;
  const requestId = randomUUID();
  const clientId = request.headers['client-request-id'];
  const ids = { requestId, clientRequestId: typeof clientId === 'string' ? clientId : requestId };
  response.on('error', () => undefined);
  try {
    writeAnswer(response, ids, await route(context, request));
  } catch (error) {
    if (!(error instanceof GraphError)) context.state.log?.error('sandbox Graph failed', { error });
    writeAnswer(response, ids, describeError(context, ids, error));
  }
}

async function route(context: GraphContext, request: IncomingMessage): Promise<GraphAnswer> {
  const { method = 'GET', url = '/' } = request;
  const { searchParams, pathname } = new URL(url, context.urls.graph);
  const length = request.headers['content-length'];
  if (method === 'POST' && length === undefined && request.headers['transfer-encoding'] === undefined) {
    throw new GraphError(411, 'LengthRequired', 'A POST request needs a Content-Length.');
  }
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const key = searchParams.get('authtoken');
  // Upload sessions are on another name than the rest of Graph.
  if (request.headers.host === new URL(context.urls.upload).host) {
    if (key === null) throw badRequest('The authtoken is missing.');
    return answerUpload(context, { method, key, header, readBody: (limit) => readBody(request, limit) });
  }
  if (Number(length ?? 0) > bodyLimit) throw tooLarge();
  const [version, ...segments] = readPath(pathname);
  if (version?.toLowerCase() !== 'v1.0') throw badRequest(`Invalid version: ${version ?? ''}`);
  return answerAny(context, {
    method,
    segments,
    query: searchParams,
    header,
    readBody: () => readBody(request, bodyLimit),
  });
}

async function answerAny(context: GraphContext, request: PendingRequest): Promise<GraphAnswer> {
  const first = request.segments[0]?.toLowerCase();
  if (first === 'subscriptions') return answerSubscriptions(context, request);
  if (first !== '$batch' || request.method !== 'POST') return answerRequest(context, request);
  checkAudience(context, readBearer(request.header('authorization')));
  return answerBatch(context, request, (_, item) => answerAny(context, item));
}

function readPath(pathname: string): string[] {
  try {
    return splitPath(pathname);
  } catch (cause) {
    throw Object.assign(badRequest('The path is not well formed.'), { cause });
  }
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): GraphError {
  return new GraphError(413, 'RequestEntityTooLarge', 'The request is larger than 4 MB.', {
    Connection: 'close',
  });
}

function writeAnswer(response: ServerResponse, ids: RequestIds, answer: GraphAnswer): void {
  if (response.headersSent || response.destroyed) return;
  if (answer.breaksOff === 'at-once') return void response.destroy();
  const content = answer.bytes?.content ?? (answer.json && Buffer.from(JSON.stringify(answer.json)));
  const type = answer.bytes?.type ?? jsonType;
  const hasLength = answer.endsWithLine === undefined;
  if (!hasLength) response.useChunkedEncodingByDefault = false;
  response.writeHead(answer.status, {
    'Cache-Control': 'private',
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
    'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"5"}}',
    ...answer.headers,
    // 202 and 204 come without a body, and so without its type.
    ...(content === undefined ? {} : { 'Content-Type': type }),
    ...(content !== undefined && hasLength ? { 'Content-Length': content.length } : {}),
    ...(hasLength ? {} : { Connection: 'close' }),
    ...(content === undefined && answer.status !== 204 ? { 'Content-Length': 0 } : {}),
  });
  if (content && answer.endsWithLine !== undefined) {
    response.end(content.subarray(0, answer.endsWithLine));
  } else if (content && answer.breaksOff === 'half-way') {
    response.write(content.subarray(0, content.length >>> 1), () => response.destroy());
  } else if (content && answer.spreadOverMs !== undefined) {
    spread(response, content, answer.spreadOverMs);
  } else response.end(content);
}

/** In ten pieces. */
function spread(response: ServerResponse, content: Buffer, ms: number): void {
  const size = Math.ceil(content.length / 10);
  let sent = 0;
  const timer = setInterval(() => {
    response.write(content.subarray(sent, sent + size));
    sent += size;
    if (sent >= content.length) response.end();
  }, ms / 10);
  timer.unref();
  response.once('close', () => clearInterval(timer));
}
