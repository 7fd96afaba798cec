import { and, count, desc, eq, isNotNull, isNull, notInArray, type SQL } from 'drizzle-orm';
import { isInbox } from '../domain/channel.ts';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { channels, groups } from './schema/schema.ts';
import { junkMails, otherFolders } from './schema/schema-strays.ts';
import { tickets } from './schema/schema-tickets.ts';
import { inGroupsOf, type Viewer, visibleTo } from './ticket-access.ts';

/** What lies in a channel's mailbox in folders that nobody fetches, as it was counted last. */
export type OtherFolder = typeof otherFolders.$inferSelect;
export type JunkMail = typeof junkMails.$inferSelect;
export type JunkKey = Pick<JunkMail, 'channelId' | 'folder' | 'numbering'>;

/** Mail that nobody fetches: unread in an inbox that is not fetched, or of people that are known in the junk folder. */
export interface Stray {
  readonly channelId: number;
  readonly name: string;
  readonly use: OtherFolder['use'];
  /** Where it lies. */
  readonly folder: string;
  /** What is fetched instead. */
  readonly fetched: string;
  readonly count: number;
}

/** @returns the folders beside the fetched one as they were counted last */
export function listOtherFolders(db: Reader, channelId: number): Promise<OtherFolder[]> {
  return db.select().from(otherFolders).where(eq(otherFolders.channelId, channelId));
}

/** Keeps that an admin has confirmed a folder. @returns whether anything has changed */
export async function putOtherFolders(
  tx: Tx,
  channelId: number,
  rows: readonly Omit<OtherFolder, 'channelId' | 'rightFolder'>[],
): Promise<boolean> {
  const before = await listOtherFolders(tx, channelId);
  const uses = rows.map(({ use }) => use);
  await tx
    .delete(otherFolders)
    .where(and(eq(otherFolders.channelId, channelId), notInArray(otherFolders.use, uses)));
  for (const { use, ...set } of rows) {
    await tx
      .insert(otherFolders)
      .values({ channelId, use, rightFolder: null, ...set })
      .onConflictDoUpdate({ target: [otherFolders.channelId, otherFolders.use], set });
  }
  const text = (list: readonly Pick<OtherFolder, 'use' | 'folder' | 'messages' | 'unread'>[]) =>
    list.map(({ use, folder, messages, unread }) => `${use} ${messages} ${unread} ${folder}`).sort();
  return text(before).join('\n') !== text(rows).join('\n');
}

/** @returns whether the inbox had been counted */
export async function putRightFolder(tx: Tx, channelId: number, rightFolder: string): Promise<boolean> {
  const changed = await tx
    .update(otherFolders)
    .set({ rightFolder })
    .where(and(eq(otherFolders.channelId, channelId), eq(otherFolders.use, 'inbox')))
    .returning({ use: otherFolders.use });
  return changed.length > 0;
}

/** Mail that nobody fetches in the mailboxes of the viewer's groups; for an admin, in all mailboxes. */
export async function listStrays(db: Reader, viewer: Viewer): Promise<Stray[]> {
  const where = isFetchedFor(viewer);
  const inboxes = await db
    .select({
      channelId: channels.id,
      name: channels.name,
      fetched: channels.folder,
      folder: otherFolders.folder,
      count: otherFolders.unread,
      right: otherFolders.rightFolder,
    })
    .from(otherFolders)
    .innerJoin(channels, eq(channels.id, otherFolders.channelId))
    .where(and(eq(otherFolders.use, 'inbox'), where));
  const junk = await db
    .select({
      channelId: channels.id,
      name: channels.name,
      fetched: channels.folder,
      folder: junkMails.folder,
      count: count(),
    })
    .from(junkMails)
    .innerJoin(channels, eq(channels.id, junkMails.channelId))
    .where(where)
    .groupBy(channels.id, junkMails.folder);
  return [
    ...inboxes
      .filter((row) => row.count > 0 && row.right !== row.fetched && !isInbox(row.fetched))
      .map(({ right: _, ...row }) => ({ ...row, use: 'inbox' as const })),
    ...junk.map((row) => ({ ...row, use: 'junk' as const })),
  ];
}

/** A paused channel fetches nothing on purpose, so there is nothing to warn of. */
function isFetchedFor(viewer: Viewer): SQL | undefined {
  return and(
    isNull(channels.deletedAt),
    isNull(channels.pausedAt),
    isNotNull(channels.startedAt),
    inGroupsOf(viewer, channels.groupId, 'read'),
  );
}

/** The newest first, with the ticket where the viewer may know of it. */
export function listJunkMails(db: Reader, viewer: Viewer, limit: number) {
  return db
    .select({
      id: junkMails.id,
      fromName: junkMails.fromName,
      fromAddress: junkMails.fromAddress,
      subject: junkMails.subject,
      sentAt: junkMails.sentAt,
      folder: junkMails.folder,
      channelId: channels.id,
      channel: channels.name,
      group: groups.name,
      groupId: groups.id,
      ticketNumber: tickets.number,
    })
    .from(junkMails)
    .innerJoin(channels, eq(channels.id, junkMails.channelId))
    .innerJoin(groups, eq(groups.id, channels.groupId))
    .leftJoin(tickets, and(eq(tickets.id, junkMails.ticketId), visibleTo(viewer)))
    .where(isFetchedFor(viewer))
    .orderBy(desc(junkMails.sentAt), desc(junkMails.id))
    .limit(limit);
}

/** Of a mailbox that is not for the viewer there is none. @throws AppError not_found */
export async function getJunkMail(db: Reader, viewer: Viewer, id: number): Promise<JunkMail> {
  const [row] = await db
    .select({ mail: junkMails })
    .from(junkMails)
    .innerJoin(channels, eq(channels.id, junkMails.channelId))
    .where(and(eq(junkMails.id, id), inGroupsOf(viewer, channels.groupId, 'read')));
  if (row !== undefined) return row.mail;
  throw new AppError(
    'not_found',
    'This message has been fetched or has left the junk folder; nothing is lost.',
  );
}

export async function deleteJunkMail(tx: Tx, id: number): Promise<void> {
  await tx.delete(junkMails).where(eq(junkMails.id, id));
}

/** What is still there keeps its id. @returns whether anything has changed */
export async function replaceJunkMails(
  tx: Tx,
  channelId: number,
  found: readonly Omit<JunkMail, 'id'>[],
): Promise<boolean> {
  const known = await tx.select().from(junkMails).where(eq(junkMails.channelId, channelId));
  const keyOf = ({ folder, numbering, place }: Omit<JunkMail, 'id'>) => `${numbering} ${place} ${folder}`;
  const wanted = new Set(found.map(keyOf));
  const there = new Set(known.map(keyOf));
  const gone = known.filter((row) => !wanted.has(keyOf(row)));
  const fresh = found.filter((row) => !there.has(keyOf(row)));
  for (const { id } of gone) await deleteJunkMail(tx, id);
  if (fresh.length > 0) await tx.insert(junkMails).values([...fresh]);
  return gone.length + fresh.length > 0;
}
