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
    const restored = await withProgress(terminal.stderr, (tell) =>
      createFileJobs(config).restore(backup, tell),
    );
    const { keptAs, kept, tickets, articles, version, held, isAccessKept, erased } = restored;
    terminal.stdout.write(
      `Restored ${config.dataPath} from ${backup}: ${tickets} tickets, ${articles} articles, schema ${version}.\n`,
    );
    terminal.stdout.write(isAccessKept ? accessKept : accessOfBackup);
    if (erased > 0) terminal.stdout.write(describeErased(erased));
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

const accessKept =
  'Who gets in stays as it was: users with their passwords, factors, roles and groups, and API tokens. Everybody signs in again.\n';

const accessOfBackup =
  'Who gets in is as in the backup: what was revoked or changed since is not known, as there is no earlier data file of it that can be read. Look through users and API tokens before you start Postroom (postroom user list, postroom token list). Everybody signs in again.\n';

function describeErased(count: number): string {
  return `Customers who were erased since the backup and are in it: ${count}. Settings, Backups lists them, to be erased again.\n`;
}

function describeHeld(count: number): string {
  return `Messages that waited to be sent when the backup was made: ${count}. They may have gone out since, so Postroom looks for them in Sent Items, and asks about those that are not there (Outbox).\n`;
}
