import { and, eq, isNotNull, lte } from 'drizzle-orm';
import type { AppFindings } from '../domain/app-access.ts';
import type { Reader, Tx } from './care/open.ts';
import { appAccess } from './schema/schema-apps.ts';

/** What the app itself may do for a channel that nobody signs in for, and when it is looked at again. */
export type AppAccess = typeof appAccess.$inferSelect;

export async function findAppAccess(db: Reader, channelId: number): Promise<AppAccess | undefined> {
  const [row] = await db.select().from(appAccess).where(eq(appAccess.channelId, channelId));
  return row;
}

/** @returns what was found of a channel that nobody signs in for; undefined until it has been looked at */
export async function findAppFindings(db: Reader, channelId: number): Promise<AppFindings | undefined> {
  const access = await findAppAccess(db, channelId);
  return access === undefined ? undefined : readFindings(access);
}

export function readFindings({ findings }: Pick<AppAccess, 'findings'>): AppFindings | undefined {
  return findings === null ? undefined : (JSON.parse(findings) as AppFindings);
}

/** @returns the channels whose access has to be looked at by now */
export async function listDueAppAccess(db: Reader, now: Date): Promise<number[]> {
  const rows = await db
    .select({ channelId: appAccess.channelId })
    .from(appAccess)
    .where(and(isNotNull(appAccess.nextProbeAt), lte(appAccess.nextProbeAt, now)));
  return rows.map(({ channelId }) => channelId);
}

export async function putAppAccess(tx: Tx, access: AppAccess): Promise<void> {
  const { channelId: _, ...changes } = access;
  await tx.insert(appAccess).values(access).onConflictDoUpdate({ target: appAccess.channelId, set: changes });
}

export async function updateAppAccess(
  tx: Tx,
  channelId: number,
  changes: Partial<Omit<AppAccess, 'channelId'>>,
): Promise<void> {
  await tx.update(appAccess).set(changes).where(eq(appAccess.channelId, channelId));
}
