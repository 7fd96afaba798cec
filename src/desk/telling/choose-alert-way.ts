import { hasAlertSettings, putAlertSettings } from '../../db/alerts.ts';
import { listTroubles } from '../../db/channel-troubles.ts';
import { listChannels } from '../../db/channels.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { insertFacts } from '../../db/facts.ts';
import { findFirstAdmin } from '../../db/users.ts';
import { defaultAlertSettings } from '../../domain/alert-settings.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import type { Desk } from '../desk.ts';

/**
 * As long as no way of the alerts is chosen, they go to the first admin by mail, as soon as one channel can send: otherwise
 * customers would be the first to notice a failure.
 */
export async function chooseAlertWay(desk: Desk): Promise<void> {
  if (await hasAlertSettings(desk.read)) return;
  const troubled = new Set((await listTroubles(desk.read)).map(({ channelId }) => channelId));
  const channels = await listChannels(desk.read);
  const channel = channels.find(({ id, sendingState }) => sendingState === 'works' && !troubled.has(id));
  const admin = channel === undefined ? undefined : await findFirstAdmin(desk.read);
  if (channel === undefined || admin === undefined) return;
  // An address that Postroom reads itself would make tickets of its alerts.
  const own = [...channels, ...(await listAllEmailAddresses(desk.read))];
  if (own.some(({ address }) => address.toLowerCase() === admin.email.toLowerCase())) return;
  const chosen = { route: 'channel', channelId: channel.id, to: [admin.email] } as const;
  await desk.write(async (tx) => {
    // Somebody may have said it meanwhile.
    if (await hasAlertSettings(tx)) return;
    await putAlertSettings(tx, { ...defaultAlertSettings, ...chosen });
    const { route, channelId, to } = defaultAlertSettings;
    const changes = listChanges({ route, channelId, to }, chosen);
    const fact = { kind: 'setting.changed', data: { setting: 'alerts', changes } } as const;
    await insertFacts(tx, [{ at: desk.now(), actor: { kind: 'desk', duty: 'tell' }, fact }]);
  });
}
