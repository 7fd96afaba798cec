import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader } from './care/open.ts';
import { channels, groups } from './schema/schema.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';
import { articles, tickets } from './schema/schema-tickets.ts';

export type QuarantineEntry = Awaited<ReturnType<typeof selectEntries>>[number];

interface QuarantinePlace {
  readonly channelId?: number | undefined;
  /** The last one of the page before. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

/** What waits for a decision, the newest first, with what the pages say of it. */
export async function listQuarantineEntries(
  db: Reader,
  { channelId, beforeId, limit }: QuarantinePlace,
): Promise<{ rows: QuarantineEntry[]; next: number | undefined }> {
  const rows = await selectEntries(db)
    .where(
      and(
        isNull(quarantine.resolvedAt),
        channelId === undefined ? undefined : eq(quarantine.channelId, channelId),
        beforeId === undefined ? undefined : lt(quarantine.id, beforeId),
      ),
    )
    .orderBy(desc(quarantine.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? shown.at(-1)?.id : undefined };
}

/** One of them, also when it has been decided about. @throws AppError not_found */
export async function getQuarantineEntry(db: Reader, id: number): Promise<QuarantineEntry> {
  const [row] = await selectEntries(db).where(eq(quarantine.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such message in quarantine.');
  return row;
}

function selectEntries(db: Reader) {
  const { id, kind, reason, sender, subject, blobId, createdAt, resolvedAt, triedAt } = quarantine;
  const { folder, size, outcome, settleAction, importGroupId } = receipts;
  return db
    .select({
      id,
      kind,
      reason,
      sender,
      subject,
      blobId,
      createdAt,
      resolvedAt,
      triedAt,
      folder,
      size,
      outcome,
      settleAction,
      channelId: quarantine.channelId,
      channelName: channels.name,
      channelState: channels.state,
      channelDeletedAt: channels.deletedAt,
      channelFetchedAt: channels.lastFetchAt,
      importGroup: groups.name,
      ticketNumber: tickets.number,
    })
    .from(quarantine)
    .innerJoin(receipts, eq(receipts.id, quarantine.receiptId))
    .leftJoin(channels, eq(channels.id, quarantine.channelId))
    .leftJoin(groups, eq(groups.id, importGroupId))
    .leftJoin(articles, eq(articles.id, receipts.articleId))
    .leftJoin(tickets, eq(tickets.id, articles.ticketId));
}
