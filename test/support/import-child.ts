import { type WatchingOptions, watchChannels } from '../../src/desk/watch-channels.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { openImportDesk } from './import-desk.ts';

export interface ImportChildInput {
  readonly dataPath: string;
  readonly port: number;
  readonly password: string;
}

/** Runs a desk with its scheduler on a data file until SIGTERM: what the kill tests kill. */
export async function runImportChild({ dataPath, port, password }: ImportChildInput): Promise<void> {
  const { desk, close } = await openImportDesk(dataPath);
  const connectionOf: WatchingOptions['connectionOf'] = async ({ address }) => ({
    host: '127.0.0.1',
    port,
    security: 'none',
    user: address,
    auth: { password },
  });
  const scheduler = createScheduler({ log: desk.log });
  const watching = watchChannels(desk, scheduler, { connectionOf, backoff: 50, poll: 200, compare: 500 });
  await new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
  await watching.stop();
  await close();
}
