import { setTimeout as wait } from 'node:timers/promises';
import type { GraphAnswer, GraphCall, GraphContext, GraphRequest } from './graph-context.ts';
import { answerBroken } from './graph-corrupt.ts';
import { badRequest, GraphError } from './graph-errors.ts';
import { createTaker, strikeAfter, strikeBefore } from './graph-faults.ts';
import { describeApplied, readPreferences } from './graph-query.ts';
import { findRoute } from './graph-router.ts';
import { checkAudience, readBearer, refuseVerdict } from './graph-token.ts';

/** A request whose body is read when it is its turn. */
export interface PendingRequest extends Omit<GraphRequest, 'body'> {
  readBody(): Promise<Buffer>;
}

/**
 * One request about a mailbox, alone or out of a batch: the token, the mailbox, the limit, then the route.
 * @throws GraphError
 */
export async function answerRequest(context: GraphContext, request: PendingRequest): Promise<GraphAnswer> {
  const { method, segments } = request;
  const isMe = segments[0]?.toLowerCase() === 'me';
  const isUser = segments[0]?.toLowerCase() === 'users' && segments.length > 1;
  const wanted = isUser ? segments[1] : undefined;
  const token = readBearer(request.header('authorization'));
  if (!isMe && !isUser) {
    checkAudience(context, token);
    throw badRequest(`Resource not found for the segment '${segments[0] ?? ''}'.`);
  }
  const below = segments.slice(isMe ? 1 : 2);
  if (below.length === 0) return describeUser(context, token, wanted);
  const { route, names } = findRoute(method, below);
  const verdict = context.state.access.verifyGraph(token, wanted, route.permission);
  if (verdict.kind !== 'granted') throw refuseVerdict(verdict, wanted ?? '');
  const mailbox = context.mailboxes.get(verdict.mailbox);
  if (!mailbox) throw refuseVerdict({ kind: 'no-mailbox' }, wanted ?? '');
  const { holder, clientId } = verdict;
  const prefer = readPreferences(request.header('prefer'));
  const base = `${context.urls.graph}/v1.0/${isMe ? 'me' : `users/${encodeURIComponent(wanted ?? '').replaceAll('%40', '@')}`}`;
  return limit(context, `${clientId} ${mailbox.address}`, async () => {
    const parties = { context, mailbox, holder, clientId };
    const call: GraphCall = {
      ...parties,
      token,
      command: route.name,
      prefer,
      names,
      base,
      take: createTaker(parties, route.name),
      request: { ...request, body: await request.readBody() },
    };
    if (context.settings.delayMs > 0) await wait(context.settings.delayMs, undefined, { ref: false });
    const answer = (await strikeBefore(call)) ?? strikeAfter(call, await answerBroken(() => route.run(call)));
    return { ...answer, headers: { ...describeApplied(prefer), ...answer.headers } };
  });
}

/** 429 for whatever is more than the limit: refused ones come again, and count again. */
async function limit(
  context: GraphContext,
  key: string,
  run: () => Promise<GraphAnswer>,
): Promise<GraphAnswer> {
  const { running, settings, stats } = context;
  const count = (running.get(key) ?? 0) + 1;
  stats.peak = Math.max(stats.peak, count);
  running.set(key, count);
  try {
    if (count > settings.parallelLimit) {
      stats.refused++;
      throw new GraphError(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.', {
        'Retry-After': '1',
      });
    }
    return await run();
  } finally {
    leave(running, key);
  }
}

function leave(running: Map<string, number>, key: string): void {
  const others = (running.get(key) ?? 1) - 1;
  if (others > 0) running.set(key, others);
  else running.delete(key);
}

/** `/me` and `/users/{user}`: who that is. */
function describeUser(context: GraphContext, token: string, wanted: string | undefined): GraphAnswer {
  const verdict = context.state.access.verifyGraph(token, wanted, 'User.Read');
  if (verdict.kind !== 'granted') throw refuseVerdict(verdict, wanted ?? '');
  const { people, sharedMailboxes } = context.state.directory;
  const person = people.find(({ mail }) => mail === verdict.mailbox);
  const shared = sharedMailboxes.find(({ address }) => address === verdict.mailbox);
  return {
    status: 200,
    json: {
      '@odata.context': `${context.urls.graph}/v1.0/$metadata#users/$entity`,
      id: person?.oid ?? shared?.oid,
      displayName: person?.name ?? shared?.name,
      mail: verdict.mailbox,
      userPrincipalName: person?.upn ?? verdict.mailbox,
    },
  };
}
