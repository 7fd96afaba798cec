import type { Config } from '../config.ts';
import type { FileBatch, FileResult } from '../domain/file-batch.ts';
import { openDeskCaller } from './ask-desk.ts';

/** The running instance, or a desk of our own when none runs. */
interface Importer {
  /** @throws AppError what desk/import-files says, unavailable when the instance goes away */
  send(batch: FileBatch): Promise<FileResult[]>;
  close(): Promise<void>;
}

/** @throws AppError conflict, unavailable, invalid */
export async function openImporter(config: Config): Promise<Importer> {
  const caller = await openDeskCaller(config);
  return {
    send: (batch) => caller.ask('importFiles', batch) as Promise<FileResult[]>,
    close: () => caller.close(),
  };
}
