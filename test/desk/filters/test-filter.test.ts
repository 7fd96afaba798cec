import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { listFilters } from '../../../src/db/filters.ts';
import { moveFilter, removeFilter, switchFilter } from '../../../src/desk/filters/order-filters.ts';
import { saveFilter } from '../../../src/desk/filters/save-filter.ts';
import { testFilter } from '../../../src/desk/filters/test-filter.ts';
import { storeBatch } from '../../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../../src/desk/incoming/store-context.ts';
import type { FilterInput } from '../../../src/domain/filters/filter-input.ts';
import { type FilterCondition, noActions } from '../../../src/domain/filters/filter-rule.ts';
import { AppError } from '../../../src/errors.ts';
import { addChannel, type ImportDesk, openImportDesk, operate } from '../../support/import-desk.ts';

let running: ImportDesk;
before(async () => {
  running = await openImportDesk();
  const { desk } = running;
  const channel = await addChannel(desk);
  const raws = Array.from({ length: 60 }, (_, index) => makeMail(index));
  const outcomes = await desk.parser.parse(raws);
  const mails = raws.map((raw, index) => ({
    place: String(index + 1),
    raw,
    sha256: createHash('sha256').update(raw).digest('hex'),
    size: raw.length,
    receivedAt: desk.now(),
    outcome: outcomes[index] ?? ({ kind: 'rejected', reason: { code: 'broken' } } as const),
  }));
  const key = { channelId: channel.id, folder: 'INBOX', numbering: '1' };
  await storeBatch(desk, await loadStoreContext(desk, channel, key), mails);
});
after(() => running.close());

for (const [what, condition, matched] of [
  ['subject', { field: 'subject', operator: 'ends_with', value: '7' }, 6],
  ['body', { field: 'body', operator: 'contains', value: 'Paddle 12' }, 1],
  ['from', { field: 'from', operator: 'is', value: 'c3@shop.example' }, 1],
  ['header', { field: 'header', header: 'x-kind', operator: 'is', value: 'even' }, 30],
  ['an action header', { field: 'header', header: 'x-postroom-ignore', operator: 'exists' }, 0],
  ['attachment', { field: 'attachment', operator: 'ends_with', value: '.pdf' }, 20],
  ['size', { field: 'size', operator: 'larger_than', value: '1 kB' }, 20],
  ['channel', { field: 'channel', operator: 'is', value: 'support@test' }, 60],
  ['a bomb', { field: 'body', operator: 'matches', value: '^(a+)+$' }, 0],
] as const) {
  test(`stored mail is tested by ${what}`, async () => {
    const result = await operate(running.desk).call(testFilter, {
      match: 'all',
      conditions: [fill(condition)],
    });
    assert.deepEqual([result.tested, result.matched, result.isCutShort], [60, matched, false]);
    assert.equal(result.matches.length, Math.min(matched, 50));
  });
}

test('the newest comes first, with why it matches and what was captured', async () => {
  const conditions = [fill({ field: 'subject', operator: 'matches', value: 'no\\. (?P<n>\\d+)' })];
  const [first] = (await operate(running.desk).call(testFilter, { match: 'any', conditions })).matches;
  assert.partialDeepStrictEqual(first, {
    ticketNumber: 10_060,
    from: 'Customer 59',
    subject: 'No. 59',
    because: conditions,
    captures: { n: '59' },
  });
});

test('unfinished conditions are refused', async () => {
  await assert.rejects(operate(running.desk).call(testFilter, { match: 'all', conditions: [] }), AppError);
});

test('filters are saved, ordered, switched and deleted', async () => {
  const { desk } = running;
  const names = async () => (await listFilters(desk.read)).map(({ name }) => name);
  const ids: number[] = [];
  for (const name of ['a', 'b', 'c'])
    ids.push((await operate(desk).call(saveFilter, { id: undefined, filter: make(name) })).id);
  const [a = 0, b = 0, c = 0] = ids;
  await operate(desk).call(moveFilter, { id: c, to: 'up' });
  await operate(desk).call(moveFilter, { id: a, to: 'up' });
  assert.deepEqual(await names(), ['a', 'c', 'b']);
  await operate(desk).call(moveFilter, { id: a, to: 'down' });
  await operate(desk).call(saveFilter, { id: b, filter: make('B') });
  await operate(desk).call(switchFilter, { id: c, isActive: false });
  assert.deepEqual(await names(), ['c', 'a', 'B']);
  assert.equal((await listFilters(desk.read))[0]?.isActive, false);
  await operate(desk).call(removeFilter, { id: c });
  assert.deepEqual(await names(), ['a', 'B']);
  for (const call of [
    operate(desk).call(moveFilter, { id: c, to: 'up' }),
    operate(desk).call(removeFilter, { id: c }),
  ]) {
    await assert.rejects(call, (error: unknown) => error instanceof AppError && error.code === 'not_found');
  }
});

test('a filter that points to a group or user that is not there is refused at its field', async () => {
  for (const field of ['groupId', 'ownerId']) {
    const filter = { ...make('x'), actions: { ...noActions, [field]: 999 } };
    await assert.rejects(
      operate(running.desk).call(saveFilter, { id: undefined, filter }),
      (error: unknown) => {
        assert.ok(error instanceof AppError);
        assert.deepEqual(Object.keys(error.fields ?? {}), [`actions.${field}`]);
        return true;
      },
    );
  }
});

function fill(part: Partial<FilterCondition>): FilterCondition {
  return { field: 'subject', header: '', operator: 'is', isNegated: false, value: '', ...part };
}

function make(name: string): FilterInput {
  const conditions = [fill({ operator: 'exists' })];
  const actions = { ...noActions, tags: ['t'] };
  return { name, note: '', isActive: true, match: 'all', conditions, actions, stopsAfter: false };
}

function makeMail(index: number): Buffer {
  const lines = [
    `From: Customer ${index} <c${index}@shop.example>`,
    'To: support@test',
    `Subject: No. ${index}`,
    `Message-ID: <${index}@shop.example>`,
    `X-Kind: ${index % 2 === 0 ? 'even' : 'odd'}`,
    'X-Postroom-Ignore: yes',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    `Paddle ${index}.`,
    ...(index % 3 === 0
      ? ['--b', 'Content-Type: application/pdf; name=a.pdf', '', 'a'.repeat(900)]
      : ['--b', 'Content-Type: image/png; name=a.png', '', 'a']),
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
