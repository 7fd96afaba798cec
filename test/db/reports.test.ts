import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { insertGroup } from '../../src/db/groups.ts';
import { loadReport } from '../../src/db/reports.ts';
import { replyToTicket } from '../../src/desk/composing/reply-to-ticket.ts';
import { changeTicketState } from '../../src/desk/tickets/change-ticket.ts';
import { mergeTickets } from '../../src/desk/tickets/merge-tickets.ts';
import type { ReportQuery } from '../../src/domain/report.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
const viewer = { userId: 1, isAdmin: true };
const minute = 60_000;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(() => desk.close());

const mail = (subject: string) => `From: ${subject}@customer.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`;
const as = () => desk.door.as(admin.actor);
const report = (query: Partial<ReportQuery> = {}) =>
  loadReport(desk.desk.read, viewer, { from: '2020-01-01', until: '2020-12-31', by: 'group', ...query });
const today = () => new Date().toISOString().slice(0, 10);
const timesOf = async (ticketId: number) =>
  (
    await desk.desk.read.all<{ answered_at: number | null; closed_at: number | null }>(
      sql`SELECT answered_at, closed_at FROM ticket_times WHERE ticket_id = ${ticketId}`,
    )
  )[0];

test('answers, closings, openings and merges are noted as they happen', async () => {
  await desk.deliver(mail('one'), mail('two'), mail('three'));
  assert.deepEqual(await timesOf(1), { answered_at: null, closed_at: null });
  const reply = { ticketId: 1, text: 'Soon.', html: '', to: 'one@customer.example', cc: '', attach: [] };
  await as().call(replyToTicket, {
    ...reply,
    key: 'a-key-of-a-reply',
    isQuoting: false,
    nextState: 'waiting',
  });
  const answered = await timesOf(1);
  assert.ok(answered?.answered_at != null);
  await as().call(changeTicketState, { ticketId: 1, state: 'closed' });
  assert.ok((await timesOf(1))?.closed_at != null);
  await as().call(changeTicketState, { ticketId: 1, state: 'open' });
  assert.deepEqual(await timesOf(1), { ...answered, closed_at: null });
  await as().call(mergeTickets, { ticketId: 2, otherId: 3 });
  assert.equal((await timesOf(2))?.closed_at, null, 'merged is not done');
  const [row] = (await report({ from: today(), until: today(), by: 'day' })).rows;
  assert.deepEqual([row?.key, row?.opened, row?.closed, row?.firstAnswer.count], [today(), 3, 0, 1]);
});

/** Times of their own, past the program, to be counted by hand. */
async function fill(): Promise<void> {
  const other = await desk.desk.write((tx) => insertGroup(tx, 'Billing'));
  await desk.desk.write(async (tx) => {
    await tx.run(sql`DELETE FROM ticket_times`);
    for (let n = 1; n <= 10; n++) {
      const opened = Date.UTC(2020, 2, n < 8 ? 2 : 10, 9);
      await tx.run(sql`INSERT INTO ticket_times VALUES (${n}, ${n === 10 ? other.id : 1}, ${n % 2}, ${opened},
        ${n > 4 ? null : opened + n * minute}, ${n > 8 ? null : opened + n * 10 * minute})`);
    }
  });
}

test('half and nine of ten took no longer, by day, week, group and owner', async () => {
  await fill();
  const { rows, total } = await report();
  assert.deepEqual(
    rows.map(({ key, opened, closed }) => [key, opened, closed]),
    [
      ['1', 9, 8],
      ['2', 1, 0],
    ],
  );
  assert.deepEqual(rows[0]?.firstAnswer, { count: 4, median: 120, p90: 240 });
  assert.deepEqual(rows[0]?.timeToClose, { count: 8, median: 2400, p90: 4800 });
  assert.deepEqual(rows[1]?.timeToClose, { count: 0, median: null, p90: null });
  assert.equal(total.opened, 10);
  const days = (await report({ by: 'day', from: '2020-03-01', until: '2020-03-10' })).rows;
  assert.deepEqual(
    days.map(({ opened }) => opened),
    [0, 7, 0, 0, 0, 0, 0, 0, 0, 3],
  );
  const weeks = (await report({ by: 'week', from: '2020-03-01', until: '2020-03-10' })).rows;
  assert.deepEqual(
    weeks.map(({ key, opened }) => [key, opened]),
    [
      ['2020-02-24', 0],
      ['2020-03-02', 7],
      ['2020-03-09', 3],
    ],
  );
  const owners = (await report({ by: 'owner', groupId: 1 })).rows;
  assert.deepEqual(
    owners.map(({ key, opened }) => [key, opened]),
    [
      ['0', 4],
      ['1', 5],
    ],
  );
  assert.equal((await report({ ownerId: null })).total.opened, 5);
});

