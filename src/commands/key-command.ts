import { text } from 'node:stream/consumers';
import { type Config, type Environment, readConfig, usageError } from '../config.ts';
import type { KeyChanged } from '../db/care/change-key.ts';
import { findDataFile } from '../db/care/file-access.ts';
import { takeInstanceLock } from '../db/care/instance-lock.ts';
import { AppError } from '../errors.ts';
import { createFileJobs } from '../threads/file-jobs.ts';
import type { CommandLine } from './command-line.ts';
import { withProgress } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

type KeyLine = Extract<CommandLine, { command: 'key' }>;

/**
 * Encrypts the data file by POSTROOM_KEY, gives it another key, or takes the encryption away. @returns the exit code
 * @throws AppError conflict while an instance runs
 */
export async function runKey(
  { action, flags }: KeyLine,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const { dataPath } = config;
  if (findDataFile(dataPath) === undefined) {
    throw new AppError(
      'invalid',
      `There is no data file ${dataPath}; a new one is encrypted when POSTROOM_KEY is set.`,
    );
  }
  const { oldKey, newKey } = await chooseKeys(action, config, terminal);
  const lock = await takeInstanceLock(dataPath, { key: oldKey });
  try {
    const done = await withProgress(terminal.stderr, (tell) =>
      createFileJobs({ dataPath, key: oldKey }).changeKey(newKey, tell),
    );
    terminal.stdout.write(describe(action, done));
    return 0;
  } finally {
    await lock.release();
  }
}

async function chooseKeys(
  action: KeyLine['action'],
  { key }: Config,
  terminal: Terminal,
): Promise<{ oldKey: string | undefined; newKey: string | undefined }> {
  if (key === undefined) {
    const wanted = action === 'set' ? 'the key that the file is to have' : 'the key that the file has now';
    throw usageError(`POSTROOM_KEY (or POSTROOM_KEY_FILE) is not set; expected ${wanted}.`);
  }
  if (action === 'set') return { oldKey: undefined, newKey: key };
  if (action === 'remove') return { oldKey: key, newKey: undefined };
  // The same letters can be written in two ways, and keyboards differ.
  const newKey = (await text(terminal.stdin)).replace(/\r?\n$/, '').normalize('NFC');
  if (newKey === '' || /[\0\r\n]/.test(newKey)) {
    throw usageError('The new key is read from standard input, as one line: echo … | postroom key change');
  }
  if (newKey === key) throw usageError('The new key is the one that the file has.');
  return { oldKey: key, newKey };
}

const done: Readonly<Record<KeyLine['action'], string>> = {
  set: 'is encrypted now. Start Postroom with the same POSTROOM_KEY; without it the file cannot be read by anybody.',
  change: 'has the new key now. Set POSTROOM_KEY to it before the next start.',
  remove: 'is not encrypted any more. Start Postroom without POSTROOM_KEY.',
};
const kept: Readonly<Record<KeyLine['action'], string>> = {
  set: 'and is not encrypted: delete it when Postroom runs, as well as older backups',
  change: 'with its earlier key',
  remove: 'with its key',
};

function describe(action: KeyLine['action'], { path, keptAs, tickets, articles }: KeyChanged): string {
  return `${path} (${tickets} tickets, ${articles} articles) ${done[action]}\nThe file as it was is kept as ${keptAs}, ${kept[action]}.\n`;
}
