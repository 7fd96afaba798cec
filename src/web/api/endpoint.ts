import { createHash, hash } from 'node:crypto';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { EarlierAnswer } from '../../db/api-tokens.ts';
import type { TokenScope } from '../../domain/token-scope.ts';
import { AppError, toAppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import { assertEachFieldOnce } from '../repeated-field.ts';
import type { ApiContext, ApiEnv, Asked, Caller } from './context.ts';
import type { KeptAnswer } from './kept-answers.ts';
import { answerProblem, Problem } from './problems.ts';
import { describeForm, expectType, filesOf, takeFiles } from './uploads.ts';

type Fields = z.ZodObject | undefined;
type Read<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** One method of one address. What validates is what the document is made from. */
interface Endpoint<Params extends Fields, Query extends Fields, Body extends z.ZodType | undefined> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As in OpenAPI: `/tickets/{number}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: TokenScope;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Undefined: 204, nothing. */
  readonly answer: z.ZodType | undefined;
  /** Of an answer that is no JSON. */
  readonly mediaType?: string;
  readonly status?: 200 | 201 | 202;
  /** To do it twice does no more than once: it may be asked for again where nobody knows whether it was done. */
  readonly isRepeatable?: true;
  /** Fields of the request by what the command calls them, where that is another name. */
  readonly named?: Readonly<Record<string, string>>;
  /** Files may come with it: the body, named so in the document, is the `message` of a form then (uploads). */
  readonly withFiles?: string;
  /** Its answer depends on the token, the address and the data file alone: neither on the time nor on what is in memory. */
  readonly isKept?: true;
}

const noQuery = z.strictObject({});

const idempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .openapi({ description: 'The same key within 24 hours is the same request: it is done once.' }),
});

/** Adds an endpoint. The handler's answer is what `answer` describes, or a Response of its own. */
export function addEndpoint<
  Params extends Fields = undefined,
  Query extends Fields = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  api: OpenAPIHono<ApiEnv>,
  web: WebContext,
  endpoint: Endpoint<Params, Query, Body>,
  handle: (asked: Asked<Read<Params>, Read<Query>, Read<Body>>) => Promise<unknown>,
): void {
  // Before what was sent is looked at: who may not ask learns nothing of what would fit.
  const middleware = checkScope(endpoint.scope);
  const lookUp = [middleware];
  if (endpoint.isKept === true) lookUp.push(answerAgain);
  if (endpoint.body !== undefined) lookUp.push(expectType(endpoint.withFiles !== undefined));
  if (endpoint.withFiles !== undefined) lookUp.push(takeFiles);
  if (endpoint.body !== undefined) lookUp.push(takeEachFieldOnce);
  const route = createRoute({ ...describeRoute(endpoint), middleware: lookUp });
  const status = endpoint.status ?? 200;
  const run = async (c: ApiContext): Promise<Response> => {
    const caller = c.get('caller');
    const part = (target: string) => c.req.valid(target as never) as never;
    const asked = { web, caller, c, params: part('param'), query: part('query'), body: part('json') };
    const answer = await handle(asked).catch((error: unknown) => {
      throw nameFields(error, endpoint.named ?? {});
    });
    if (answer instanceof Response) return answer;
    if (endpoint.answer === undefined) return c.body(null, 204);
    if (endpoint.isKept === true) return keepAnswer(c, JSON.stringify(answer));
    return c.json(answer as object, status);
  };
  const serve = endpoint.method === 'post' ? once(web, run, endpoint.isRepeatable === true) : run;
  // The types of a route made at run time say nothing; its schemas check what comes in.
  api.openapi(route, serve as never);
}

function describeRoute(endpoint: Endpoint<Fields, Fields, z.ZodType | undefined>) {
  const { method, path, tag, summary, description, scope, params, query, body } = endpoint;
  const headers = method === 'post' ? { headers: idempotencyKey } : {};
  return {
    method,
    path,
    operationId: nameOperation(method, path),
    tags: [tag],
    summary,
    description: [description, `Scope: \`${scope}\`.`].filter(Boolean).join(' '),
    security: [{ token: [scope] }],
    request: {
      ...headers,
      ...(params === undefined ? {} : { params }),
      // A condition that is not known would narrow nothing, and a program would go on with all that there is.
      query: query?.strict() ?? noQuery,
      ...(body === undefined
        ? {}
        : {
            body: {
              required: true,
              content: { 'application/json': { schema: body }, ...withForm(endpoint) },
            },
          }),
    },
    responses: {
      ...describeAnswer(endpoint),
      429: {
        description: 'Asked too often.',
        headers: z.object({ 'retry-after': z.string().openapi({ description: 'Seconds to wait.' }) }),
        content: problem,
      },
      '4XX': { description: 'Refused.', content: problem },
      '5XX': { description: 'Not possible at the moment, or a fault of ours.', content: problem },
    },
  };
}

