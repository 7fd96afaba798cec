import type { RemoteError } from '../domain/failure.ts';
import type { GraphClient, GraphRequest } from './graph-client.ts';
import { describeOddity, type GraphCommand } from './graph-failure.ts';

export type GraphRow = Readonly<Record<string, unknown>>;

/** More than any mailbox has: a server whose links are always new would never come to an end. */
export const mostPages = 100_000;
/** Of all pages of a list. Exchange keeps a million messages in a folder, each a row of half a kilobyte. */
const mostRows = 2_000_000;
const mostBytes = 1024 * 1024 * 1024;
/** Pages that are alike in a row: Graph was seen to give one for ever, by new links (msgraph-sdk-dotnet#3082). */
const mostAlike = 5;
/** Empty ones are its way of searching on (microsoft-graph-docs#20637). */
const mostEmpty = 1000;

/** @returns the rows of a list, of all its pages. @throws RemoteError */
export async function listRows(client: GraphClient, request: GraphRequest): Promise<GraphRow[]> {
  const rows: GraphRow[] = [];
  await walkPages(client, request, (page) => appendRows(rows, page));
  return rows;
}

/** A page may have more rows than a call can have arguments. */
export function appendRows<Row>(rows: Row[], page: readonly Row[]): void {
  for (const row of page) rows.push(row);
}

/** @returns the link that the last page gives for the next round of a delta; undefined for a plain list. @throws RemoteError */
export async function walkPages(
  client: GraphClient,
  request: GraphRequest,
  onPage: (rows: readonly GraphRow[]) => void,
): Promise<string | undefined> {
  let { path } = request;
  const walked = new Set([path]);
  const last = { names: '', times: 0 };
  const all = { rows: 0, bytes: 0 };
  for (let pages = 0; pages < mostPages; pages++) {
    const { rows, next, delta, bytes } = await readPage(client, { ...request, path });
    all.rows += rows.length;
    all.bytes += bytes;
    if (all.rows > mostRows || all.bytes > mostBytes) break;
    onPage(rows);
    if (!isGoingOn(last, rows)) break;
    if (next === undefined)
      return typeof delta === 'string' ? client.keepLink(delta, request.command) : undefined;
    if (typeof next !== 'string' || walked.has(next)) break;
    walked.add(next);
    path = next;
  }
  throw describeEndless(request.command);
}

/** @param last what the page before had in it, and how many in a row were so */
function isGoingOn(last: { names: string; times: number }, rows: readonly GraphRow[]): boolean {
  const names = rows.map(({ id }) => String(id)).join();
  last.times = names === last.names ? last.times + 1 : 1;
  last.names = names;
  return last.times < (rows.length === 0 ? mostEmpty : mostAlike);
}

export function describeEndless(command: GraphCommand): RemoteError {
  return describeOddity('NO_END', command, 'The list that Graph gives does not come to an end.');
}

interface Page {
  readonly rows: readonly GraphRow[];
  /** As Graph gave it. */
  readonly next: unknown;
  readonly delta: unknown;
  readonly bytes: number;
}

/** @returns one page of a list. @throws RemoteError */
export async function readPage(client: GraphClient, request: GraphRequest): Promise<Page> {
  const { json, bytes } = await client.ask(request);
  const { value } = json;
  if (!Array.isArray(value) || !value.every(isRow)) {
    throw describeOddity('NO_LIST', request.command, 'The answer has no list of items.');
  }
  return {
    rows: value,
    next: json['@odata.nextLink'],
    delta: json['@odata.deltaLink'],
    bytes: bytes.length,
  };
}

export function isRow(value: unknown): value is GraphRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
