import { randomUUID } from 'node:crypto';
import type { PendingRequest } from './graph-answer.ts';
import type { GraphAnswer, GraphContext } from './graph-context.ts';
import { describeError } from './graph-envelope.ts';
import { badRequest, GraphError } from './graph-errors.ts';
import { isObject, readJson } from './graph-input.ts';
import { splitPath } from './graph-router.ts';

const mostRequests = 20;
/** More of one mailbox would be refused. */
const atOnce = 4;

interface BatchItem {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
  dependsOn: string[];
}

interface BatchResponse {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** `POST /$batch`: each request has a status of its own, and they come back in any order. */
export async function answerBatch(
  context: GraphContext,
  request: PendingRequest,
  answerOne: (context: GraphContext, request: PendingRequest) => Promise<GraphAnswer>,
): Promise<GraphAnswer> {
  const items = readItems(readJson(await request.readBody()).requests);
  const responses: BatchResponse[] = [];
  const waiting = [...items];
  const work = async () => {
    for (let item = takeReady(waiting, responses); item; item = takeReady(waiting, responses)) {
      responses.push(await answerItem(context, request, item, responses, answerOne));
    }
  };
  while (waiting.length > 0) await Promise.all(Array.from({ length: atOnce }, work));
  return { status: 200, json: { responses: responses.toReversed() } };
}

/** @throws GraphError 400 */
function readItems(value: unknown): BatchItem[] {
  if (!Array.isArray(value) || value.length === 0) throw badRequest('The batch has no requests.');
  if (value.length > mostRequests) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${mostRequests}.`);
  }
  const items = value.map((each): BatchItem => {
    const { id, method, url, headers, body, dependsOn } = isObject(each) ? each : {};
    if (
      typeof id !== 'string' ||
      typeof method !== 'string' ||
      typeof url !== 'string' ||
      /^https?:/i.test(url)
    ) {
      throw badRequest('A request of a batch needs an id, a method and a relative url.');
    }
    const pairs = Object.entries(isObject(headers) ? headers : {});
    return {
      id,
      url,
      body,
      method: method.toUpperCase(),
      headers: Object.fromEntries(pairs.map(([name, text]) => [name.toLowerCase(), String(text)])),
      dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
    };
  });
  const ids = new Set(items.map(({ id }) => id));
  const isSound =
    ids.size === items.length &&
    items.every((each, at) =>
      each.dependsOn.every((id) => items.findIndex((other) => other.id === id) < at && ids.has(id)),
    );
  if (!isSound) throw badRequest('The ids of a batch are to be unique, and to depend on earlier ones only.');
  return items;
}

function takeReady(waiting: BatchItem[], done: readonly BatchResponse[]): BatchItem | undefined {
  const index = waiting.findIndex((item) =>
    item.dependsOn.every((id) => done.some((each) => each.id === id)),
  );
  return index < 0 ? undefined : waiting.splice(index, 1)[0];
}

async function answerItem(
  context: GraphContext,
  outer: PendingRequest,
  item: BatchItem,
  done: readonly BatchResponse[],
  answerOne: (context: GraphContext, request: PendingRequest) => Promise<GraphAnswer>,
): Promise<BatchResponse> {
  const ids = { requestId: randomUUID(), clientRequestId: item.headers['client-request-id'] ?? randomUUID() };
  try {
    if (item.dependsOn.some((id) => (done.find((each) => each.id === id)?.status ?? 500) >= 400)) {
      throw new GraphError(424, 'FailedDependency', 'A request that this one depends on has failed.');
    }
    const { searchParams, pathname } = new URL(item.url.replace(/^\/*/, '/'), context.urls.graph);
    const answer = await answerOne(context, {
      method: item.method,
      segments: splitPath(pathname),
      query: searchParams,
      header: (name) => item.headers[name] ?? (name === 'authorization' ? outer.header(name) : undefined),
      readBody: () => Promise.resolve(readItemBody(item)),
    });
    return describeItem(item, ids, answer);
  } catch (error) {
    return describeItem(item, ids, describeError(context, ids, error));
  }
}

/** JSON as it is, text as the string, anything else as base64. */
function readItemBody({ body, headers }: BatchItem): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body !== 'string') return Buffer.from(JSON.stringify(body));
  return /^text\//i.test(headers['content-type'] ?? '') ? Buffer.from(body) : Buffer.from(body, 'base64');
}

function describeItem({ id }: BatchItem, ids: { requestId: string }, answer: GraphAnswer): BatchResponse {
  const { status, json, bytes } = answer;
  const type = json ? { 'Content-Type': 'application/json' } : bytes ? { 'Content-Type': bytes.type } : {};
  const body = json ?? bytes?.content.toString('base64');
  const headers = { 'request-id': ids.requestId, ...answer.headers, ...type };
  // A line of its own, which a fault could cut, is what an item does not have.
  return { id, status: status === 0 ? 504 : status, headers, ...(body === undefined ? {} : { body }) };
}
