import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { savepoint } from '../../../src/db/care/write.ts';
import { insertFacts } from '../../../src/db/facts.ts';
import { countUnreadNotifications, listNotifications } from '../../../src/db/notifications.ts';
import { saveFilter } from '../../../src/desk/filters/save-filter.ts';
import { saveGroup } from '../../../src/desk/people/save-group.ts';
import { readAllNotifications } from '../../../src/desk/telling/read-notifications.ts';
import { changeTicketGroup, changeTicketOwner } from '../../../src/desk/tickets/change-ticket.ts';
import type { Actor } from '../../../src/domain/actor.ts';
import type { DeskEvent } from '../../../src/domain/events.ts';
import { openApi } from '../../support/api-client.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let ann: Person;
let ticketId = 0;
let number = 0;

before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin');
  ann = await desk.signIn('agent', 'Ann');
  await desk.deliver(mail('Order'));
  const [opened] = desk.events.filter(({ kind }) => kind === 'ticket');
  assert.ok(opened?.kind === 'ticket');
  ticketId = opened.ticketId;
  number = 10001;
});
after(() => desk.close());

test('an owner who is chosen by whomever hears of it in his bell, and the page of the ticket follows', async () => {
  const api = await openApi(desk, admin.id, ['tickets:write']);
  const give = (actor: Actor) => desk.door.as(actor).call(changeTicketOwner, { ticketId, ownerId: ann.id });
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    page: () => give(admin.actor),
    'API token': () =>
      api
        .send('PATCH', `/tickets/${number}`, { ownerId: ann.id })
        .then(({ status, body }) => assert.equal(status, 200, JSON.stringify(body))),
    'command line': () => give({ kind: 'command_line' }),
    'the clock': () => give({ kind: 'desk', duty: 'clock' }),
    'a rule': () => give({ kind: 'desk', duty: 'rule', filterId: 1 }),
  };
  for (const [way, work] of Object.entries(ways)) {
    await desk.door.as(admin.actor).call(changeTicketOwner, { ticketId, ownerId: null });
    await desk.door.as(ann.actor).call(readAllNotifications, {});
    const events = await collect(work);
    assert.equal(await countUnreadNotifications(desk.desk.read, { userId: ann.id, isAdmin: false }), 1, way);
    assert.deepEqual(events, [
      { kind: 'notification', userId: ann.id },
      { kind: 'ticket', ticketId, groupId: 1 },
    ]);
  }
});

test('nobody is told of what he did himself', async () => {
  await desk.door.as(ann.actor).call(changeTicketOwner, { ticketId, ownerId: null });
  const told = await listKinds(ann);
  await desk.door.as(ann.actor).call(changeTicketOwner, { ticketId, ownerId: ann.id });
  assert.deepEqual(await listKinds(ann), told);
});

test('a rule that gives new mail to somebody reaches his bell and the lists', async () => {
  await desk.door.as(admin.actor).call(saveFilter, {
    filter: {
      name: 'To Ann',
      note: '',
      match: 'all',
      isActive: true,
      stopsAfter: false,
      conditions: [{ field: 'subject', header: '', operator: 'contains', isNegated: false, value: 'canoe' }],
      actions: {
        groupId: undefined,
        priority: undefined,
        state: undefined,
        ownerId: ann.id,
        tags: [],
        customer: '',
        isInternal: false,
        isIgnored: false,
        noAutoReply: false,
      },
    },
  });
  const events = await collect(() => desk.deliver(mail('A canoe')));
  assert.ok(events.some((event) => event.kind === 'ticket' && event.groupId === 1));
  assert.ok(events.some((event) => event.kind === 'notification' && event.userId === ann.id));
  assert.ok((await listKinds(ann)).includes('assigned'));
});

test('a ticket that leaves a group goes from the lists of both', async () => {
  const group = { name: 'Payroll', emailAddressId: '', signature: '', followUp: 'reopen', nameFormat: '' };
  const { id: groupId } = await desk.door.as(admin.actor).call(saveGroup, { ...group, access: {} });
  const events = await collect(() =>
    desk.door.as(admin.actor).call(changeTicketGroup, { ticketId, groupId }),
  );
  assert.deepEqual(events.flatMap((event) => (event.kind === 'ticket' ? event.groupId : [])).sort(), [
    1,
    groupId,
  ]);
});

test('what is undone is told to nobody', async () => {
  const fact = { kind: 'ticket.tag_added', ticketId, data: { tag: 'x' } } as const;
  const row = { at: new Date(), actor: admin.actor, fact };
  const failed = await collect(() =>
    desk.desk
      .write(async (tx) => {
        await insertFacts(tx, [row]);
        throw new Error('no');
      })
      .catch(() => undefined),
  );
  const undone = await collect(() =>
    desk.desk.write(async (tx) => {
      await savepoint(tx, async () => {
        await insertFacts(tx, [row]);
        throw new Error('no');
      }).catch(() => undefined);
    }),
  );
  assert.deepEqual([failed, undone], [[], []]);
});

async function collect(work: () => Promise<unknown>): Promise<DeskEvent[]> {
  const before = desk.events.length;
  await work();
  return desk.events.slice(before);
}

async function listKinds(person: Person): Promise<string[]> {
  const found = await listNotifications(desk.desk.read, { userId: person.id, isAdmin: false }, 50);
  return found.map(({ kind }) => kind);
}

function mail(subject: string): string {
  return `From: Ada <ada@customer.example>\r\nTo: support@postroom.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(' ', '-')}@customer.example>\r\n\r\nHello\r\n`;
}
