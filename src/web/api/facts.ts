import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { describeFact } from '../../../views/facts/fact-words.ts';
import { findApiToken } from '../../db/api-tokens.ts';
import { listFactsAfter } from '../../db/facts.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { listTicketsById } from '../../db/ticket-query.ts';
import type { StoredFact } from '../../domain/facts/fact.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import { createStreamLimit, type StreamLimit, streamLimits, tooManyWaiting } from '../stream-limit.ts';
import type { ApiEnv, Caller } from './context.ts';
import { addEndpoint, assertGranted } from './endpoint.ts';
import { Id, Time, timeOf } from './fields.ts';

const tag = 'Facts';
const pageSize = 100;
/** A proxy in between gives up after a minute. */
const longestWait = 25;
/** What one request looks through; who may see little of it asks again. */
const mostPages = 10;
/** Pages are not told of everything that happens; milliseconds. */
const lookEvery = 1000;
const breathe = 100;

const Fact = z
  .object({
    id: z.int(),
    at: Time,
    kind: z.string(),
    actor: z.object({
      kind: z.string(),
      userId: Id.nullable(),
      name: z.string().nullable(),
      via: z.string().openapi({ description: 'Such as `page`, `token:5`, `fetch:7`, `rule:3`.' }),
    }),
    ticketId: Id.nullable(),
    articleId: Id.nullable(),
    channelId: Id.nullable(),
    customerId: Id.nullable(),
    groupId: Id.nullable(),
    userId: Id.nullable(),
    data: z.looseObject({}),
    words: z.string().openapi({ description: 'The same in words; they may change, the rest does not.' }),
  })
  .openapi('Fact');

const Facts = z
  .object({
    items: z.array(Fact),
    next: z.int().openapi({ description: 'Pass as `after`; also where there is nothing new yet.' }),
  })
  .openapi('Facts');

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'Expected a whole number.')
  .transform(Number);

export function addFactEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  const waiting = createStreamLimit({ ...streamLimits, session: 10, user: 30 });
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/facts',
      tag,
      scope: 'facts',
      query: z.object({
        after: wholeNumber.optional().openapi({ type: 'integer', minimum: 0, default: 0 }),
        wait: wholeNumber
          .pipe(z.int().max(longestWait, `At most ${longestWait}.`))
          .optional()
          .openapi({
            type: 'integer',
            maximum: longestWait,
            description: 'Seconds to wait for something new.',
          }),
      }),
      summary: 'Read what happened after a fact, the oldest first',
      description: 'A token that is limited to groups, or of an agent, hears of the tickets it may see.',
      answer: Facts,
    },
    async ({ caller, query, c }) => {
      const after = query.after ?? 0;
      const { wait } = query;
      if (wait === undefined) return (await read(web, caller, after)).facts;
      const { signal } = c.req.raw;
      const wish = { until: performance.now() + wait * 1000, signal };
      return readOrWait(web, caller, after, (goOn) => waitCounted(waiting, caller, goOn), wish);
    },
  );
}

interface Wish {
  /** On the clock of `performance`. */
  readonly until: number;
  readonly signal: AbortSignal;
}

type FactsRead = z.input<typeof Facts>;

/**
 * Listens before it reads: what happens meanwhile would be told of a second later.
 * @param admit is asked before there is a wait
 */
async function readOrWait(
  web: WebContext,
  caller: Caller,
  after: number,
  admit: (wait: () => Promise<FactsRead>) => Promise<FactsRead>,
  wish: Wish,
): Promise<FactsRead> {
  const news = listen(web);
  try {
    const found = await read(web, caller, after);
    if (!found.isAtEnd || found.facts.items.length > 0) return found.facts;
    return await admit(() => waitForFacts(web, caller, found.facts.next, { ...wish, news }));
  } finally {
    news.stop();
  }
}

