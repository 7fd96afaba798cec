import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as z from 'zod';
import { insertMicrosoftLink, putSignInSettings } from '../../../src/db/microsoft-people.ts';
import { replaceTotpFactor } from '../../../src/db/second-factors.ts';
import { getUser } from '../../../src/db/users.ts';
import { defineCommand } from '../../../src/desk/command.ts';
import { openBrowserSession } from '../../../src/desk/people/open-session.ts';
import { defaultSignInSettings } from '../../../src/domain/sign-in-settings.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

const tenantId = 'b7c1f0de-52a4-4c1e-9a3d-0f6e2d9b4a10';
let desk: TicketDesk;
let person: Person;
before(async () => {
  desk = await openTicketDesk();
  person = await desk.signIn('agent', 'Ben Agent');
});
after(() => desk.close());

/** The last step of every sign-in: what was shown before was right when it was looked at. */
const open = defineCommand({
  name: 'open',
  input: z.strictObject({ by: z.enum(['password', 'totp', 'passkey', 'microsoft']) }),
  needs: 'nothing',
  async work(work, { by }) {
    const user = await getUser(work.desk.read, person.id);
    return openBrowserSession(work, user, { userAgent: '', address: '' }, by === 'password' ? null : by);
  },
});

const isLetIn = (by: 'password' | 'totp' | 'passkey' | 'microsoft') =>
  desk.door
    .as({ kind: 'visitor' })
    .call(open, { by })
    .then(
      () => true,
      (error: { code: string }) => {
        assert.equal(error.code, 'unauthorized');
        return false;
      },
    );

test('what let somebody in has to be there still when his session is made', async () => {
  assert.equal(await isLetIn('password'), true);
  // He has set up an app, or lost his last passkey, while his password or passkey was looked at.
  const factor = { userId: person.id, secret: 'x', lastStep: 0, createdAt: new Date() };
  await desk.desk.write((tx) => replaceTotpFactor(tx, factor, ['x']));
  assert.equal(await isLetIn('password'), false);
  assert.equal(await isLetIn('passkey'), false);
  assert.equal(await isLetIn('totp'), true);
});

test('so do the account at Microsoft, and that people come in from its directory', async () => {
  const settings = { ...defaultSignInSettings, microsoft: 'optional', tenantId } as const;
  await desk.desk.write((tx) => putSignInSettings(tx, settings));
  assert.equal(await isLetIn('microsoft'), false);
  const link = { userId: person.id, tenantId, objectId: 'o', isByGroup: false, linkedAt: new Date() };
  await desk.desk.write((tx) => insertMicrosoftLink(tx, link));
  assert.equal(await isLetIn('microsoft'), true);
  for (const change of [
    { microsoft: 'off' },
    { tenantId: '2f64a8be-0c17-4d95-8a0e-51c3de7b9f02' },
  ] as const) {
    await desk.desk.write((tx) => putSignInSettings(tx, { ...settings, ...change }));
    assert.equal(await isLetIn('microsoft'), false, JSON.stringify(change));
  }
});
