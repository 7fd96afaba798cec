import type { Tx } from '../../db/care/open.ts';
import { deleteSetting, findSetting, putSetting } from '../../db/settings.ts';
import { type ConsentRequest, readConsentRequest } from '../../domain/consent-request.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { nothing } from '../input-fields.ts';

const setting = 'pending_consent';

/** An admin: the answer has come by mail, or nobody waits for it any more. */
export const dismissConsentRequest = defineCommand({
  name: 'dismissConsentRequest',
  input: nothing,
  needs: 'admin',
  async run({ tx }) {
    await deleteSetting(tx, setting);
  },
});

/** Somebody goes to Microsoft to ask: whether the request is made there is seen only if he comes back. */
export async function noteConsentBegun(desk: Desk): Promise<void> {
  await desk.write(async (tx) => {
    const stored = readConsentRequest(await findSetting(tx, setting));
    if (stored?.state !== 'pending') await put(tx, { state: 'begun', since: desk.now() });
  });
}

/** Notes that a tenant's administrator was asked to approve the app. @returns since when that is waited for */
export async function rememberPendingConsent(desk: Desk): Promise<Date> {
  const since = await desk.write(async (tx) => {
    const stored = readConsentRequest(await findSetting(tx, setting));
    const made = stored === undefined || stored.state === 'denied' ? desk.now() : stored.since;
    await put(tx, { state: 'pending', since: made });
    return made;
  });
  return since;
}

/**
 * Somebody said no at Microsoft. An administrator, whom our link led to his page, has denied it; anybody else has only
 * turned back, and a request that was made before stays.
 */
export async function noteConsentDeclined(desk: Desk, isByAdministrator: boolean): Promise<void> {
  await desk.write(async (tx) => {
    const stored = readConsentRequest(await findSetting(tx, setting));
    if (isByAdministrator) await put(tx, { state: 'denied', since: desk.now() });
    else if (stored?.state === 'begun') await deleteSetting(tx, setting);
  });
}

export async function forgetPendingConsent(desk: Desk): Promise<void> {
  await desk.write((tx) => deleteSetting(tx, setting));
}

async function put(tx: Tx, { state, since }: ConsentRequest): Promise<void> {
  await putSetting(tx, setting, { state, since: since.getTime() });
}
