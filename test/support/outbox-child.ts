import { type ChildProcess, spawn } from 'node:child_process';
import { startOutbox } from '../../src/desk/outbox/deliver-outbox.ts';
import { endWithUs } from './import-child.ts';
import { openImportDesk } from './import-desk.ts';
import { sourceOptions } from './source-options.ts';

export interface OutboxChildInput {
  readonly dataPath: string;
  /** Left out where its channel has a password. */
  readonly cloudPath: string | undefined;
  /** Its clock began here and runs so many times as fast, so that nobody waits for pauses of an hour. */
  readonly beginning: number;
  readonly speed: number;
}

const mark = 'outbox-child';

/** A test file that starts children of itself asks this first, and then does nothing else. */
export const isOutboxChild = process.argv[2] === mark;

/** Starts `file` again, which has to call `runOutboxChild`. It sends one message once SIGTERM finds it listening. */
export function startOutboxChild(file: string, input: OutboxChildInput): ChildProcess {
  const args = [...sourceOptions, file, mark, JSON.stringify(input)];
  return endWithUs(spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** Sends what a data file has in its outbox until SIGTERM: what the fault test kills. */
export async function runOutboxChild(): Promise<void> {
  const input = JSON.parse(process.argv[3] ?? '') as OutboxChildInput;
  const { dataPath, cloudPath, beginning, speed } = input;
  const now = () => new Date(beginning + (Date.now() - beginning) * speed);
  const { desk, close } = await openImportDesk(dataPath, {}, { cloudPath, now });
  const outbox = startOutbox(desk, { elapsed: () => now().getTime() });
  const hurry = setInterval(() => outbox.wake(), 100);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.send?.('listening');
  });
  clearInterval(hurry);
  await outbox.stop();
  await close();
}
