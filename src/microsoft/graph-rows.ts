import type { RemoteError } from '../domain/failure.ts';
import type { GraphClient, GraphRequest } from './graph-client.ts';
import { describeOddity, type GraphCommand } from './graph-failure.ts';

export type GraphRow = Readonly<Record<string, unknown>>;

/** More than any mailbox has: a server whose links are always new would never come to an end. */
export const mostPages = 100_000;

/** @returns the rows of a list, of all its pages. @throws RemoteError */
export async function listRows(client: GraphClient, request: GraphRequest): Promise<GraphRow[]> {
  const rows: GraphRow[] = [];
  await walkPages(client, request, (page) => {
    rows.push(...page);
  });
  return rows;
}

/** @returns the link that the last page gives for the next round of a delta; undefined for a plain list. @throws RemoteError */
export async function walkPages(
  client: GraphClient,
  request: GraphRequest,
  onPage: (rows: readonly GraphRow[]) => void,
): Promise<string | undefined> {
  let { path } = request;
  const walked = new Set([path]);
  for (let pages = 0; pages < mostPages; pages++) {
    const { rows, next, delta } = await readPage(client, { ...request, path });
    onPage(rows);
    if (next === undefined)
      return typeof delta === 'string' ? client.keepLink(delta, request.command) : undefined;
    if (typeof next !== 'string' || walked.has(next)) break;
    walked.add(next);
    path = next;
  }
  throw describeEndless(request.command);
}

export function describeEndless(command: GraphCommand): RemoteError {
  return describeOddity('NO_END', command, 'The list that Graph gives does not come to an end.');
}

interface Page {
  readonly rows: readonly GraphRow[];
  /** As Graph gave it. */
  readonly next: unknown;
  readonly delta: unknown;
}

/** @returns one page of a list. @throws RemoteError */
export async function readPage(client: GraphClient, request: GraphRequest): Promise<Page> {
  const { json } = await client.ask(request);
  const { value } = json;
  if (!Array.isArray(value) || !value.every(isRow)) {
    throw describeOddity('NO_LIST', request.command, 'The answer has no list of items.');
  }
  return { rows: value, next: json['@odata.nextLink'], delta: json['@odata.deltaLink'] };
}

export function isRow(value: unknown): value is GraphRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
