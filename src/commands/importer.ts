import type { Config } from '../config.ts';
import { takeInstanceLock } from '../db/care/instance-lock.ts';
import type { FileBatch, FileResult } from '../domain/file-batch.ts';
import { createLog } from '../log.ts';
import { startDesk } from '../threads/desk-client.ts';
import { createDeskOptions } from '../threads/desk-options.ts';
import { connectInstance } from './control-socket.ts';

/** The running instance, or a desk of our own when none runs. */
export interface Importer {
  /** @throws AppError what desk/import-files says, unavailable when the instance goes away */
  send(batch: FileBatch): Promise<FileResult[]>;
  close(): Promise<void>;
}

/** @throws AppError conflict, unavailable, invalid */
export async function openImporter(config: Config): Promise<Importer> {
  const instance = await connectInstance(config.dataPath);
  if (instance !== undefined) {
    return {
      send: (batch) => instance.ask('importFiles', batch) as Promise<FileResult[]>,
      close: async () => instance.close(),
    };
  }
  const lock = await takeInstanceLock(config.dataPath);
  try {
    const options = createDeskOptions(config, config.publicUrl ?? '', { isIdle: true });
    const desk = await startDesk(options, createLog('warn'));
    return {
      send: (batch) => desk.as({ kind: 'command_line' }).call('importFiles', batch),
      async close() {
        await desk.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
