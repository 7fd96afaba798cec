import type { MigrationProps } from '../../../views/channels/migration-notice.tsx';
import { t } from '../../../views/words.ts';
import { findAppRegistration } from '../../db/app-registrations.ts';
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
  const hasApp = (await findAppRegistration(web.read)) !== undefined;
  if (channel.kind === 'microsoft365') {
    const { eraseAt } = account;
    if (eraseAt === null || eraseAt <= new Date()) return undefined;
    return { kind: 'done', cloud: '', hasApp, eraseAt };
  }
  const server = { host: account.imapHost, port: account.imapPort };
  const cloud = findCloudOf(await web.clouds(), server);
  return cloud === undefined ? undefined : { kind: 'offered', cloud: cloud.name, hasApp, eraseAt: undefined };
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
