import { and, eq, exists, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { ChannelTrouble, ChannelWay } from '../domain/channel-trouble.ts';
import { sortByName } from '../domain/name-order.ts';
import type { Reader, Tx } from './care/open.ts';
import { channels, emailAddresses, users } from './schema/schema.ts';
import { channelNotifications, channelTroubles } from './schema/schema-accounts.ts';
import { listStrays } from './stray-mail.ts';
import { inGroupsOf, type Viewer } from './ticket-access.ts';

export function listTroubles(db: Reader): Promise<ChannelTrouble[]> {
  return db.select().from(channelTroubles);
}

/** What keeps mail of the viewer's groups from coming in or going out; an admin's all. */
export async function listTroublesFor(db: Reader, viewer: Viewer) {
  const rows = await db
    .select({
      channelId: channelTroubles.channelId,
      way: channelTroubles.way,
      code: channelTroubles.code,
      since: channelTroubles.since,
      name: channels.name,
      address: channels.address,
      kind: channels.kind,
      userName: channels.userName,
      tenantId: channels.tenantId,
      text: sql<string>`coalesce(CASE ${channelTroubles.way} WHEN 'sending' THEN ${channels.sendingText} ELSE ${channels.failureText} END, '')`,
    })
    .from(channelTroubles)
    .innerJoin(channels, eq(channels.id, channelTroubles.channelId))
    .where(and(isNull(channels.deletedAt), isOfViewer(db, viewer)))
    .orderBy(channelTroubles.channelId, channelTroubles.way);
  return sortByName(rows);
}

/** Mail comes in for the channel's group, and goes out for every group that has one of its addresses. */
function isOfViewer(db: Reader, viewer: Viewer): SQL | undefined {
  const own = inGroupsOf(viewer, channels.groupId, 'read');
  if (own === undefined) return undefined;
  const sends = and(
    eq(emailAddresses.channelId, channels.id),
    inGroupsOf(viewer, emailAddresses.groupId, 'read'),
  );
  return or(own, exists(db.select({ id: emailAddresses.id }).from(emailAddresses).where(sends)));
}

/** @returns how many channels are in trouble, or seem to fetch the wrong folder */
export async function countTroubledChannels(db: Reader, viewer: Viewer): Promise<number> {
  const wrong = (await listStrays(db, viewer)).filter(({ use }) => use === 'inbox');
  const troubled = await listTroublesFor(db, viewer);
  return new Set([...wrong, ...troubled].map(({ channelId }) => channelId)).size;
}

export async function putTrouble(tx: Tx, trouble: ChannelTrouble): Promise<void> {
  const { code, since } = trouble;
  await tx
    .insert(channelTroubles)
    .values(trouble)
    .onConflictDoUpdate({
      target: [channelTroubles.channelId, channelTroubles.way],
      set: { code, since },
    });
}

/** It is over: nobody needs to be told any more. @returns who had been */
export async function endTrouble(tx: Tx, channelId: number, way: ChannelWay): Promise<number[]> {
  await tx.delete(channelTroubles).where(isOne(channelTroubles, channelId, way));
  const told = await tx
    .delete(channelNotifications)
    .where(isOne(channelNotifications, channelId, way))
    .returning({ userId: channelNotifications.userId });
  return told.map(({ userId }) => userId);
}

function isOne(
  table: typeof channelTroubles | typeof channelNotifications,
  channelId: number,
  way: ChannelWay,
) {
  return and(eq(table.channelId, channelId), eq(table.way, way));
}

/** @returns the channels of which somebody has been told that new mail does not come in */
export async function listToldChannels(db: Reader): Promise<number[]> {
  const rows = await db
    .selectDistinct({ channelId: channelNotifications.channelId })
    .from(channelNotifications)
    .where(eq(channelNotifications.way, 'receiving'));
  return rows.map(({ channelId }) => channelId);
}

/** Tells every active admin. @returns them */
export async function tellAdmins(tx: Tx, channelId: number, way: ChannelWay, at: Date): Promise<number[]> {
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'admin'), eq(users.isActive, true)));
  for (const { id: userId } of admins) {
    await tx
      .insert(channelNotifications)
      .values({ userId, channelId, way, at })
      .onConflictDoUpdate({
        target: [channelNotifications.userId, channelNotifications.channelId, channelNotifications.way],
        set: { at, readAt: null },
      });
  }
  return admins.map(({ id }) => id);
}

export async function countUnreadTroubles(db: Reader, userId: number): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)` })
    .from(channelNotifications)
    .where(and(eq(channelNotifications.userId, userId), isNull(channelNotifications.readAt)));
  return row?.count ?? 0;
}

/** @returns which of the troubles the user has not read of, as `channel/way` */
export async function listUnreadTroubles(db: Reader, userId: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .select()
    .from(channelNotifications)
    .where(and(eq(channelNotifications.userId, userId), isNull(channelNotifications.readAt)));
  return new Set(rows.map(({ channelId, way }) => `${channelId}/${way}`));
}

/** @param channelIds undefined: of all channels. @returns how many were unread */
export async function readTroubles(
  tx: Tx,
  userId: number,
  readAt: Date,
  channelIds?: readonly number[],
): Promise<number> {
  const read = await tx
    .update(channelNotifications)
    .set({ readAt })
    .where(
      and(
        eq(channelNotifications.userId, userId),
        isNull(channelNotifications.readAt),
        channelIds === undefined ? undefined : inArray(channelNotifications.channelId, [...channelIds]),
      ),
    )
    .returning({ id: channelNotifications.id });
  return read.length;
}
