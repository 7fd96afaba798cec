import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { runCommand } from '../../src/commands/run-command.ts';
import { selfCommand } from '../../src/sea.ts';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** @returns a folder that is removed when the test file has ended. */
export function createWorkplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-command-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command to its end, within this process: to start another one would take longer than most commands. */
export async function runPostroom(
  words: readonly string[],
  env: Record<string, string> = {},
  input: string | Uint8Array = '',
): Promise<CommandResult> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const said = Promise.all([text(stdout), text(stderr)]);
  // As the program does.
  const mask = process.umask(0o077);
  try {
    const stdin = Readable.from(input.length === 0 ? [] : [Buffer.from(input)]);
    const code = await runCommand(words, { POSTROOM_LOG_LEVEL: 'error', ...env }, { stdin, stdout, stderr });
    stdout.end();
    stderr.end();
    const [out, errors] = await said;
    return { stdout: out, stderr: errors, code };
  } finally {
    process.umask(mask);
  }
}

/** Starts the program and waits for its end. @param limits `fileBlocks`: no file may grow beyond so many units of 512 bytes */
export async function runProgram(
  words: readonly string[],
  env: Record<string, string> = {},
  input: string | Uint8Array = '',
  limits: { fileBlocks?: number } = {},
): Promise<CommandResult> {
  const child = spawnPostroom(words, env, limits);
  child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  child.stdin?.end(input);
  const [stdout, stderr, code] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    endOf(child),
  ]);
  return { stdout, stderr, code };
}

export function spawnPostroom(
  words: readonly string[],
  env: Record<string, string> = {},
  limits: { fileBlocks?: number } = {},
): ChildProcess {
  const { command, args } = selfCommand(...words);
  const environment = { PATH: '/usr/bin:/bin', POSTROOM_LOG_LEVEL: 'error', ...env };
  if (limits.fileBlocks === undefined) return spawn(command, args, { env: environment });
  const script = `trap '' XFSZ; ulimit -f ${limits.fileBlocks}; exec "$0" "$@"`;
  return spawn('sh', ['-c', script, command, ...args], { env: environment });
}

/** @returns the exit code; null when a signal ended it. */
export function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}
