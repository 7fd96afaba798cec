import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createReaderClient } from '../../src/threads/reader-client.ts';
import { openTicketDesk } from '../support/ticket-desk.ts';

const viewer = { userId: 1, isAdmin: true };

test('long reads run in a thread of their own, beside the writer, and end with it', async () => {
  const desk = await openTicketDesk();
  const reader = createReaderClient({ dataPath: desk.path, key: undefined });
  const numbers = async (input: string) => {
    const result = await reader.reads.searchTickets(viewer, { input, limit: 5 });
    return result.kind === 'found'
      ? result.hits.map(({ number, lastArticleAt }) => [number, lastArticleAt instanceof Date])
      : [];
  };
  try {
    assert.deepEqual(await numbers('printer'), []);
    await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
    assert.deepEqual(await Promise.all([numbers('printer'), numbers('burns')]), [
      [[10001, true]],
      [[10001, true]],
    ]);
    const { rows } = await reader.reads.listCustomers(viewer, { words: 'carla', limit: 5 });
    assert.deepEqual(
      rows.map(({ email, tickets }) => [email, tickets]),
      [['carla@customer.example', 1]],
    );
    const broken = reader.reads.searchTickets(viewer, { input: 5 as never, limit: 5 });
    await assert.rejects(broken, { name: 'AppError' });
    assert.deepEqual(await numbers('burns'), [[10001, true]], 'a failed read is not the end of the thread');
  } finally {
    await reader.stop();
    // Folds the log, which fails while another connection reads.
    await desk.close();
  }
  await assert.rejects(reader.reads.searchTickets(viewer, { input: 'x', limit: 5 }), { code: 'unavailable' });
});

test('a data file that was moved away is named, and not taken for a search that broke off', async () => {
  const reader = createReaderClient({
    dataPath: join(tmpdir(), 'moved-away', 'postroom.db'),
    key: undefined,
  });
  const search = reader.reads.searchTickets(viewer, { input: 'printer', limit: 5 });
  await assert.rejects(search, { code: 'unavailable', message: /moved-away.*is not there any more/ });
});
