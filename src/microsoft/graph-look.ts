import { joinPath } from '../domain/graph-path.ts';
import { type FoundPlace, type MailSearch, mostFound, type SearchedFolders } from '../domain/mail-search.ts';
import { type GraphClient, nameItem } from './graph-client.ts';
import { fetchHeader } from './graph-fetch.ts';
import { type GraphFolders, ignoreMissing, numberFolder } from './graph-folders.ts';
import { type GraphRow, isRow } from './graph-rows.ts';
import { quote } from './graph-sent-items.ts';

const selected = 'id,parentFolderId,receivedDateTime,isDraft';

/**
 * Asks the whole mailbox at once, Deleted Items included; what is beyond those no longer stands in it.
 * @param tell told of each message. @throws RemoteError
 */
export async function searchMailbox(
  client: GraphClient,
  folders: GraphFolders,
  query: MailSearch,
  tell: (found: FoundPlace) => void,
): Promise<SearchedFolders> {
  const rows = new Map<unknown, readonly [GraphRow, boolean]>();
  for (const { filter, isExact } of listFilters(query)) {
    for (const row of await askFor(client, filter)) {
      if (row.isDraft !== true && !rows.has(row.id)) rows.set(row.id, [row, isExact]);
    }
  }
  const paths = new Map<string, string | undefined>();
  const purposes = rows.size === 0 ? new Map<string, string>() : await folders.listUses();
  for (const [row, isExact] of [...rows.values()].slice(0, mostFound)) {
    const id = nameItem(row.parentFolderId, 'LOOK');
    if (!paths.has(id)) paths.set(id, await findPath(client, folders, id));
    const folder = paths.get(id);
    const place = nameItem(row.id, 'LOOK');
    const header = folder === undefined ? undefined : await fetchHeader(client, place);
    if (folder === undefined || header === undefined) continue;
    const where = { folder, numbering: numberFolder(id), place, use: purposes.get(id) };
    tell({ ...where, receivedAt: readTime(row.receivedDateTime), isExact, header });
  }
  return { asked: undefined, left: 0 };
}

/** What sorts has to lead the filter, else it is refused as inefficient. */
function listFilters({ messageIds, sender, subject, since }: MailSearch) {
  const lately = `receivedDateTime ge ${since.toISOString().slice(0, 19)}Z`;
  const sorted = (test: string) => ({ filter: `${lately} and ${test}`, isExact: false });
  return [
    ...[...new Set(messageIds)].map((id) => ({
      filter: `internetMessageId eq ${quote(`<${id}>`)}`,
      isExact: true,
    })),
    ...(sender === undefined ? [] : [sorted(isSentBy(sender))]),
    ...(subject === undefined ? [] : [sorted(`contains(subject,${quote(subject)})`)]),
  ];
}

function isSentBy(sender: string): string {
  const address = 'from/emailAddress/address';
  return sender.startsWith('@') ? `endswith(${address},${quote(sender)})` : `${address} eq ${quote(sender)}`;
}

/** One page is enough. */
async function askFor(client: GraphClient, filter: string): Promise<GraphRow[]> {
  const order = filter.startsWith('receivedDateTime') ? '&$orderby=receivedDateTime%20desc' : '';
  const path = `messages?$select=${selected}&$top=${mostFound}&$filter=${encodeURIComponent(filter)}${order}`;
  const { json } = await client.ask({ path, command: 'LOOK' });
  return Array.isArray(json.value) ? json.value.filter(isRow) : [];
}

/** Deeper than anybody's tree. */
const deepest = 30;

/** @returns where a folder stands; undefined for what people do not see, and what is gone */
async function findPath(client: GraphClient, folders: GraphFolders, id: string): Promise<string | undefined> {
  const root = await folders.findWellKnown('msgfolderroot');
  const inbox = await folders.findWellKnown('inbox');
  const names: string[] = [];
  for (let at = id; names.length < deepest; ) {
    if (at === root) return joinPath(names);
    if (at === inbox) return joinPath(['INBOX', ...names]);
    const path = `mailFolders/${at}?$select=displayName,parentFolderId`;
    const reply = await ignoreMissing(client.ask({ path, command: 'LOOK' }));
    if (reply === undefined) return undefined;
    names.unshift(String(reply.json.displayName ?? ''));
    at = nameItem(reply.json.parentFolderId, 'LOOK');
  }
  return undefined;
}

function readTime(value: unknown): Date | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}
