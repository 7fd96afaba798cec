import type { Tx } from '../../db/care/open.ts';
import { deleteSetting, findSetting, putSetting } from '../../db/settings.ts';
import { type ConsentRequest, readConsentRequest } from '../../domain/consent-request.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { nothing } from '../input-fields.ts';

const setting = 'pending_consent';

/** An admin: takes the notice away that an approval is waited for. */
export const dismissConsentRequest = defineCommand({
  name: 'dismissConsentRequest',
  input: nothing,
  needs: 'admin',
  async run({ tx }) {
    await deleteSetting(tx, setting);
  },
});

/** @param app whose permissions are asked for. Somebody goes to Microsoft to ask: whether the request is made there is seen only if he comes back. */
export async function noteConsentBegun(desk: Desk, app: number): Promise<void> {
  await desk.write(async (tx) => {
    const stored = readConsentRequest(await findSetting(tx, setting));
    if (stored?.state !== 'pending') await put(tx, { state: 'begun', since: desk.now(), app });
  });
}

/** Notes that a tenant's administrator was asked to approve the app. @returns since when that is waited for */
export async function rememberPendingConsent(desk: Desk, app: number): Promise<Date> {
  const since = await desk.write(async (tx) => {
    const stored = readConsentRequest(await findSetting(tx, setting));
    const made = stored === undefined || stored.state === 'denied' ? desk.now() : stored.since;
    await put(tx, { state: 'pending', since: made, app });
    return made;
  });
  return since;
}

/**
 * The sign-in at Microsoft was cancelled. From an administrator, who came by our link, that is a refusal; anybody else has
 * only gone back, and a request that was made before stays.
 */
export async function noteConsentDeclined(
  desk: Desk,
  app: number,
  isByAdministrator: boolean,
): Promise<void> {
  await desk.write(async (tx) => {
    const stored = readConsentRequest(await findSetting(tx, setting));
    if (isByAdministrator) await put(tx, { state: 'denied', since: desk.now(), app });
    else if (stored?.state === 'begun') await deleteSetting(tx, setting);
  });
}

export async function forgetPendingConsent(desk: Desk): Promise<void> {
  await desk.write((tx) => deleteSetting(tx, setting));
}

async function put(tx: Tx, { state, since, app }: ConsentRequest): Promise<void> {
  await putSetting(tx, setting, { state, since: since.getTime(), app });
}
