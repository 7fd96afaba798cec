import { and, eq, isNotNull } from 'drizzle-orm';
import { type Expiry, idleEnd } from '../domain/expiry.ts';
import { type AppRegistration, listAppRegistrations } from './app-registrations.ts';
import type { Reader } from './care/open.ts';
import { channels } from './schema/schema.ts';
import { appCredentials } from './schema/schema-apps.ts';

/** @returns what is known to end: what the apps prove themselves by, and sign-ins since they were used last */
export async function listExpiries(db: Reader): Promise<Expiry[]> {
  const apps = await listAppRegistrations(db);
  const ofApps = apps.flatMap((app, index) => describeSecret(app, index === 0));
  const { id, name, tokenRefreshedAt } = channels;
  const rows = await db
    .select({ id, name, tokenRefreshedAt })
    .from(channels)
    .where(and(eq(channels.kind, 'microsoft365'), isNotNull(tokenRefreshedAt)));
  const signIns = rows.flatMap((row): Expiry[] => {
    const { tokenRefreshedAt: at } = row;
    if (at === null) return [];
    return [
      { kind: 'sign_in', subject: `channel:${row.id}`, channelId: row.id, name: row.name, at: idleEnd(at) },
    ];
  });
  return [...ofApps, ...(await listCertificates(db, apps)), ...signIns];
}

/** A secret that is not used any more may end. */
function describeSecret(
  { id, name, secretExpiresAt, credentialId }: AppRegistration,
  isFirst: boolean,
): Expiry[] {
  if (secretExpiresAt === null || credentialId !== null) return [];
  const subject = isFirst ? 'secret' : `secret:${id}`;
  return [{ kind: 'secret', subject, channelId: null, appId: id, name, at: secretExpiresAt }];
}

/** Those in use. */
async function listCertificates(db: Reader, apps: readonly AppRegistration[]): Promise<Expiry[]> {
  const rows = await db.select().from(appCredentials).where(isNotNull(appCredentials.expiresAt));
  return rows.flatMap(({ id, appRegistrationId, expiresAt }): Expiry[] => {
    const app = apps.find(({ credentialId }) => credentialId === id);
    if (app === undefined || expiresAt === null) return [];
    const { name } = app;
    const subject = `certificate:${id}`;
    return [{ kind: 'certificate', subject, channelId: null, appId: appRegistrationId, name, at: expiresAt }];
  });
}
