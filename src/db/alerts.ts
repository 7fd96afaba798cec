import { and, desc, eq, isNull, lte, or } from 'drizzle-orm';
import { type AlertSettings, defaultAlertSettings } from '../domain/alert-settings.ts';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { alerts, channelOutages, expiryWarnings } from './schema/schema-accounts.ts';
import { findSetting, putSetting } from './settings.ts';

/** Messages to the people who look after the installation. */
export type Alert = typeof alerts.$inferSelect;
type Outage = typeof channelOutages.$inferSelect;

const key = 'alerts';

export async function loadAlertSettings(db: Reader): Promise<AlertSettings> {
  const stored = await findSetting(db, key);
  return typeof stored === 'object' ? { ...defaultAlertSettings, ...stored } : defaultAlertSettings;
}

/** Whether somebody, or the desk, has said who is told. */
export async function hasAlertSettings(db: Reader): Promise<boolean> {
  return (await findSetting(db, key)) !== undefined;
}

export async function putAlertSettings(tx: Tx, settings: AlertSettings): Promise<void> {
  await putSetting(tx, key, settings);
}

/** What is to be told, as soon as there is a way. @returns its id */
export async function insertDueAlert(
  tx: Tx,
  { at, ...told }: Pick<Alert, 'kind' | 'channelId' | 'news'> & { readonly at: Date },
): Promise<number> {
  const untried = { attempts: 0, route: null, problem: null, endedAt: null };
  return insertAlert(tx, { ...told, ...untried, state: 'due', createdAt: at, nextAttemptAt: at });
}

/** @returns its id */
export async function insertAlert(tx: Tx, alert: Omit<Alert, 'id'>): Promise<number> {
  const [row] = await tx.insert(alerts).values(alert).returning({ id: alerts.id });
  if (row === undefined) throw new AppError('internal', 'The alert was not stored.');
  return row.id;
}

export async function updateAlert(tx: Tx, id: number, changes: Partial<Omit<Alert, 'id'>>): Promise<void> {
  await tx.update(alerts).set(changes).where(eq(alerts.id, id));
}

/** Also those that were being sent when the program ended. */
export async function listDueAlerts(db: Reader, now: Date): Promise<Alert[]> {
  return db
    .select()
    .from(alerts)
    .where(or(and(eq(alerts.state, 'due'), lte(alerts.nextAttemptAt, now)), eq(alerts.state, 'sending')))
    .orderBy(alerts.id);
}

/** The newest come first. */
export async function listAlerts(db: Reader, limit: number): Promise<Alert[]> {
  return db.select().from(alerts).orderBy(desc(alerts.id)).limit(limit);
}

export async function listOutages(db: Reader): Promise<Outage[]> {
  return db.select().from(channelOutages);
}

export async function insertOutage(tx: Tx, channelId: number, since: Date): Promise<void> {
  await tx.insert(channelOutages).values({ channelId, since, alertId: null }).onConflictDoNothing();
}

/** @returns whether nobody had been told of it yet */
export async function markOutageTold(tx: Tx, channelId: number, alertId: number): Promise<boolean> {
  const rows = await tx
    .update(channelOutages)
    .set({ alertId })
    .where(and(eq(channelOutages.channelId, channelId), isNull(channelOutages.alertId)))
    .returning({ channelId: channelOutages.channelId });
  return rows.length === 1;
}

/** @returns the outage that is over now; undefined when another turn has ended it */
export async function deleteOutage(tx: Tx, channelId: number): Promise<Outage | undefined> {
  const [row] = await tx.delete(channelOutages).where(eq(channelOutages.channelId, channelId)).returning();
  return row;
}

export async function listGivenWarnings(
  db: Reader,
): Promise<{ subject: string; expiresAt: Date; days: number }[]> {
  return db.select().from(expiryWarnings);
}

/** @returns whether this warning has not been given before */
export async function markWarned(
  tx: Tx,
  warning: { subject: string; expiresAt: Date; days: number },
): Promise<boolean> {
  const rows = await tx
    .insert(expiryWarnings)
    .values(warning)
    .onConflictDoNothing()
    .returning({ days: expiryWarnings.days });
  return rows.length === 1;
}
