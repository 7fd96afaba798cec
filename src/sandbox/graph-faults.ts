import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { GraphAnswer, GraphCall, GraphContext, TakeFault } from './graph-context.ts';
import { syncStateNotFound } from './graph-delta-token.ts';
import { GraphError, refuseToken } from './graph-errors.ts';
import { errorFaults } from './graph-fault-errors.ts';
import { type GraphFaultKind, sendCommands } from './graph-fault-kinds.ts';

/** Where a fault of that kind strikes when it names no command. */
const usualCommands: Partial<Record<GraphFaultKind, readonly string[]>> = {
  'graph-sync-lost': ['delta'],
  'graph-resync': ['delta'],
  'graph-foreign-link': ['delta', 'messages', 'folders'],
  'graph-cut-unaccepted': sendCommands,
  'graph-cut-accepted': sendCommands,
  'graph-draft-lost': ['create-draft'],
  'graph-busy-but-sent': sendCommands,
  'graph-never-sent': sendCommands,
  'graph-sent-twice': sendCommands,
  'graph-late-copy': sendCommands,
  'graph-undeliverable': sendCommands,
  'graph-slow-body': ['value'],
  'graph-not-done': ['patch', 'move'],
};

/** @param command the route's name */
export function createTaker(
  { context, mailbox, holder, clientId }: Pick<GraphCall, 'context' | 'mailbox' | 'holder' | 'clientId'>,
  command: string,
): TakeFault {
  const { faults } = context.state;
  if (faults.list().length === 0) return () => undefined;
  const keys = [mailbox.address, ...(holder ? [holder.upn] : []), clientId];
  return (kind, commands = usualCommands[kind]) => {
    const key = keys.find((each) => faults.find(each, kind, command)) ?? mailbox.address;
    const found = faults.find(key, kind, command);
    if (!found || (found.command === undefined && commands && !commands.includes(command))) return undefined;
    return faults.take(key, kind, command);
  };
}

/** What a fault makes of a request before it is done. @throws GraphError */
export async function strikeBefore(call: GraphCall): Promise<GraphAnswer | undefined> {
  const { take } = call;
  const slow = take('graph-slow');
  if (slow) await wait(slow.value ?? 1000, undefined, { ref: false });
  if (take('graph-cut-unaccepted')) return { status: 0, breaksOff: 'at-once' };
  refuse(take, call.context);
  const hasToken = ['$deltatoken', '$skiptoken'].some((name) => call.request.query.has(name));
  if (hasToken && take('graph-sync-lost')) throw syncStateNotFound(call);
  if (hasToken && take('graph-resync')) throw syncStateNotFound(call, 'resyncRequired');
  await strikeByName(call);
  if (take('graph-not-done'))
    return { status: 200, json: { id: 'AAA=', isRead: false, parentFolderId: 'AAA=' } };
  const foreign = take('graph-html');
  if (!foreign) return undefined;
  const page =
    '<!DOCTYPE html><html><head><title>Service unavailable</title></head><body>Our services are not available right now.</body></html>';
  return {
    status: foreign.value ?? 200,
    bytes: { content: Buffer.from(page), type: 'text/html; charset=us-ascii' },
  };
}

type ErrorFault = {
  commands?: readonly string[];
  create(value: number | undefined, context: GraphContext): GraphError;
};

/** @throws GraphError */
function refuse(take: TakeFault, context: GraphContext): void {
  for (const [kind, { create, commands }] of Object.entries(errorFaults) as [
    keyof typeof errorFaults,
    ErrorFault,
  ][]) {
    const fault = take(kind, commands);
    if (fault) throw create(fault.value, context);
  }
}

