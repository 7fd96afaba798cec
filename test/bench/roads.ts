import { parseArgs } from 'node:util';
import { getChannel } from '../../src/db/channels.ts';
import { receipts } from '../../src/db/schema/schema-mail.ts';
import { openMailbox } from '../../src/desk/channels/open-mailbox.ts';
import { collectMail } from '../../src/desk/fetching/collect-mail.ts';
import type { Road } from '../../src/domain/mail-road.ts';
import { collectOptions } from '../support/collect-options.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { startGraphWorld } from '../support/graph-world.ts';
import { openImportDesk } from '../support/import-desk.ts';

// Imports the corpus from the simulated tenant in delete mode, by IMAP and by Graph in one run.

const { values } = parseArgs({ options: { messages: { type: 'string', default: '1000' } } });
const count = Number(values.messages);
const mail = readCorpusMail(count);
const world = await startGraphWorld();

async function importBy(road: Road): Promise<number> {
  const { dataPath } = await world.prepare(mail, { afterImport: 'delete' });
  const { desk, close } = await openImportDesk(dataPath, {}, { cloudPath: world.cloudPath });
  const channel = await getChannel(desk.read, 1);
  const began = performance.now();
  const reader = await openMailbox(desk, channel, { road });
  await collectMail(desk, channel, reader, collectOptions());
  const seconds = (performance.now() - began) / 1000;
  await reader.close();
  const stored = await desk.read.$count(receipts);
  await close();
  if (stored !== count) throw new Error(`${stored} receipts instead of ${count}`);
  return count / seconds;
}

try {
  await importBy('imap_smtp');
  const imap = await importBy('imap_smtp');
  const graph = await importBy('graph');
  process.stdout.write(
    `${JSON.stringify({
      benchmark: 'roads',
      messages: count,
      imapPerSecond: Math.round(imap),
      graphPerSecond: Math.round(graph),
      ratioOfGraph: Number((graph / imap).toFixed(2)),
      requests: world.sandbox.graph.stats.requests,
      refused: world.sandbox.graph.stats.refused,
    })}\n`,
  );
} finally {
  await world[Symbol.asyncDispose]();
}
