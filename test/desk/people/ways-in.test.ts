import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertMicrosoftLink, putSignInSettings } from '../../../src/db/microsoft-people.ts';
import { insertPasskey, listPasskeys } from '../../../src/db/passkeys.ts';
import { putFactorDemand } from '../../../src/db/second-factors.ts';
import { updateUser } from '../../../src/db/users.ts';
import { removePasskey } from '../../../src/desk/people/passkeys.ts';
import { defaultSignInSettings, type SignInSettings } from '../../../src/domain/sign-in-settings.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

const tenantId = 'b7c1f0de-52a4-4c1e-9a3d-0f6e2d9b4a10';
const optional = { ...defaultSignInSettings, microsoft: 'optional', tenantId } as const;
let desk: TicketDesk;
before(async () => {
  desk = await openTicketDesk();
});
after(() => desk.close());

interface Ways {
  readonly hasPassword?: boolean;
  readonly isLinked?: boolean;
  readonly settings?: SignInSettings | ((userId: number) => SignInSettings);
  readonly isDemanded?: boolean;
}

let people = 0;

/** @returns what is said to somebody with these ways in who takes his only passkey away; '' where it is done */
async function giveUp({
  hasPassword = false,
  isLinked = false,
  settings,
  isDemanded = false,
}: Ways): Promise<string> {
  people += 1;
  // Whoever signs in with a password has to be let in.
  await desk.desk.write(async (tx) => {
    await putSignInSettings(tx, defaultSignInSettings);
    await putFactorDemand(tx, { admin: false, agent: false });
  });
  const { id: userId, actor } = await desk.signIn('admin', `Person ${people}`);
  await desk.desk.write(async (tx) => {
    if (!hasPassword) await updateUser(tx, userId, { passwordHash: '' });
    const key = { credentialId: `c${people}`, publicKey: 'k', counter: 0, name: 'Lost', usedAt: null };
    await insertPasskey(tx, { ...key, userId, createdAt: new Date() });
    const link = { userId, tenantId, objectId: `o${people}`, isByGroup: true, linkedAt: new Date() };
    if (isLinked) await insertMicrosoftLink(tx, link);
    await putSignInSettings(
      tx,
      typeof settings === 'function' ? settings(userId) : (settings ?? defaultSignInSettings),
    );
    await putFactorDemand(tx, { admin: isDemanded, agent: isDemanded });
  });
  const [passkey] = await listPasskeys(desk.desk.read, userId);
  const { sessionHash: _, ...proven } = actor;
  return desk.door
    .as(proven)
    .call(removePasskey, { passkeyId: passkey?.id ?? 0 })
    .then(
      () => '',
      ({ message }: Error) => message,
    );
}

test('whoever signs in at Microsoft can take away a passkey that he has lost', async () => {
  assert.equal(await giveUp({ isLinked: true, settings: optional }), '');
  assert.equal(await giveUp({ isLinked: true, settings: { ...optional, microsoft: 'only' } }), '');
  // Where no password lets him in, none has to have a second factor beside it.
  assert.equal(await giveUp({ isLinked: true, settings: optional, isDemanded: true }), '');
  const only = { ...optional, microsoft: 'only' } as const;
  assert.equal(await giveUp({ hasPassword: true, isLinked: true, settings: only, isDemanded: true }), '');
});

test('the last way in stays, and so does the way of the admin for when Microsoft lets nobody in', async () => {
  assert.match(await giveUp({}), /only way in/);
  assert.match(await giveUp({ isLinked: true }), /only way in/);
  const elsewhere = { ...optional, tenantId: tenantId.replace('b7', 'a0') };
  assert.match(await giveUp({ isLinked: true, settings: elsewhere }), /only way in/);
  const kept = (localAdminId: number) => ({ ...optional, microsoft: 'only', localAdminId }) as const;
  assert.match(await giveUp({ isLinked: true, settings: kept }), /only way in/);
  assert.match(await giveUp({ hasPassword: true, isDemanded: true }), /demanded of you/);
  assert.equal(await giveUp({ hasPassword: true }), '');
});