function withForm({ withFiles }: Pick<Endpoint<Fields, Fields, undefined>, 'withFiles'>) {
  return withFiles === undefined ? {} : { 'multipart/form-data': describeForm(withFiles) };
}

const problem = { 'application/problem+json': { schema: Problem } };

/** @returns a name for clients that are generated: `getTicketsByNumber` */
function nameOperation(method: string, path: string): string {
  const words = path.split('/').filter((word) => word !== '');
  const names = words.map((word) => word.replace(/^\{(\w+)\}$/, 'by-$1').replaceAll('_', '-'));
  return `${method}-${names.join('-')}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function describeAnswer({
  answer,
  status = 200,
  mediaType = 'application/json',
}: Endpoint<Fields, Fields, z.ZodType | undefined>) {
  if (answer === undefined) return { 204: { description: 'Done.' } };
  const content = { [mediaType]: { schema: answer } };
  if (mediaType !== 'application/json') {
    return {
      200: { description: 'All of it; `ETag` stands for its bytes.', content },
      304: { description: '`If-None-Match` names its `ETag`.' },
      206: { description: 'The part that `Range` asks for (RFC 9110).', content },
      416: { description: 'Nothing of it is in that range; `Content-Range` says how long it is.' },
    };
  }
  return { [status]: { description: 'Done.', content } };
}

function checkScope(wanted: TokenScope): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    assertGranted(c.get('caller'), wanted);
    return next();
  };
}

const takeEachFieldOnce: MiddlewareHandler<ApiEnv> = async (c, next) => {
  assertEachFieldOnce(await c.req.text());
  return next();
};

/** What a search by words finds goes by the day, too, and who waits for something wants what is new. */
const changing = ['q', 'wait'];

/** @returns what an answer is kept by; undefined where it is not */
function keyOf(c: ApiContext): string | undefined {
  if (changing.some((name) => c.req.query(name) !== undefined)) return undefined;
  return `${c.get('caller').actor.tokenId} ${c.req.url}`;
}

/** The same token has asked the same, and nothing has changed since. */
const answerAgain: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const key = keyOf(c as ApiContext);
  const { kept, version } = c.get('answers');
  const found = key === undefined ? undefined : kept.find(version, key);
  return found === undefined ? next() : send(c as ApiContext, found);
};

function keepAnswer(c: ApiContext, body: string): Response {
  const { kept, version } = c.get('answers');
  const key = keyOf(c);
  const answer = { body, etag: c.get('etag') ?? null };
  if (key !== undefined) kept.keep(version, key, answer);
  return send(c, answer);
}

function send(c: ApiContext, { body, etag }: KeptAnswer): Response {
  if (etag !== null) c.header('ETag', etag);
  return c.body(body, 200, { 'Content-Type': 'application/json' });
}

/** @throws AppError forbidden */
export function assertGranted({ scopes }: Caller, wanted: TokenScope): void {
  if (scopes.includes(wanted)) return;
  const granted = scopes.join(', ') || 'none';
  throw new AppError('forbidden', `The token lacks the scope ${wanted}; it has ${granted}.`);
}

/**
 * A program reads of the fields that it has sent. What is not there though a field names it is wrong in that field: 404 would say
 * that what the address names is not there.
 */
function nameFields(thrown: unknown, named: Readonly<Record<string, string>>): unknown {
  const error = toAppError(thrown);
  if (error.fields === undefined) return thrown;
  const fields = Object.fromEntries(
    Object.entries(error.fields).map(([field, message]) => [named[field] ?? field, message]),
  );
  const { retryAfter, isUnanswered } = error;
  const code = error.code === 'not_found' ? 'invalid' : error.code;
  const more = { ...(retryAfter === undefined ? {} : { retryAfter }), isUnanswered };
  return new AppError(code, error.message, { cause: thrown, fields, ...more });
}

/**
 * With an Idempotency-Key: done once, and answered the same way for a day. A refusal frees the key; where nobody knows whether
 * it was done, it stays.
 */
function once(web: WebContext, run: (c: ApiContext) => Promise<Response>, isRepeatable: boolean) {
  return async (c: ApiContext): Promise<Response> => {
    const key = c.req.header('idempotency-key');
    if (key === undefined) return run(c);
    const { door, actor } = c.get('caller');
    const requestHash = await hashRequest(c);
    const begun = await door.call('beginIdempotentRequest', { key, requestHash, isRepeatable });
    if ('answer' in begun) return replay(c, begun.answer);
    c.set('requestKey', nameRequest(actor.tokenId, key, begun.startedAt));
    // What was done, or refused, was so also where that cannot be kept.
    const end = (what: Ended) =>
      door
        .call('endIdempotentRequest', { key, ...what })
        .catch((error: unknown) => web.log.warn('cannot keep what a request was answered', { error }));
    let answer: Response;
    try {
      answer = await run(c);
    } catch (error) {
      await end({ isUnsure: isUnsure(error, isRepeatable) });
      return answerProblem(web, c, error);
    }
    const body = await answer.clone().text();
    const { status, headers } = answer;
    await end({ answer: { status, body, headers: pickHeaders(headers) } });
    return answer;
  };
}

/** How a request with an Idempotency-Key has ended. */
type Ended = { readonly answer: EarlierAnswer } | { readonly isUnsure: boolean };

/** A form that is sent again has other boundaries: what counts is what it holds. */
async function hashRequest(c: ApiContext): Promise<string> {
  const whole = createHash('sha256')
    .update(`${c.req.method} ${c.req.path}\n`)
    .update(await c.req.text());
  for (const { name, type, bytes } of filesOf(c)) {
    whole.update(`\n${JSON.stringify([name, type, hash('sha256', bytes, 'hex')])}`);
  }
  return whole.digest('hex');
}

/** What tells of the thing that was made or changed. */
const kept = ['etag', 'location'];

function pickHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => kept.includes(name)));
}

function replay(c: ApiContext, { status, body, headers }: EarlierAnswer): Response {
  c.header('Idempotent-Replayed', 'true');
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  // There is no body with that (RFC 9110 section 15.3.5).
  if (status === 204) return c.body(null, 204);
  return c.body(body, status as 200, { 'Content-Type': 'application/json' });
}

/** A key that comes again after its day is another request. */
function nameRequest(tokenId: number, key: string, startedAt: Date): string {
  return createHash('sha256').update(`${tokenId} ${startedAt.getTime()} ${key}`).digest('hex').slice(0, 40);
}

/** What the desk was asked for may be done though it has not answered, or though showing it has failed. */
function isUnsure(error: unknown, isRepeatable: boolean): boolean {
  const { code, isUnanswered } = toAppError(error);
  return isUnanswered || (isRepeatable && (code === 'unavailable' || code === 'internal'));
}
