import { dirname } from 'node:path';
import { type Environment, readConfig } from '../config.ts';
import type { KeptFile } from '../db/care/kept-files.ts';
import type { KeptReason } from '../db/care/kept-name.ts';
import { prepareNativeAddon } from '../db/care/native-addon.ts';
import { createFileJobs } from '../threads/file-jobs.ts';
import type { CommandLine } from './command-line.ts';
import { withProgress } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

const reasons: Readonly<Record<KeptReason, string>> = {
  restore: 'before a restore',
  update: 'before an update',
  key: 'before a change of the key',
};

/** One line for each copy that was kept. @returns 0; 1 when one of them could not be restored */
export async function runKept(
  { action, flags }: Extract<CommandLine, { command: 'kept' }>,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  prepareNativeAddon(dirname(config.dataPath));
  const kept = await withProgress(terminal.stderr, (tell) =>
    createFileJobs(config).listKept(action === 'verify', tell),
  );
  if (flags.json !== undefined) terminal.stdout.write(`${JSON.stringify(kept)}\n`);
  else if (kept.length === 0) terminal.stdout.write(`Nothing is kept beside ${config.dataPath}.\n`);
  else terminal.stdout.write(kept.map((each) => describe(each, action === 'verify')).join(''));
  return kept.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

function describe(kept: KeptFile, isVerified: boolean): string {
  const { path, reason, keptAt, bytes, version, tickets, articles, problem } = kept;
  const time = keptAt.slice(0, 16).replace('T', ' ');
  const size = `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const counts = `schema ${version}, ${tickets} tickets, ${articles} articles`;
  const state = problem ?? `${counts}${isVerified ? ', every stored byte was read' : ''}`;
  return `${path}: kept ${reasons[reason]} on ${time} UTC, ${size}, ${state}\n`;
}
