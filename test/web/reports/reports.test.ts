import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openApi } from '../../support/api-client.ts';
import { openTwoGroups, type TwoGroups } from '../../support/two-groups.ts';

let house: TwoGroups;
before(async () => {
  house = await openTwoGroups();
  // One ticket of each group: when it was opened, first answered and closed.
  const opened = Date.UTC(2026, 2, 3, 9);
  const minute = 60_000;
  await house.desk.desk.write(async (tx) => {
    await tx.run(sql`UPDATE ticket_times SET opened_at = ${opened}, answered_at = ${opened + 200 * minute},
      closed_at = ${opened + 3000 * minute}, owner_id = 0`);
    await tx.run(
      sql`UPDATE groups SET name = '=HYPERLINK("http://evil.example")' WHERE id = ${house.groups.own}`,
    );
  });
});
after(() => house.close());

const march = 'from=2026-03-02&until=2026-03-08';
const read = async (who: 'stranger' | 'reader' | 'admin', query: string) => {
  const answer = await house.visitors[who].get(`/reports${query}`);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
/** @returns the cells of each line of the table below its head */
const cellsOf = (page: string) =>
  [...page.matchAll(/<tr[^>]*><th scope="row">[\s\S]*?<\/tr>/g)].map(([line]) =>
    [...line.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
      cell.replace(/<[^>]*>/g, ''),
    ),
  );

test('days, weeks, groups and owners are counted, and how long it took is said in words', async () => {
  const lines = (await read('admin', `?${march}&by=day`)).text;
  const [whole, newest, ...earlier] = cellsOf(lines);
  assert.deepEqual(
    [whole, newest?.[0], ...earlier.slice(-2)],
    [
      ['All together', '2', '2', '2', '3 hr 20 min', '3 hr 20 min', '2 days 2 hr', '2 days 2 hr'],
      'Sun, Mar 8, 2026',
      ['Tue, Mar 3, 2026', '2', '–', '2', '3 hr 20 min', '3 hr 20 min', '–', '–'],
      ['Mon, Mar 2, 2026', '–', '–', '–', '–', '–', '–', '–'],
    ],
  );
  assert.equal(earlier.length, 6);
  // No day can say who waits now: it stands below.
  assert.doesNotMatch(lines, /Waiting for an answer now/);
  assert.match(lines, /1 customer waits for an answer now\./);
  const closed = cellsOf((await read('admin', `?${march}&by=week`)).text);
  assert.equal(closed.length, 2);
  const byOwner = (await read('admin', `?${march}&by=owner`)).text;
  assert.match(byOwner, /Waiting for an answer now/);
  assert.doesNotMatch(byOwner, /waits for an answer now/);
  const owners = cellsOf(byOwner);
  assert.deepEqual(
    owners.map(([name, opened]) => [name, opened]),
    [
      ['All together', '2'],
      ['Nobody', '2'],
    ],
  );
});

test('nobody sees a group that he may not read: neither its name nor its figures, nor by asking for it', async () => {
  const names = async (who: 'stranger' | 'reader' | 'admin', query = '') =>
    cellsOf((await read(who, `?${march}&by=group${query}`)).text).map(
      ([name, opened]) => `${name} ${opened}`,
    );
  assert.deepEqual(await names('stranger'), ['All together 1', 'Payroll 1']);
  assert.equal((await names('reader')).length, 2);
  assert.equal((await names('admin')).length, 3);
  assert.doesNotMatch((await read('reader', `?${march}&by=group`)).text, /Payroll/);
  const asked = await read('reader', `?${march}&by=group&group=${house.groups.other}`);
  assert.match(asked.text, /Nothing was opened/);
  const file = await read('reader', `/file?${march}&by=group&group=${house.groups.other}`);
  assert.equal(file.text.trim().split('\r\n').length, 1);
});

test('the file holds the same figures, in seconds, and no cell of it is a formula', async () => {
  const { text, headers } = await read('admin', `/file?${march}&by=group`);
  assert.match(headers.get('content-type') ?? '', /^text\/csv/);
  assert.equal(
    headers.get('content-disposition'),
    'attachment; filename="report-group-2026-03-02-2026-03-08.csv"',
  );
  const [head, own, other] = text.split('\r\n');
  assert.match(head ?? '', /^"group","name","opened","closed","answered","first_answer_median_seconds"/);
  assert.equal(
    own,
    `"1","'=HYPERLINK(""http://evil.example"")","1","1","1","12000","12000","180000","180000","0"`,
  );
  assert.match(other ?? '', /^"2","Payroll","1"/);
  const link = /href="(\/reports\/file[^"]*)"/.exec((await read('admin', `?${march}&by=group`)).text)?.[1];
  assert.match(link ?? '', /from=2026-03-02/);
});

