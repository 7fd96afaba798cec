import { type Environment, readConfig } from '../config.ts';
import type { CheckReport } from '../db/care/check-file.ts';
import { describeFinding } from '../db/care/finding.ts';
import { takeInstanceLock } from '../db/care/instance-lock.ts';
import { createFileJobs, type Tell } from '../threads/file-jobs.ts';
import { assertDataFile } from './assert-data-file.ts';
import type { FileCommandLine } from './backup-command.ts';
import { askRunningInstance } from './control-socket.ts';
import { withProgress } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** One line for each thing that is wrong. @returns 0 when all is well, else 1 */
export async function runCheck(
  { flags }: FileCommandLine,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const report = await withProgress(terminal.stderr, async (tell) => {
    const answer = await askRunningInstance(config.dataPath, 'checkFile', undefined, tell);
    return answer === undefined ? checkAlone(config, tell) : (answer.value as CheckReport);
  });
  const isSound = report.findings.length === 0;
  terminal.stdout.write(
    flags.json === undefined ? describe(report) : `${JSON.stringify({ ok: isSound, ...report })}\n`,
  );
  return isSound ? 0 : 1;
}

async function checkAlone(
  config: { dataPath: string; key: string | undefined },
  tell: Tell,
): Promise<CheckReport> {
  assertDataFile(config.dataPath, 'check');
  const lock = await takeInstanceLock(config.dataPath, config);
  try {
    return await createFileJobs(config).check(tell);
  } finally {
    await lock.release();
  }
}

function describe({ findings, rows }: CheckReport): string {
  if (findings.length > 0) return findings.map((finding) => `${describeFinding(finding)}\n`).join('');
  const counts = ['tickets', 'articles', 'receipts', 'quarantine', 'blobs'].map(
    (table) => `${rows[table] ?? 0} ${table}`,
  );
  return `Nothing is wrong: ${counts.join(', ')}; every stored byte was read.\n`;
}
