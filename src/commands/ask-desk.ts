import type { readConfig } from '../config.ts';
import { fitKey } from '../db/care/fit-key.ts';
import { takeInstanceLock } from '../db/care/instance-lock.ts';
import { setLateOptions } from '../late-options.ts';
import { createLog } from '../log.ts';
import { hasAssets } from '../sea.ts';
import { startDesk } from '../threads/desk-client.ts';
import { createDeskOptions } from '../threads/desk-options.ts';
import { assertDataFile } from './assert-data-file.ts';
import { type ControlCommand, callDesk, connectInstance } from './control-socket.ts';

/**
 * Asks the running instance, or takes the data file itself when none runs.
 * @param purpose of a data file that has to be there; left out, a new one is made @throws AppError the desk's
 */
export async function askDesk(
  config: ReturnType<typeof readConfig>,
  command: ControlCommand,
  input: unknown,
  purpose?: string,
): Promise<unknown> {
  const caller = await openDeskCaller(config, purpose);
  return caller.ask(command, input).finally(() => caller.close());
}

/** For a command that asks many times. */
interface DeskCaller {
  ask(command: ControlCommand, input: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** The running instance, or a desk of our own when none runs. @param purpose as above @throws AppError conflict, unavailable, invalid */
export async function openDeskCaller(
  config: ReturnType<typeof readConfig>,
  purpose?: string,
): Promise<DeskCaller> {
  const instance = await connectInstance(config.dataPath);
  if (instance !== undefined) {
    return { ask: (command, input) => instance.ask(command, input), close: async () => instance.close() };
  }
  if (purpose !== undefined) assertDataFile(config.dataPath, purpose);
  const lock = await takeInstanceLock(config.dataPath, config);
  try {
    const { dataPath } = config;
    const key = await fitKey({ path: dataPath, key: config.key });
    const options = createDeskOptions({ ...config, key }, config.publicUrl ?? '', { isIdle: true });
    const desk = await startDesk(options, createLog('warn'));
    // The tests run this in their own process, which loads more afterwards.
    if (hasAssets()) setLateOptions();
    return {
      ask: (command, input) => callDesk(desk, command, input),
      async close() {
        await desk.stop().finally(() => lock.release());
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
