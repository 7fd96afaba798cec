import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { updateChannel } from '../../../src/db/channels.ts';
import { previewImport } from '../../../src/desk/channels/preview-import.ts';
import { acceptIdToken } from '../../../src/microsoft/id-token.ts';
import { type OutboxWorld, openOutboxWorld } from '../../support/outbox-world.ts';
import { waitUntil } from '../../support/wait-for.ts';

const minute = 60_000;
let ahead = 0;
let world: OutboxWorld;

before(async () => {
  world = await openOutboxWorld('support@brightwater.example', { now: () => new Date(Date.now() + ahead) });
});
after(() => world.close());

async function check(): Promise<string> {
  const started = await world.admin.post(`/channels/${world.channel.id}/checks`, {});
  const path = started.headers.get('location') ?? '';
  const read = async () => (await world.admin.get(`${path}/lines`)).text();
  return waitUntil(read, (page) => !/class="hint">(?:waiting|running)/.test(page));
}

/** As it is read before the channel is started. */
async function readRehearsal(): Promise<string> {
  const { tickets, channel, admin } = world;
  await tickets.desk.write((tx) => updateChannel(tx, channel.id, { startedAt: null }));
  return (await admin.get(`/channels/${channel.id}/rehearsal`)).text();
}

for (const [minutes, words] of [
  [70, '70 minutes ahead of'],
  [-70, '70 minutes behind'],
] as const) {
  test(`a clock that is ${words} Microsoft's is said as that by the check and the rehearsal`, async () => {
    ahead = minutes * minute;
    const page = (await check()).replaceAll('&#39;', "'");
    assert.match(page, /The clock of this machine differs from that of Microsoft/);
    assert.ok(page.includes(`This machine's clock is ${words} that of localhost`), page);
    assert.match(page, /timedatectl/);
    // What can be done all the same is tried.
    assert.match(page, /INBOX holds/);
    const { clock } = await previewImport(world.tickets.desk, { channelId: world.channel.id });
    assert.ok(clock?.text.includes(`${words} that of localhost`));
    const rehearsal = await readRehearsal();
    assert.match(rehearsal, /The clock of this machine differs from that of Microsoft/);
    assert.match(rehearsal, /You can mend this:<\/b> Set date, time and time zone[^<]*timedatectl/);
    assert.match(rehearsal, /will be imported/);
    ahead = 0;
  });
}

test('a clock that is right is no matter', async () => {
  assert.match(await check(), /It is as late here as at localhost/);
  assert.equal((await previewImport(world.tickets.desk, { channelId: world.channel.id })).clock, undefined);
});

test('a sign-in that ends by the clock alone says so', () => {
  const tid = 'b7c1f0de-52a4-4c1e-9a3d-0f6e2d9b4a10';
  const claims = {
    aud: 'app',
    iss: `https://login.example/${tid}/v2.0`,
    nonce: 'n',
    tid,
    oid: '5e0a9c3b-6d1f-4b7e-8c21-000000000001',
    preferred_username: 'a@b.example',
    iat: 1_000_000_000,
    exp: 1_000_003_600,
  };
  const expected = { clientId: 'app', issuer: claims.iss, nonce: 'n' };
  const now = new Date((1_000_000_000 + 70 * 60) * 1000);
  assert.throws(() => acceptIdToken(claims, { ...expected, now }), /clock is some 70 minutes ahead/);
});
