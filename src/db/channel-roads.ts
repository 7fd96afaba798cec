import { and, eq } from 'drizzle-orm';
import type { Direction } from '../domain/mail-road.ts';
import type { Reader, Tx } from './care/open.ts';
import { channelRoads } from './schema/schema-roads.ts';

/** By which road, IMAP and SMTP or Graph, a channel's mail comes in and goes out. */
export type ChannelRoad = typeof channelRoads.$inferSelect;

export async function findChannelRoad(
  db: Reader,
  channelId: number,
  direction: Direction,
): Promise<ChannelRoad> {
  const [row] = await db
    .select()
    .from(channelRoads)
    .where(and(eq(channelRoads.channelId, channelId), eq(channelRoads.direction, direction)));
  return row ?? { channelId, direction, choice: 'either', taken: null, ...noTurn };
}

/** Nothing stands in the way of the preferred road. */
export const noTurn = {
  road: null,
  since: null,
  code: null,
  text: null,
  retryAt: null,
  hindrance: null,
} satisfies Partial<ChannelRoad>;

export async function putChannelRoad(tx: Tx, row: ChannelRoad): Promise<void> {
  const { channelId, direction, ...set } = row;
  await tx
    .insert(channelRoads)
    .values(row)
    .onConflictDoUpdate({ target: [channelRoads.channelId, channelRoads.direction], set });
}
