import { resolve } from 'node:path';
import { type Environment, readConfig } from '../config.ts';
import { takeInstanceLock } from '../db/care/instance-lock.ts';
import { createFileJobs } from '../threads/file-jobs.ts';
import type { FileCommandLine } from './backup-command.ts';
import { withProgress } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** @returns the exit code. @throws AppError conflict while an instance runs */
export async function runRestore(
  { paths, flags }: FileCommandLine,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const backup = resolve(paths[0] ?? '');
  const lock = await takeInstanceLock(config.dataPath);
  try {
    // In a thread of its own: at its end every connection is closed for certain, before the lock is released.
    const { keptAs, kept, tickets, articles, version, held } = await withProgress(terminal.stderr, (tell) =>
      createFileJobs(config).restore(backup, tell),
    );
    terminal.stdout.write(
      `Restored ${config.dataPath} from ${backup}: ${tickets} tickets, ${articles} articles, schema ${version}.\n`,
    );
    const holds =
      kept === undefined ? 'cannot be read' : `holds ${kept.tickets} tickets and ${kept.articles} articles`;
    if (keptAs !== undefined) {
      terminal.stdout.write(`The earlier data file, which ${holds}, is kept as ${keptAs}.\n`);
    }
    if (held > 0) terminal.stdout.write(describeHeld(held));
    return 0;
  } finally {
    await lock.release();
  }
}

function describeHeld(count: number): string {
  return `Messages that waited to be sent when the backup was made: ${count}. They may have gone out since, so Postroom looks for them in Sent Items, and asks about those that are not there (Outbox).\n`;
}
