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

// Imports the corpus from the simulated tenant in delete mode, by IMAP and by Graph in turn. The first of each, which loads
// and compiles what it needs, does not count; of the others, the middle one does.

const { values } = parseArgs({ options: { messages: { type: 'string', default: '1000' } } });
const count = Number(values.messages);
const mail = readCorpusMail(count);
const world = await startGraphWorld();

const turns = 3;

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

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

try {
  const rates: Record<Road, number[]> = { imap_smtp: [], graph: [] };
  for (let turn = 0; turn <= turns; turn++) {
    for (const road of ['imap_smtp', 'graph'] as const) {
      const rate = await importBy(road);
      if (turn > 0) rates[road].push(rate);
    }
  }
  const [imap, graph] = [median(rates.imap_smtp), median(rates.graph)];
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
