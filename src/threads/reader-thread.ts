import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../db/care/open.ts';
import { createLongReads } from '../db/long-reads.ts';
import { AppError, toAppError } from '../errors.ts';
import type { ReadAnswer, ReaderOptions, ReadRequest } from './reader-protocol.ts';

// Reads that may take long, on a connection of their own: pages do not wait while one is under way.

const port = parentPort;
if (port === null) throw new AppError('internal', 'Long reads run as a thread of the program only.');

type Reads = Record<string, (...input: readonly unknown[]) => Promise<unknown>>;

// A rejection here ends the thread; the client reads the error from it.
void main(port);

async function main(parent: MessagePort): Promise<void> {
  const { dataPath, key } = workerData as ReaderOptions;
  const reader = await openReader({ path: dataPath, key });
  const reads = createLongReads(reader.read) as unknown as Reads;
  parent.on('message', async (request: ReadRequest) => {
    if (request.kind === 'read') return parent.postMessage(await answer(reads, request));
    reader.close();
    parent.close();
  });
}

async function answer(
  reads: Reads,
  { id, name, input }: ReadRequest & { kind: 'read' },
): Promise<ReadAnswer> {
  try {
    const read = reads[name];
    if (read === undefined) throw new AppError('internal', `There is no long read "${name}".`);
    return { id, ok: true, value: await read(...input) };
  } catch (error) {
    const { code, message, fields, cause } = toAppError(error);
    const detail = code === 'internal' && cause instanceof Error ? ` (${cause.message})` : '';
    return { id, ok: false, error: { code, message: message + detail, fields } };
  }
}
