import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { updateChannel } from '../../../src/db/channels.ts';
import { rereadMail } from '../../../src/desk/files/reread-mail.ts';
import { saveFilter } from '../../../src/desk/filters/save-filter.ts';
import { operate } from '../../support/import-desk.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
before(async () => {
  desk = await openTicketDesk({ trustsHeaders: true });
});
after(() => desk.close());

const mail = (id: string, more = '') =>
  `From: Form <form@shop.example>\r\nTo: support@postroom.example\r\nSubject: ${id}\r\nMessage-ID: <${id}@s.example>\r\n${more}\r\nWords\r\n`;

const answers = () =>
  desk.desk.read.all<{ subject: string; to: string }>(
    sql`SELECT subject, answer ->> '$.to[0].address' AS "to" FROM articles ORDER BY id`,
  );

test('whom a rule has named as the customer of a mail gets the answer after it is read again, too', async () => {
  await operate(desk.desk).call(saveFilter, {
    filter: {
      name: 'Shop',
      note: '',
      isActive: true,
      match: 'all',
      conditions: [
        { field: 'channel', header: '', operator: 'is', isNegated: false, value: desk.channel.address },
        { field: 'subject', header: '', operator: 'is', isNegated: false, value: 'filtered' },
      ],
      actions: {
        groupId: undefined,
        ownerId: undefined,
        priority: undefined,
        state: undefined,
        tags: [],
        customer: 'Fay <fay@customer.example>',
        isInternal: false,
        isIgnored: false,
        noAutoReply: false,
      },
      stopsAfter: false,
    },
  });
  await desk.deliver(
    mail('filtered'),
    mail('marked', 'X-Postroom-Customer-Email: Mia <mia@customer.example>\r\n'),
    mail('plain'),
  );
  const stored = [
    { subject: 'filtered', to: 'fay@customer.example' },
    { subject: 'marked', to: 'mia@customer.example' },
    { subject: 'plain', to: 'form@shop.example' },
  ];
  assert.deepEqual(await answers(), stored);
  const read = await operate(desk.desk).call(rereadMail, { after: 0, isRehearsal: false });
  assert.deepEqual([read.read, read.changed], [3, 0]);
  assert.deepEqual(await answers(), stored);
  // A channel that is not there any more has left its rules.
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { deletedAt: new Date() }));
  assert.equal((await operate(desk.desk).call(rereadMail, { after: 0, isRehearsal: false })).changed, 0);
});
