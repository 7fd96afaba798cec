import type { HandoverTrail, SentCopy, SentItems, SentMarks } from '../domain/mail-sending.ts';
import { createGraphClient, type GraphClient, type GraphOptions, nameItem } from './graph-client.ts';
import { ignoreMissing } from './graph-folders.ts';
import { type GraphRow, listRows } from './graph-rows.ts';

/** A property of our own at each draft: it stays, whatever becomes of its id and its Message-ID. */
export const tagProperty = 'String {00020329-0000-0000-C000-000000000046} Name PostroomMessage';

const selected = '$select=id,isDraft,internetMessageId,sentDateTime';

/** Where Graph keeps what was sent from a mailbox: always in its own Sent Items, whoever signs in. */
export function openGraphSentItems(options: GraphOptions): SentItems {
  const client = createGraphClient(options);
  return {
    name: `Sent Items of ${options.mailbox}`,
    find: (marks) => findSentCopy(client, marks),
    cut: () => client.cut(),
    close: async () => client.cut(),
  };
}

/**
 * A draft that is no draft any more was sent; else a copy is looked for by every name that it can have. One that is still a
 * draft, or nowhere, proves nothing.
 * @throws RemoteError
 */
export async function findSentCopy(client: GraphClient, marks: SentMarks): Promise<SentCopy | undefined> {
  const { ownId, assignedIds, trail } = marks;
  const draft = trail === undefined ? undefined : await findDraft(client, trail);
  if (draft !== undefined && draft.isDraft === false) return describeCopy(draft);
  const ids = new Set([ownId, trail?.messageId ?? '', ...assignedIds].filter((id) => id !== ''));
  const filters = [
    ...[...ids].map((id) => `internetMessageId eq ${quote(`<${id}>`)}`),
    `singleValueExtendedProperties/any(p: p/id eq ${quote(tagProperty)} and p/value eq ${quote(ownId)})`,
  ];
  for (const filter of filters) {
    const path = `mailFolders/sentitems/messages?${selected}&$top=5&$filter=${encodeURIComponent(filter)}`;
    const rows = await listRows(client, { path, command: 'LOOK' });
    const copy = rows.find(({ isDraft }) => isDraft === false);
    if (copy !== undefined) return describeCopy(copy);
  }
  return undefined;
}

/** @returns what has become of the draft; undefined where there is nothing under its id */
async function findDraft(client: GraphClient, { draftId }: HandoverTrail): Promise<GraphRow | undefined> {
  const path = `messages/${nameItem(draftId, 'LOOK')}?${selected}`;
  return (await ignoreMissing(client.ask({ path, command: 'LOOK' })))?.json;
}

function describeCopy({ internetMessageId, sentDateTime }: GraphRow): SentCopy {
  const at = typeof sentDateTime === 'string' ? new Date(sentDateTime) : undefined;
  return {
    at: at === undefined || Number.isNaN(at.getTime()) ? undefined : at,
    messageId: typeof internetMessageId === 'string' ? bare(internetMessageId) : undefined,
  };
}

export function bare(id: string): string {
  return id.trim().replace(/^<|>$/g, '');
}

/** OData doubles a quote within quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
