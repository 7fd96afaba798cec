import { and, eq, isNotNull } from 'drizzle-orm';
import { type Expiry, idleEnd } from '../domain/expiry.ts';
import { findAppRegistration } from './app-registrations.ts';
import type { Reader } from './care/open.ts';
import { channels } from './schema/schema.ts';

/** @returns what is known to end: the app's secret, and sign-ins since they were used last */
export async function listExpiries(db: Reader): Promise<Expiry[]> {
  const secret = (await findAppRegistration(db))?.secretExpiresAt ?? null;
  const { id, name, tokenRefreshedAt } = channels;
  const rows = await db
    .select({ id, name, tokenRefreshedAt })
    .from(channels)
    .where(and(eq(channels.kind, 'microsoft365'), isNotNull(tokenRefreshedAt)));
  const signIns = rows.flatMap((row) =>
    row.tokenRefreshedAt === null
      ? []
      : [
          {
            subject: `channel:${row.id}`,
            channelId: row.id,
            name: row.name,
            at: idleEnd(row.tokenRefreshedAt),
          },
        ],
  );
  return secret === null
    ? signIns
    : [{ subject: 'secret', channelId: null, name: '', at: secret }, ...signIns];
}