test('days that do not fit are told at their field, and what is typed stays', async () => {
  for (const [query, field] of [
    ['from=2026-02-30&until=2026-03-08', 'from'],
    ['from=%22%3E%3Cb%3E&until=2026-03-08', 'from'],
    ['from=2026-03-08&until=2026-03-02', 'until'],
    ['from=2020-01-01&until=2026-03-02', 'from'],
  ] as const) {
    const { status, text } = await read('admin', `?${query}&by=week`);
    assert.equal(status, 422, query);
    assert.match(text, new RegExp(`id="field-${field}-error"`), query);
    assert.doesNotMatch(text, /"><b>|<table/);
    assert.match(text, /<option value="week" selected/);
    assert.equal((await read('admin', `/file?${query}`)).status, 400, query);
  }
  // What is no choice is none.
  const { status } = await read('admin', `?${march}&by=constructor&group=x`);
  assert.equal(status, 200);
});

test('without a question it is the last thirty days; without anything in them it says what to do', async () => {
  const usual = (await read('admin', '')).text;
  const [from = '', until = ''] = [...usual.matchAll(/type="date" value="([^"]*)"/g)].map(([, day]) => day);
  assert.equal(Date.parse(until) - Date.parse(from), 29 * 86_400_000);
  assert.equal(cellsOf((await read('admin', '?from=2026-02-16&until=2026-03-17')).text).length, 31);
  const empty = await read('stranger', '?from=2019-01-01&until=2019-01-31');
  assert.match(empty.text, /Nothing was opened, answered or closed in these days\. Choose earlier days/);
  assert.doesNotMatch(empty.text, /<table|\/reports\/file/);
  const nobody = await house.desk.signIn('agent', 'New Person', {});
  assert.match(await (await nobody.get('/reports')).text(), /You may read no group yet/);
});

test('days begin by the clock of whoever reads, and by the one that a program asks for', async () => {
  // Ten at night in New York is the next day in UTC, and in Berlin.
  const at = Date.parse('2026-05-06T02:00:00Z');
  await house.desk.desk.write((tx) => tx.run(sql`UPDATE ticket_times SET opened_at = ${at}`));
  const span = 'from=2026-05-04&until=2026-05-07';
  const dayOf = async () =>
    cellsOf((await read('admin', `?${span}&by=day`)).text).find(
      ([, opened], n) => n > 0 && opened === '2',
    )?.[0];
  assert.equal(await dayOf(), 'Wed, May 6, 2026');
  assert.match(
    (await read('admin', `?${span}`)).text,
    /by the clock of UTC\. Choose a time zone in <a href="\/account#/,
  );
  const place = { language: 'en', timeZone: 'America/New_York' };
  await house.visitors.admin.post('/account/place', place);
  assert.equal(await dayOf(), 'Tue, May 5, 2026');
  assert.match((await read('admin', `?${span}`)).text, /Days begin by the clock of America\/New_York\./);
  assert.match((await read('admin', `/file?${span}&by=day`)).text, /"2026-05-05","","2"/);
  await house.visitors.admin.post('/account/place', { language: 'en', timeZone: '' });
  const program = await openApi(house.desk, house.visitors.admin.id, ['tickets:read']);
  const asked = async (more: string) => (await program.get(`/reports?${span}&by=day${more}`)).body;
  const opened = ({ rows }: { rows: { key: string; opened: number }[] }) =>
    rows.find((row) => row.opened > 0)?.key;
  assert.equal(opened(await asked('')), '2026-05-06');
  assert.equal(opened(await asked('&timeZone=America/New_York')), '2026-05-05');
  const { status, body } = await program.get('/reports?timeZone=Berlin');
  assert.deepEqual([status, body.error.fields.timeZone], [400, 'Expected a time zone like Europe/Berlin.']);
});
