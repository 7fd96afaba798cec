import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { tellWebhooks } from '../../src/desk/telling/tell-webhooks.ts';
import { endWithUs } from './import-child.ts';
import { openImportDesk } from './import-desk.ts';
import { sourceOptions } from './source-options.ts';

const mark = 'webhook-child';

/** A test file that starts children of itself asks this first, and then does nothing else. */
export const isWebhookChild = process.argv[2] === mark;

/** Starts `file` again, which has to call `runWebhookChild`. It sends one message once everything is told. */
export function startWebhookChild(file: string, dataPath: string): ChildProcess {
  const args = [...sourceOptions, file, mark, dataPath];
  return endWithUs(spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** Tells the webhooks of a data file until SIGTERM. While nothing is due its clock goes on by itself to what is due next. */
export async function runWebhookChild(): Promise<void> {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const { desk, close } = await openImportDesk(process.argv[3], {}, { now });
  const stopping = new AbortController();
  process.once('SIGTERM', () => stopping.abort());
  let isTold = false;
  while (!stopping.signal.aborted) {
    await tellWebhooks(desk, { stopping: stopping.signal, beat: () => undefined });
    const [row] = await desk.read.all<{ queued: number; next: number | null }>(
      sql`SELECT count(*) AS queued, min(next_attempt_at) FILTER (WHERE next_attempt_at > ${now().getTime()}) AS next
        FROM webhook_deliveries WHERE state = 'queued'`,
    );
    if (row?.queued === 0 && !isTold) process.send?.('told');
    isTold = row?.queued === 0;
    if (isTold) await wait(20);
    else if (row?.next != null) ahead += Math.max(0, row.next - now().getTime());
  }
  await close();
}
