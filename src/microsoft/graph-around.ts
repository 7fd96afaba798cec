import type { RemoteError } from '../domain/failure.ts';
import type { UnlistedMail } from '../domain/mail-reading.ts';
import type { GraphClient, GraphRequest } from './graph-client.ts';
import { mayBeCorrupt, mostInRow } from './graph-corrupt.ts';
import { appendRows, describeEndless, type GraphRow, mostPages, readPage, walkPages } from './graph-rows.ts';

interface FolderList {
  readonly rows: readonly GraphRow[];
  readonly unlisted: readonly UnlistedMail[];
}

/** What is to be listed, in the order of arrival. */
interface ListRequest {
  /** With what is wanted of each. */
  readonly path: string;
  /** The same, with nothing but the id of each. */
  readonly plainPath: string;
  readonly pageSize: number;
}

/**
 * Lists a folder. A page that Graph cannot give, as it cannot read one message of it, is asked for in smaller and smaller
 * ones; the one message that is left then is named, or left out.
 * @throws RemoteError
 */
export async function listAround(client: GraphClient, request: ListRequest): Promise<FolderList> {
  const rows: GraphRow[] = [];
  const { path, pageSize } = request;
  try {
    await walkPages(client, { path: `${path}&$top=${pageSize}`, command: 'LIST' }, (page) =>
      appendRows(rows, page),
    );
    return { rows, unlisted: [] };
  } catch (error) {
    if (!mayBeCorrupt(error)) throw error;
    return goAround(client, request, rows, error);
  }
}

/** A walk in pages that are counted by ourselves: Graph's own links end where a page fails. */
interface Walk {
  readonly rows: GraphRow[];
  /** How many rows stood before each one that could not be listed. */
  readonly gaps: number[];
  /** How many messages lie behind. */
  skip: number;
  /** A page up to here has failed, so that the cause lies before. */
  end: number | undefined;
  /** How many in a row could not be listed: at first it may as well be the server. */
  inRow: number;
  isProbing: boolean;
  isOver: boolean;
}

async function goAround(
  client: GraphClient,
  request: ListRequest,
  rows: GraphRow[],
  error: RemoteError,
): Promise<FolderList> {
  const skip = rows.length;
  const walk: Walk = {
    rows,
    gaps: [],
    skip,
    end: skip + request.pageSize,
    inRow: 0,
    isProbing: true,
    isOver: false,
  };
  for (let pages = 0; pages < mostPages; pages++) {
    await step(client, request, walk);
    if (walk.inRow >= mostInRow) throw error;
    if (walk.isOver) return { rows, unlisted: describeGaps(walk) };
  }
  throw describeEndless('LIST');
}

async function step(client: GraphClient, { path, plainPath, pageSize }: ListRequest, walk: Walk) {
  const left = walk.end === undefined ? pageSize : Math.ceil((walk.end - walk.skip) / 2);
  const top = walk.isProbing ? 1 : left;
  const page = await tryPage(client, { path: `${path}&$top=${top}&$skip=${walk.skip}`, isTriedOnce: true });
  if (page !== undefined) return take(walk, page, top);
  if (top > 1) {
    walk.end = walk.skip + top;
    return;
  }
  // What is left out here is missing until the next complete list: it may have been a moment of the server.
  const named = await tryPage(client, { path: `${plainPath}&$top=1&$skip=${walk.skip}` });
  if (named !== undefined) return take(walk, named, 1);
  walk.gaps.push(walk.rows.length);
  walk.skip++;
  walk.inRow++;
  walk.isProbing = true;
  walk.end = undefined;
}

/** @returns undefined where it cannot be given */
async function tryPage(client: GraphClient, request: Pick<GraphRequest, 'path' | 'isTriedOnce'>) {
  try {
    return await readPage(client, { ...request, command: 'LIST' });
  } catch (error) {
    if (mayBeCorrupt(error)) return undefined;
    throw error;
  }
}

function take(walk: Walk, { rows, next }: Awaited<ReturnType<typeof readPage>>, top: number): void {
  appendRows(walk.rows, rows);
  walk.skip += rows.length === 0 && next !== undefined ? top : rows.length;
  walk.inRow = 0;
  walk.isProbing = false;
  walk.isOver = next === undefined;
  if (walk.end !== undefined && walk.skip >= walk.end) walk.end = undefined;
}

/** Those beside each other in one: nothing tells them apart. */
function describeGaps({ rows, gaps }: Walk): UnlistedMail[] {
  const counts = new Map<number, number>();
  for (const at of gaps) counts.set(at, (counts.get(at) ?? 0) + 1);
  return [...counts].map(([at, count]) => ({
    count,
    after: readTime(rows[at - 1]),
    before: readTime(rows[at]),
  }));
}

/** @returns when a message was received, where its row tells */
export function readTime(row: GraphRow | undefined): Date | undefined {
  const time = typeof row?.receivedDateTime === 'string' ? Date.parse(row.receivedDateTime) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}
