import { deleteSetting, findSetting, putSetting } from '../../db/settings.ts';
import type { Desk } from '../desk.ts';

const setting = 'pending_consent';

/** Notes that a tenant's administrator was asked to approve the app. @returns since when that is waited for */
export async function rememberPendingConsent(desk: Desk): Promise<Date> {
  const since = await desk.write(async (tx) => {
    const stored = await findSetting(tx, setting);
    if (typeof stored === 'number') return new Date(stored);
    const now = desk.now();
    await putSetting(tx, setting, now.getTime());
    return now;
  });
  desk.publish({ kind: 'settings' });
  return since;
}

export async function forgetPendingConsent(desk: Desk): Promise<void> {
  await desk.write((tx) => deleteSetting(tx, setting));
  desk.publish({ kind: 'settings' });
}