async function strikeByName({ token, context, take }: GraphCall): Promise<void> {
  if (context.state.access.find(token)?.claims === undefined && take('graph-claims')) {
    const nbf = Math.floor(context.state.now() / 1000);
    const claims = Buffer.from(
      JSON.stringify({ access_token: { nbf: { essential: true, value: String(nbf) } } }),
    );
    const more = `, error="insufficient_claims", claims="${claims.toString('base64')}"`;
    throw refuseToken(
      'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
      more,
    );
  }
  const timeout = take('graph-gateway-timeout');
  if (timeout) {
    await wait(timeout.value ?? 30_000, undefined, { ref: false });
    throw new GraphError(504, 'UnknownError', '');
  }
  reply(take('graph-reply')?.words);
}

/**
 * What a fault makes of a request about a subscription, where it names that command.
 * @param command `subscribe`, `renew-subscription`, `reauthorize-subscription`, `end-subscription` @throws GraphError
 */
export function strikeSubscription(context: GraphContext, mailbox: string, command: string): void {
  const { faults } = context.state;
  const take: TakeFault = (kind) =>
    faults.find(mailbox, kind, command)?.command === undefined
      ? undefined
      : faults.take(mailbox, kind, command);
  refuse(take, context);
  reply(take('graph-reply')?.words);
}

/** @param words as in `503 ErrorServerBusy: The text.` @throws GraphError */
function reply(words = ''): void {
  const [, status, code = '', message = ''] = /^(200|[45]\d\d) (\w+)(?::\s*(.*))?$/s.exec(words) ?? [];
  if (status !== undefined) throw new GraphError(Number(status), code, message);
}

/** What a fault makes of the answer to a request that is done. @throws GraphError */
export function strikeAfter(call: GraphCall, answer: GraphAnswer): GraphAnswer {
  const { take } = call;
  if (take('graph-cut-accepted') || take('graph-draft-lost')) return { status: 0, breaksOff: 'at-once' };
  const busy = take('graph-busy-but-sent');
  if (busy) throw errorFaults['graph-server-busy'].create(undefined, call.context);
  if (take('graph-empty-body')) {
    const { json: _, bytes: __, ...rest } = answer;
    return rest;
  }
  if (take('graph-packed')) return pack(answer);
  if (take('graph-cut-body')) return { ...answer, breaksOff: 'half-way' };
  const endless = take('graph-no-length');
  if (endless) {
    const isPacked = endless.words === undefined && call.request.header('accept-encoding') === 'gzip';
    return isPacked ? pack(answer) : { ...answer, endsWithLine: endless.value ?? Number.POSITIVE_INFINITY };
  }
  const slow = take('graph-slow-body');
  if (slow) return { ...answer, spreadOverMs: slow.value ?? 3000 };
  const { json } = answer;
  if (json && Array.isArray(json.value) && take('graph-pages-repeat')) return repeatPage(call, answer);
  const links = ['@odata.nextLink', '@odata.deltaLink'].filter((name) => json && name in json);
  if (!json || links.length === 0 || !take('graph-foreign-link')) return answer;
  const foreign = links.map((name) => [
    name,
    String(json[name]).replace(call.context.urls.graph, 'https://graph.example.net'),
  ]);
  return { ...answer, json: { ...json, ...Object.fromEntries(foreign) } };
}

function repeatPage({ context, request }: GraphCall, answer: GraphAnswer): GraphAnswer {
  const query = new URLSearchParams(request.query);
  query.set('turn', randomUUID());
  const path = request.segments.map(encodeURIComponent).join('/');
  const next = `${context.urls.graph}/v1.0/${path}?${query}`;
  const { '@odata.deltaLink': _, ...json } = answer.json ?? {};
  return { ...answer, json: { ...json, '@odata.nextLink': next } };
}

function pack({ json, bytes, ...rest }: GraphAnswer): GraphAnswer {
  const headers = { ...rest.headers, 'Content-Encoding': 'gzip' };
  if (bytes === undefined && json === undefined) return { ...rest, headers };
  const { content, type } = bytes ?? { content: Buffer.from(JSON.stringify(json)), type: 'application/json' };
  return { ...rest, headers, bytes: { content: gzipSync(content), type } };
}
