import { existsSync, type Stats, statSync } from 'node:fs';
import { type Environment, readConfig, usageError } from '../config.ts';
import type { FileBatch, FileMail } from '../domain/file-batch.ts';
import { largestMegabytes } from '../domain/mail-settings.ts';
import { readDay } from '../domain/utc-day.ts';
import { type FoundMessage, readMailFiles } from '../mail/mail-files.ts';
import type { FileCommandLine } from './backup-command.ts';
import type { Flags } from './command-line.ts';
import { createImportReport } from './import-report.ts';
import { openImporter } from './importer.ts';
import { listenForStop, type Stop } from './serve.ts';
import type { Terminal } from './terminal.ts';

/** What goes to the desk at once. */
const batchMessages = 50;
const batchBytes = 1024 * 1024;
/** What an admin allows is for the desk to know; larger ones could never be read. */
const limitBytes = largestMegabytes * 1024 * 1024;
/** Batches under way: one is read, some are parsed, one is stored. */
const batchesAtOnce = 5;

/** Reads the files here and hands them to whoever writes the data file. @returns the exit code */
export async function runImport(
  { paths, flags }: FileCommandLine,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const archiveBefore = readArchiveBefore(flags['archive-before']);
  const isJson = flags.json !== undefined;
  const batch = (mails: FileMail[]): FileBatch => ({
    group: flags.group,
    archiveBefore,
    withText: isJson,
    mails,
  });
  const report = createImportReport(isJson, terminal);
  const importer = await openImporter(config);
  const stop = listenForStop();
  let isDone = false;
  try {
    // Says at once that the group is not there.
    await importer.send(batch([]));
    const messages = readMailFiles(paths, {
      stdin: terminal.stdin,
      limitBytes,
      isForbidden: createGuard(config.dataPath),
      onSkip: report.skip,
    });
    await sendAll(messages, async (mails) => report.add(await importer.send(batch(mails))), stop);
    isDone = true;
  } finally {
    stop.end();
    // A pipe that says nothing more would keep the command waiting.
    if (stop.isStopped()) terminal.stdin.destroy();
    await importer.close();
    report.end(isDone);
  }
  if (!stop.isStopped()) return 0;
  terminal.stderr.write('Stopped. Run the same command again to go on.\n');
  return 1;
}

async function sendAll(
  messages: AsyncIterable<FoundMessage>,
  send: (mails: FileMail[]) => Promise<void>,
  { stopped, isStopped }: Stop,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  const batches = gather(messages);
  for (;;) {
    const next = batches.next();
    // Who stops it waits for no message that has not come.
    next.catch(() => undefined);
    const read = await Promise.race([next, stopped]);
    if (isStopped() || read === undefined || read.done === true) break;
    const sent = send(read.value);
    // Waited for below, in order.
    sent.catch(() => undefined);
    underWay.push(sent);
    if (underWay.length >= batchesAtOnce) await underWay.shift();
  }
  await Promise.all(underWay);
}

async function* gather(messages: AsyncIterable<FoundMessage>): AsyncGenerator<FileMail[]> {
  let batch: FileMail[] = [];
  let bytes = 0;
  for await (const { path, raw, size, isOversized, deliveredAt } of messages) {
    if (batch.length > 0 && (batch.length >= batchMessages || bytes + raw.length > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({
      path,
      raw: raw.toString('base64'),
      size,
      isOversized,
      deliveredAt: deliveredAt?.toISOString(),
    });
    bytes += raw.length;
  }
  if (batch.length > 0) yield batch;
}

/** Recognises the data file and what lies beside it, under whatever name. */
function createGuard(dataPath: string): (facts: Stats) => boolean {
  const own = ['', '-wal', '-shm', '-journal', '.lock', '.lock-journal', '.sock']
    .map((end) => dataPath + end)
    .filter((path) => existsSync(path))
    .map((path) => statSync(path));
  return ({ dev, ino }) => own.some((file) => file.dev === dev && file.ino === ino);
}

function readArchiveBefore(text: Flags[string]): string | undefined {
  if (text === undefined) return undefined;
  const day = readDay(text);
  if (day !== undefined) return day.toISOString();
  throw usageError(`--archive-before is "${text}"; expected a day, such as 2026-01-31.`);
}
