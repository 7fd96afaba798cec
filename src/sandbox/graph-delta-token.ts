import { createHash } from 'node:crypto';
import type { GraphCall } from './graph-context.ts';
import { badRequest, GraphError } from './graph-errors.ts';
import { encodeFolderId } from './graph-ids.ts';

/** What a token remembers, so that its link needs no other parameter. */
export interface Position {
  kind: 'skip' | 'delta';
  folder: number;
  select: string | null;
  filter: string | null;
  changeType: string | null;
  /** Events of the folder up to here have been told, or come with the listing. */
  at: number;
  /** While the folder is listed for the first time: the last UID that was given. */
  uid: number | undefined;
  page: number;
  generation: number;
  issuedAt: number;
}

export function readPosition(call: GraphCall, folder: number): Position {
  const { request, context, mailbox } = call;
  const { query } = request;
  const generation = context.generations.get(mailbox.address) ?? 0;
  const token = query.get('$deltatoken') ?? query.get('$skiptoken');
  if (token !== null) return readToken(call, token, folder, generation);
  const filter = query.get('$filter');
  const changeType = query.get('changeType');
  if (query.has('$search')) throw badRequest('Change tracking does not support $search.');
  if (filter !== null && !/^\s*receivedDateTime (ge|gt) [^ ]+\s*$/i.test(filter)) {
    throw badRequest('Change tracking supports $filter for receivedDateTime ge and gt only.');
  }
  if (changeType !== null && !['created', 'updated', 'deleted'].includes(changeType)) {
    throw badRequest(`Invalid changeType '${changeType}'.`);
  }
  const select = query.get('$select');
  return {
    kind: 'skip',
    folder,
    select,
    filter,
    changeType,
    at: mailbox.changes,
    uid: 0,
    page: 0,
    generation,
    issuedAt: context.state.now(),
  };
}

/** @throws GraphError 400 for what is no token of this folder, 410 for one that is too old */
function readToken(call: GraphCall, token: string, folder: number, generation: number): Position {
  const { context } = call;
  const [text = '', sum] = token.split('.');
  const position: Position | undefined =
    sum === checksum(text) ? JSON.parse(Buffer.from(text, 'base64url').toString()) : undefined;
  if (position?.folder !== folder) throw badRequest('Badly formed token.');
  const age = context.state.now() - position.issuedAt;
  if (position.generation === generation && age <= context.settings.deltaLifetimeSeconds * 1000)
    return position;
  throw syncStateNotFound(call);
}

/** 410, with the address of a new beginning. */
export function syncStateNotFound(call: GraphCall, code = 'SyncStateNotFound'): GraphError {
  const { context, request } = call;
  const again = `${context.urls.graph}/v1.0/${request.segments.map(encodeURIComponent).join('/')}`;
  return new GraphError(410, code, 'The sync state generation is not found; a new sync is required.', {
    Location: again,
  });
}

export function writeLink(call: GraphCall, position: Position): string {
  const { mailbox, base, context } = call;
  const text = Buffer.from(JSON.stringify({ ...position, issuedAt: context.state.now() })).toString(
    'base64url',
  );
  const folder = encodeFolderId(mailbox, position.folder);
  return `${base}/mailFolders('${folder}')/messages/delta?$${position.kind}token=${text}.${checksum(text)}`;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
