import { and, desc, eq, gte, lt } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { channelEvents } from './schema/schema.ts';

export type ChannelEvent = typeof channelEvents.$inferSelect;

/** One line of a channel's log for people. `message` is one sentence without a time. */
export async function addChannelEvent(
  tx: Tx,
  channelId: number,
  at: Date,
  event: { kind: ChannelEventKind; message: string },
): Promise<void> {
  await tx.insert(channelEvents).values({ channelId, at, kind: event.kind, message: event.message });
}

/** What the log can be filtered by. */
export type ChannelEventKind = 'account' | 'fetch' | 'settle' | 'failure' | 'recovery' | 'token' | 'settings';

/** @returns whether the log says just this since then */
export async function hasChannelEvent(
  db: Reader,
  channelId: number,
  { message, since }: { readonly message: string; readonly since: Date },
): Promise<boolean> {
  const isSame = and(eq(channelEvents.channelId, channelId), eq(channelEvents.message, message));
  return (await db.$count(channelEvents, and(isSame, gte(channelEvents.at, since)))) > 0;
}

/** @param before only events with a smaller id, for the next page */
export async function listChannelEvents(
  db: Reader,
  channelId: number,
  options: { limit: number; before?: number | undefined; kind?: string | undefined },
): Promise<ChannelEvent[]> {
  const { limit, before, kind } = options;
  const rules = [
    eq(channelEvents.channelId, channelId),
    ...(before === undefined ? [] : [lt(channelEvents.id, before)]),
    ...(kind === undefined ? [] : [eq(channelEvents.kind, kind)]),
  ];
  return db
    .select()
    .from(channelEvents)
    .where(and(...rules))
    .orderBy(desc(channelEvents.id))
    .limit(limit);
}

export async function deleteChannelEventsBefore(tx: Tx, at: Date): Promise<void> {
  await tx.delete(channelEvents).where(lt(channelEvents.at, at));
}
