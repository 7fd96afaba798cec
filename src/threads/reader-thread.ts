import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../db/care/open.ts';
import { createLongReads } from '../db/long-reads.ts';
import { AppError } from '../errors.ts';
import type { ReadBody, ReaderOptions } from './reader-protocol.ts';
import { answerRequest, type Request } from './thread-caller.ts';

// Reads that may take long, on a connection of their own: pages do not wait while one is under way.

/** What one search looks up in thousands of places is looked up there again by the next statement. */
const cacheKib = 16_000;

const port = parentPort;
if (port === null) throw new AppError('internal', 'Long reads run as a thread of the program only.');

type Reads = Record<string, (...input: readonly unknown[]) => Promise<unknown>>;

// A rejection here ends the thread; the client reads the error from it.
void main(port);

async function main(parent: MessagePort): Promise<void> {
  const { dataPath, key } = workerData as ReaderOptions;
  const reader = await openReader({ path: dataPath, key }, cacheKib);
  const reads = createLongReads(reader.read) as unknown as Reads;
  parent.on('message', async ({ id, body }: Request<ReadBody>) => {
    if (body.kind === 'read') {
      return parent.postMessage(await answerRequest(id, () => perform(reads, body.name, body.input)));
    }
    parent.postMessage(await answerRequest(id, async () => reader.close()));
    parent.close();
  });
}

async function perform(reads: Reads, name: string, input: readonly unknown[]): Promise<unknown> {
  const read = reads[name];
  if (read === undefined) throw new AppError('internal', `There is no long read "${name}".`);
  return read(...input);
}
