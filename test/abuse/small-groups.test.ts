import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { junkMails } from '../../src/db/schema/schema-strays.ts';
import { rescueJunk } from '../../src/desk/fetching/rescue-junk.ts';
import { assertProblem, openApi } from '../support/api-client.ts';
import { openTwoGroups, type TwoGroups } from '../support/two-groups.ts';

// Somebody of one group learns and changes nothing of the others, by whatever he names.

let house: TwoGroups;
before(async () => {
  house = await openTwoGroups();
});
after(() => house.close());

test('a message in the outbox of another group is answered for like one that is not there', async () => {
  const { stranger } = house.visitors;
  const texts = [house.deliveryId, 9_999].map(async (id) => {
    const answer = await stranger.post(`/outbox/${id}/attempts`, {});
    assert.equal(answer.status, 404);
    return answer.text();
  });
  const [hidden, absent] = await Promise.all(texts);
  assert.equal(hidden, absent);
});

test('so is mail in the junk folder of their mailboxes', async () => {
  const { desk } = house.desk;
  const mail = { folder: 'Junk', numbering: '1', place: '7', fromName: '', subject: 'x' };
  const from = { fromAddress: 'carla@customer.example', sentAt: desk.now(), foundAt: desk.now() };
  const [row] = await desk.write((tx) =>
    tx
      .insert(junkMails)
      .values({ ...mail, ...from, channelId: house.desk.channel.id, ticketId: null })
      .returning(),
  );
  const ask = (junkMailId: number) =>
    house.desk.door
      .as(house.visitors.stranger.actor)
      .call(rescueJunk, { junkMailId })
      .catch((error: Error) => error.message);
  assert.equal(await ask(row?.id ?? 0), await ask(9_999));
});

test('whoever shares no group with a user is not told what he is called', async () => {
  const { mover, stranger, reader, admin } = house.visitors;
  const { own } = house.numbers;
  const give = async (owner: number) => {
    const answer = await mover.post(`/tickets/${own}/owner`, { owner: String(owner) });
    const bulk = { ticket: String(own), action: 'owner', owner: String(owner) };
    const [cookie = ''] = (await mover.post('/ticket-changes', bulk)).headers.getSetCookie();
    const notice = Buffer.from(/notice=([^;]*)/.exec(cookie)?.[1] ?? '', 'base64url').toString();
    return { status: answer.status, text: await answer.text(), notice };
  };
  const program = await openApi(house.desk, mover.id, ['tickets:write']);
  const patch = (ownerId: number) => program.send('PATCH', `/tickets/${own}`, { ownerId });
  assert.deepEqual(await give(stranger.id), await give(9_999));
  assert.deepEqual((await patch(stranger.id)).body, (await patch(9_999)).body);
  // Of his own group he is told, and admins are known to all.
  assert.match((await give(reader.id)).text, /Reader may not answer tickets of this group/);
  assert.equal((await give(admin.id)).status, 303);
});

test('who may not change a shared search any more does not take it back by saving another', async () => {
  const { mover, reader, admin } = house.visitors;
  const access = (level: string) =>
    admin.post(`/settings/users/${mover.id}`, {
      name: 'Mover',
      role: 'agent',
      [`access-${house.groups.own}`]: level,
    });
  const save = async (fields: Record<string, string>) =>
    (await mover.post('/saved-views', { name: 'Ours', ...fields })).status;
  assert.equal(await save({ q: 'printer', group: String(house.groups.own) }), 303);
  for (const level of ['read', 'none']) {
    await access(level);
    assert.equal(await save({ q: 'state:closed' }), 403, level);
    assert.match(await (await reader.get('/saved-views')).text(), /Ours/, level);
  }
  await access('full');
  assert.equal(await save({ q: 'state:closed' }), 303);
});

test('a list that is named to go back to stands in a header: what can be in no address leads to the list', async () => {
  const { mover } = house.visitors;
  const ticket = String(house.numbers.own);
  for (const back of [
    '/tickets?\r\nX-Evil: 1',
    '/tickets?a\0b',
    '/tickets?\u2028',
    '/tickets?a b',
    '/ticketsx',
  ]) {
    for (const [path, fields] of [
      ['/ticket-changes', { ticket, action: 'seen' }],
      ['/ticket-merges/new', { ticket }],
      ['/ticket-columns', { column: 'owner' }],
    ] as const) {
      const answer = await mover.post(path, { ...fields, back });
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/tickets'], path);
    }
  }
  const kept = await mover.post('/ticket-columns', {
    column: 'owner',
    back: '/tickets?q=state%3Aopen&group=1',
  });
  assert.equal(kept.headers.get('location'), '/tickets?q=state%3Aopen&group=1');
});

test('a token writes nothing below the messages of an admin', async () => {
  const { admin, mover } = house.visitors;
  const program = await openApi(house.desk, admin.id, ['settings']);
  const signature = { text: 'Pay at https://evil.example' };
  assertProblem(await program.send('PUT', `/users/${admin.id}/signature`, signature), 403, 'forbidden');
  assert.equal((await program.send('PUT', `/users/${mover.id}/signature`, signature)).status, 200);
});
