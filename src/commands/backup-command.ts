import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Environment, readConfig } from '../config.ts';
import type { Backup } from '../db/care/backup.ts';
import { takeInstanceLock } from '../db/care/instance-lock.ts';
import { AppError } from '../errors.ts';
import { createFileJobs, type Tell } from '../threads/file-jobs.ts';
import { assertDataFile } from './assert-data-file.ts';
import type { CommandLine, FileCommand } from './command-line.ts';
import { askRunningInstance } from './control-socket.ts';
import { withProgress } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

export type FileCommandLine = Extract<CommandLine, { command: FileCommand }>;

/** The running instance writes the backup itself; without one the file is locked meanwhile. @returns the exit code */
export async function runBackup(
  { paths, flags }: FileCommandLine,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const [path = ''] = paths;
  const out = resolve(path);
  const backup = await withProgress(terminal.stderr, async (tell) => {
    const asked = askRunningInstance(config.dataPath, 'backUp', { out }, tell);
    const answer = await asked.catch((error: unknown) => {
      throw nameWriter(error);
    });
    return answer === undefined ? backUpAlone(config, out, tell) : (answer.value as Backup);
  });
  if (!existsSync(out)) throw notVisible(out);
  const { tickets, articles, version, bytes, damage } = backup;
  const size = `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  terminal.stdout.write(
    `Wrote and verified ${out}: ${size}, ${tickets} tickets, ${articles} articles, schema ${version}.\n`,
  );
  for (const line of damage) terminal.stderr.write(`postroom: damaged already in the data file: ${line}\n`);
  return damage.length === 0 ? 0 : 1;
}

async function backUpAlone(
  config: { dataPath: string; key: string | undefined },
  out: string,
  tell: Tell,
): Promise<Backup> {
  assertDataFile(config.dataPath, 'back up');
  const lock = await takeInstanceLock(config.dataPath, config);
  try {
    return await createFileJobs(config).backUp(out, tell);
  } finally {
    await lock.release();
  }
}

/** What forbids it to the service need not forbid it to whoever reads this: another user, folders that systemd keeps read-only. */
function nameWriter(error: unknown): unknown {
  if (!(error instanceof AppError) || error.fields?.out === undefined) return error;
  const { code, message } = error;
  const who = 'The running Postroom writes it, as its own user and with its own view of the folders';
  return new AppError(code, `${message} ${who}; expected ${sharedPath}.`, { cause: error });
}

const sharedPath = 'a path that it may write to, such as beside the data file';

/** A service can have folders of its own under the same name (systemd's PrivateTmp, a container). */
function notVisible(out: string): AppError {
  return new AppError(
    'unavailable',
    `The running Postroom wrote ${out}, but in its own view of the folders, where it is not visible from here; expected a path that both share, such as beside the data file.`,
  );
}