test('nobody counts what he may not read, and a span that does not fit is named', async () => {
  const limited = await loadReport(
    desk.desk.read,
    { ...viewer, groupIds: [2] },
    { from: '2020-01-01', until: '2020-12-31', by: 'group' },
  );
  assert.deepEqual([limited.total.opened, limited.rows.map(({ key }) => key)], [1, ['2']]);
  const agent = await loadReport(
    desk.desk.read,
    { userId: 99, isAdmin: false },
    { from: '2020-01-01', until: '2020-12-31', by: 'owner' },
  );
  assert.deepEqual([agent.total.opened, agent.total.waiting, agent.rows], [0, 0, []]);
  for (const [span, field] of [
    [{ from: '2020-02-30' }, 'from'],
    [{ until: 'tomorrow' }, 'until'],
    [{ from: '2021-01-01' }, 'until'],
    [{ from: '2019-01-01' }, 'from'],
  ] as const) {
    await assert.rejects(
      report(span),
      (error: { fields?: object }) => Object.keys(error.fields ?? {})[0] === field,
    );
  }
});

test('days and weeks begin by the clock that is asked for, also where it is put forward and back', async () => {
  const zones = [
    // The clock of Berlin is put forward on 2026-03-29 at 01:00 UTC, and back on 2026-10-25 at 01:00 UTC.
    ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['America/Los_Angeles', '2026-07-01T06:59:59Z', '2026-06-30'],
    ['Asia/Kathmandu', '2026-07-01T18:15:00Z', '2026-07-02'],
    // Midnight does not come there on this day: it begins at one.
    ['Asia/Beirut', '2026-03-28T22:00:00Z', '2026-03-29'],
    ['Asia/Beirut', '2026-03-28T21:59:59Z', '2026-03-28'],
    [undefined, '2026-07-01T23:59:59Z', '2026-07-01'],
  ] as const;
  for (const [timeZone, opened, day] of zones) {
    await desk.desk.write(async (tx) => {
      await tx.run(sql`DELETE FROM ticket_times`);
      const at = Date.parse(opened);
      await tx.run(sql`INSERT INTO ticket_times VALUES (1, 1, 0, ${at}, ${at}, NULL)`);
    });
    const year = { from: '2026-01-01', until: '2026-12-31', timeZone };
    const found = async (query: Partial<ReportQuery>) =>
      (await report({ ...year, by: 'day', ...query })).rows
        .filter((row) => row.opened + row.firstAnswer.count > 0)
        .map((row) => [row.key, row.opened, row.firstAnswer.count]);
    assert.deepEqual(await found({}), [[day, 1, 1]], `${timeZone} ${opened}`);
    assert.deepEqual(await found({ from: day, until: day }), [[day, 1, 1]], `${timeZone} ${opened}`);
    const monday = new Date(Date.parse(day) - ((new Date(day).getUTCDay() + 6) % 7) * 86_400_000);
    assert.deepEqual(await found({ by: 'week' }), [[monday.toISOString().slice(0, 10), 1, 1]]);
  }
  assert.equal(
    (await report({ from: '2026-01-01', until: '2026-12-31', by: 'day', timeZone: 'Europe/Berlin' })).rows
      .length,
    365,
  );
});

test('a report looks at the tickets of its span alone, however many there are', async () => {
  const plan = async (column: string) =>
    (
      await desk.desk.read.all<{ detail: string }>(
        sql.raw(
          `EXPLAIN QUERY PLAN SELECT group_id, count(*) FROM ticket_times
           WHERE ${column} IS NOT NULL AND ${column} >= 1 AND ${column} < 2 GROUP BY group_id`,
        ),
      )
    ).map(({ detail }) => detail);
  for (const name of ['opened', 'answered', 'closed']) {
    const steps = await plan(`${name}_at`);
    assert.ok(
      steps.some((step) => step.includes(`USING COVERING INDEX ticket_times_${name} (${name}_at>`)),
      steps.join('; '),
    );
  }
});
