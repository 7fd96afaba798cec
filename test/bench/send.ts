import { parseArgs } from 'node:util';
import { loadSendingSettings, putSendingSettings } from '../../src/db/sending-settings.ts';
import { startOutbox } from '../../src/desk/outbox/deliver-outbox.ts';
import type { Road } from '../../src/domain/mail-road.ts';
import { openOutboxWorld } from '../support/outbox-world.ts';
import { describeTimes } from '../support/times.ts';
import { waitFor } from '../support/wait-for.ts';

// Answers to tickets, first written, then handed over to the simulated tenant by SMTP and by Graph. What Exchange allows in a
// minute and a day is set as high as it goes, so that what is measured is the outbox's own work.

const { values } = parseArgs({ options: { answers: { type: 'string', default: '200' } } });
const count = Number(values.answers);

async function sendBy(road: Road): Promise<object> {
  const world = await openOutboxWorld('support@brightwater.example', { road });
  const { desk } = world.tickets;
  const noLimits = { messagesPerMinute: 10_000, recipientsPerDay: 1_000_000, undoSeconds: 0 };
  const settings = { ...(await loadSendingSettings(desk.read)), ...noLimits };
  await desk.write((tx) => putSendingSettings(tx, settings));
  const writing: number[] = [];
  const items: Awaited<ReturnType<typeof world.answer>>[] = [];
  for (let n = 0; n < count; n++) {
    const began = performance.now();
    items.push(await world.answer());
    writing.push(performance.now() - began);
  }
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const outbox = startOutbox(desk);
  await waitFor(() => world.sandbox.sent.length >= count, 300_000);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const item of items) await world.until(item.id, ({ state }) => state === 'sent');
  await outbox.stop();
  const twice = items.filter((item) => world.countSent(item) !== 1).length;
  await world.close();
  if (twice > 0) throw new Error(`${twice} answers were not sent exactly once`);
  return {
    road,
    connections: settings.connections,
    messagesPerSecond: Number((count / seconds).toFixed(1)),
    // The simulated tenant runs in this process too.
    cpuMillisecondsEach: Number(((user + system) / 1000 / count).toFixed(1)),
    mailAndAnswerMilliseconds: describeTimes(writing),
  };
}

const roads: object[] = [];
for (const road of ['imap_smtp', 'graph'] as const) roads.push(await sendBy(road));
process.stdout.write(`${JSON.stringify({ benchmark: 'send', answers: count, roads })}\n`);
