import type { Environment } from '../config.ts';
import { AppError, toAppError } from '../errors.ts';
import { createLog } from '../log.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { type Terminal, toOneLine } from './terminal.ts';

/** Does what the words of a command line ask for. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function runCommand(
  words: readonly string[],
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  try {
    return await choose(readCommandLine([...words]), env, terminal);
  } catch (error) {
    const { code, message, cause } = toAppError(error);
    terminal.stderr.write(`postroom: ${message.split('\n').map(toOneLine).join('\n')}\n`);
    if (code === 'internal') createLog('error').error('failed', { error: cause ?? error });
    return isUsage(error) ? 2 : 1;
  }
}

/** Each command loads only what it needs. */
async function choose(line: CommandLine, env: Environment, terminal: Terminal): Promise<number> {
  switch (line.command) {
    case 'help':
      terminal.stdout.write(line.text);
      return 0;
    case 'version':
      terminal.stdout.write((await import('./version.ts')).describeVersion(line.flags));
      return 0;
    case 'config':
      return (await import('./serve.ts')).dumpConfig(line.flags, env, terminal);
    case 'user':
      return (await import('./user-command.ts')).runUserCommand(line, env, terminal);
    case 'token':
      return (await import('./token-command.ts')).runToken(line, env, terminal);
    case 'import':
      return (await import('./import-command.ts')).runImport(line, env, terminal);
    case 'backup':
      return (await import('./backup-command.ts')).runBackup(line, env, terminal);
    case 'restore':
      return (await import('./restore-command.ts')).runRestore(line, env, terminal);
    case 'check':
      return (await import('./check-command.ts')).runCheck(line, env, terminal);
    case 'key':
      return (await import('./key-command.ts')).runKey(line, env, terminal);
    case 'kept':
      return (await import('./kept-command.ts')).runKept(line, env, terminal);
    case 'trace':
      return (await import('./trace-command.ts')).runTrace(line, env, terminal);
    case 'reread':
      return (await import('./reread-command.ts')).runReread(line.flags, env, terminal);
    case 'demo':
      return (await import('../demo/demo.ts')).runDemo(line.flags, env);
    case 'serve':
      return (await import('./serve.ts')).serve(line.flags, env, terminal);
  }
}

function isUsage(error: unknown): boolean {
  return error instanceof AppError && error.fields?.usage !== undefined;
}
