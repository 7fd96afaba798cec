import type { MigrationProps } from '../../../views/channels/migration-notice.tsx';
import { nameApp } from '../../../views/microsoft/app-list.tsx';
import { t } from '../../../views/words.ts';
import { listAppRegistrations } from '../../db/app-registrations.ts';
import type { Channel } from '../../db/channels.ts';
import { findMailAccount } from '../../db/mail-accounts.ts';
import { findCloudOf } from '../../domain/mail-providers.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readPathId } from '../path-id.ts';

/** @returns what the channel's page says about migrating; undefined where there is nothing to say */
export async function describeMigration(
  web: WebContext,
  channel: Channel,
): Promise<MigrationProps | undefined> {
  const account = await findMailAccount(web.read, channel.id);
  if (account === undefined) return undefined;
  if (channel.kind === 'microsoft365') {
    const { eraseAt } = account;
    if (eraseAt === null || eraseAt <= new Date()) return undefined;
    return { kind: 'done', cloud: '', apps: [], hasOtherApp: false, eraseAt };
  }
  const server = { host: account.imapHost, port: account.imapPort };
  const clouds = await web.clouds();
  const cloud = findCloudOf(clouds, server);
  if (cloud === undefined) return undefined;
  // An app of another cloud cannot sign in at this server.
  const fitting = clouds.filter((each) => findCloudOf([each], server) !== undefined).map(({ id }) => id);
  const registered = await listAppRegistrations(web.read);
  const apps = registered
    .filter((app) => fitting.includes(app.cloud))
    .map((app) => ({ id: app.id, name: nameApp(app) }));
  const hasOtherApp = registered.length > apps.length;
  return { kind: 'offered', cloud: cloud.name, apps, hasOtherApp, eraseAt: undefined };
}

/** POST /channels/:id/rollback */
export function createRollback(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readPathId(c);
    await web.desk.as(actorOf(c)).call('rollBackMigration', { channelId });
    return redirectTo(c, `/channels/${channelId}`, {
      notice: t('Rolled back: the channel uses its password again.'),
    });
  };
}
