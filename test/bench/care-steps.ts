import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import type { Write } from '../../src/db/care/write.ts';
import { exportCustomer } from '../../src/db/customer-export.ts';
import { findOwnMail } from '../../src/db/customer-mail.ts';
import { getCustomer, listAddresses } from '../../src/db/customer-page.ts';
import { deleteChannel } from '../../src/desk/channels/delete-channel.ts';
import { eraseCustomer } from '../../src/desk/customers/erase-customer.ts';
import { mergeCustomers } from '../../src/desk/customers/merge-customers.ts';
import { createDoor } from '../../src/desk/door.ts';
import { rereadMail } from '../../src/desk/files/reread-mail.ts';
import { keepAuditShort } from '../../src/desk/settings/audit-log.ts';
import { describeFact } from '../../views/facts/fact-words.ts';
import { type ImportDesk, openImportDesk } from '../support/import-desk.ts';

// What a running desk does over very many rows of one customer or channel, each step in a process of its own.

/** In this order: each leaves the file as the next one wants it. */
export const careSteps = [
  'export',
  'reread',
  'retention',
  'merge customers',
  'erase',
  'delete channel',
] as const;
export type CareStep = (typeof careSteps)[number];

const commandLine = { kind: 'command_line' } as const;

const work: Readonly<Record<CareStep, (opened: ImportDesk) => Promise<unknown>>> = {
  async export({ desk }) {
    let letters = 0;
    const own = await findOwnMail(
      desk.read,
      1,
      await listAddresses(desk.read, await getCustomer(desk.read, 1)),
    );
    for await (const piece of exportCustomer(desk.read, 1, own, describeFact)) letters += piece.length;
    return letters;
  },
  async reread({ desk }) {
    const door = createDoor(desk).as(commandLine);
    for (let after: number | undefined = 0; after !== undefined; )
      after = (await door.call(rereadMail, { after, isRehearsal: false })).next;
  },
  retention: ({ desk }) => keepAuditShort(desk),
  'merge customers': ({ desk }) =>
    createDoor(desk).as(commandLine).call(mergeCustomers, { fromId: 2, intoId: 1 }),
  async erase({ desk }) {
    const [row] = await desk.read.all<{ email: string }>('SELECT email FROM customers WHERE id = 1');
    const door = createDoor(desk).as(commandLine);
    await door.call(eraseCustomer, { customerId: 1, confirmation: row?.email ?? '' });
  },
  async 'delete channel'({ desk }) {
    const [row] = await desk.read.all<{ address: string }>('SELECT address FROM channels WHERE id = 1');
    const door = createDoor(desk).as(commandLine);
    await door.call(deleteChannel, { channelId: 1, address: row?.address ?? '' });
  },
};

/** Gives all tickets to two customers, and all receipts to one channel; a year of passing facts to the log. */
export function crowdFile(path: string): void {
  const db = new DatabaseSync(path);
  db.exec(`UPDATE tickets SET customer_id = 1 + (id % 2), channel_id = 1;
    UPDATE receipts SET channel_id = 1;
    WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 100000)
    INSERT INTO facts (at, kind, data, actor_kind, via, channel_id)
      SELECT n, 'channel.changed', '{"changes":[]}', 'command_line', 'command_line', 1 FROM counted;
    PRAGMA wal_checkpoint(TRUNCATE)`);
  db.close();
}

/** Does one step, and says how long the event loop had to wait for its turn, and a transaction took, at most. */
export async function runCareStep(step: CareStep, path: string): Promise<void> {
  const plain = await openImportDesk(path);
  const longest = { milliseconds: 0 };
  const opened = { ...plain, desk: { ...plain.desk, write: timeWrites(plain.desk.write, longest) } };
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const began = performance.now();
  await work[step](opened);
  const seconds = (performance.now() - began) / 1000;
  // What holds the loop up until now is seen in its next turn.
  await new Promise((then) => setTimeout(then, 50));
  delay.disable();
  await opened.close();
  const figures = {
    seconds: Number(seconds.toFixed(1)),
    longestTurnMs: Math.round(delay.max / 1e6),
    longestTransactionCpuMs: Math.round(longest.milliseconds),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

/** By the processor's time, which other programs on the machine do not lengthen. */
function timeWrites(write: Write, longest: { milliseconds: number }): Write {
  return (fn, urgency) =>
    write(async (tx) => {
      const before = process.cpuUsage();
      const done = await fn(tx);
      const { user, system } = process.cpuUsage(before);
      longest.milliseconds = Math.max(longest.milliseconds, (user + system) / 1000);
      return done;
    }, urgency);
}
