import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tickets } from '../../../src/db/schema/schema-tickets.ts';
import { importFiles } from '../../../src/desk/files/import-files.ts';
import { createLog } from '../../../src/log.ts';
import type { ParserPool } from '../../../src/mail/parser-pool.ts';
import { openImportDesk } from '../../support/import-desk.ts';
import { borrowParser } from '../../support/shared-parser.ts';

/** Real parser processes, whose answers to one source are held back until they are let go. */
function holdAnswers(pool: ParserPool) {
  const gate = Promise.withResolvers<void>();
  const asked: string[] = [];
  const parse: ParserPool['parse'] = async (raws, options) => {
    const source = options?.source ?? '';
    asked.push(source);
    const outcomes = await pool.parse(raws, options);
    if (source === asked[0]) await gate.promise;
    return outcomes;
  };
  return { pool: { ...pool, parse }, asked, letGo: () => gate.resolve() };
}

test('what one connection brings waits for nothing of another, and is stored in its own order', async () => {
  const parser = borrowParser(createLog('error'));
  const held = holdAnswers(parser);
  const { desk, close } = await openImportDesk(undefined, {}, { parser: held.pool });
  const bring = (connection: number, subject: string) => {
    const raw = Buffer.from(`From: ${subject}@customer.example\r\nSubject: ${subject}\r\n\r\nHello.\r\n`);
    const mail = { path: 'a.eml', raw: raw.toString('base64'), size: raw.length, isOversized: false };
    return importFiles.perform(
      desk,
      { kind: 'command_line' },
      { withText: false, connection, mails: [mail] },
    );
  };
  const stored = async () => (await desk.read.select().from(tickets)).map(({ subject }) => subject);
  // Where all wait for the slow ones, that is seen, and does not last for ever.
  setTimeout(held.letGo, 120_000).unref();
  const slow = ['s1', 's2', 's3', 's4', 's5'].map((subject) => bring(1, subject));
  const quick = ['q1', 'q2', 'q3', 'q4', 'q5'].map((subject) => bring(2, subject));
  await Promise.all(quick);
  assert.deepEqual(await stored(), ['q1', 'q2', 'q3', 'q4', 'q5']);
  held.letGo();
  await Promise.all(slow);
  assert.deepEqual((await stored()).slice(5), ['s1', 's2', 's3', 's4', 's5']);
  assert.equal(new Set(held.asked).size, 2);
  await close();
});