/** @returns what the caller may see of what has happened; nothing when the time is up, or he has gone */
async function waitForFacts(
  web: WebContext,
  caller: Caller,
  from: number,
  { until, signal, news }: Wish & { readonly news: News },
): Promise<FactsRead> {
  for (let after = from; ; ) {
    await news.next(Math.min(lookEvery, Math.max(0, until - performance.now())), signal);
    const { facts, isAtEnd } = await read(web, await renew(web, caller), after);
    const isOver = signal.aborted || performance.now() >= until;
    if (facts.items.length > 0 || !isAtEnd || isOver) return facts;
    after = facts.next;
    // What pages are told of may come hundreds of times a second, and be nothing for this caller.
    await pause(breathe);
  }
}

/** @throws AppError unavailable, with `retryAfter`, when too many of that token, person or address wait */
async function waitCounted<Output>(
  waiting: StreamLimit,
  { actor, user }: Caller,
  wait: () => Promise<Output>,
): Promise<Output> {
  const stay = waiting.enter({ session: `token ${actor.tokenId}`, address: actor.address ?? '' });
  if (stay === 'too many') throw tooManyWaiting();
  try {
    stay.admit(user.id);
    return await wait();
  } finally {
    stay.leave();
  }
}

/** While a request waits, its token may end, and its user be given another role. @throws AppError unauthorized, forbidden */
async function renew(web: WebContext, caller: Caller): Promise<Caller> {
  const found = await findApiToken(web.read, { id: caller.actor.tokenId }, new Date());
  if (found === undefined) throw new AppError('unauthorized', 'The API token is not good any more.');
  const { user, token } = found;
  const viewer = { ...caller.viewer, ...viewerOf(user) };
  const renewed = { ...caller, user, viewer, scopes: token.scopes };
  assertGranted(renewed, 'facts');
  return renewed;
}

/** Goes on over what is not for this caller, so that few pages are empty by it; others have their turn in between. */
async function read(
  web: WebContext,
  caller: Caller,
  from: number,
): Promise<{ facts: FactsRead; isAtEnd: boolean }> {
  let after = from;
  for (let pages = 1; ; pages += 1) {
    const page = await listFactsAfter(web.read, after, pageSize);
    const isAtEnd = page.length < pageSize;
    after = page.at(-1)?.id ?? after;
    const items = page.length === 0 ? [] : await keepVisible(web, caller, page);
    if (items.length > 0 || isAtEnd || pages === mostPages) {
      return { facts: { items: items.map(toFact), next: after }, isAtEnd };
    }
    await setImmediate();
  }
}

/** Who may see everything gets all facts; others those about their tickets and groups. */
async function keepVisible(
  web: WebContext,
  { viewer }: Caller,
  page: readonly StoredFact[],
): Promise<StoredFact[]> {
  if (viewer.isAdmin && viewer.groupIds === undefined) return [...page];
  const ids = [...new Set(page.flatMap(({ ticketId }) => ticketId ?? []))];
  const seen = new Set((await listTicketsById(web.read, viewer, ids)).map(({ id }) => id));
  const groups = new Set((await listGroupsOf(web.read, viewer, 'read')).map(({ id }) => id));
  return page.filter(({ ticketId, groupId, kind }) =>
    ticketId === undefined
      ? groupId !== undefined && groups.has(groupId) && kind.startsWith('group.')
      : seen.has(ticketId),
  );
}

interface News {
  /** Waits for whatever a page is told of, or has been since the last call, at most so many milliseconds. */
  next(milliseconds: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

function listen({ desk }: WebContext): News {
  let heard = Promise.withResolvers<void>();
  const unsubscribe = desk.subscribe(() => heard.resolve());
  return {
    async next(milliseconds, signal) {
      const { promise, resolve } = heard;
      const timer = setTimeout(resolve, milliseconds);
      const onAbort = () => resolve();
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) resolve();
      await promise;
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
      heard = Promise.withResolvers();
    },
    stop: unsubscribe,
  };
}

function toFact(fact: StoredFact): z.input<typeof Fact> {
  const { id, at, kind, actor, data } = fact;
  return {
    id,
    kind,
    actor: { ...actor },
    at: timeOf(at),
    data: { ...data },
    ticketId: fact.ticketId ?? null,
    articleId: fact.articleId ?? null,
    channelId: fact.channelId ?? null,
    customerId: fact.customerId ?? null,
    groupId: fact.groupId ?? null,
    userId: fact.userId ?? null,
    words: describeFact(fact),
  };
}
