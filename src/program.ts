import { readCommandLine } from './commands/command-line.ts';
import { processEnvironment } from './config.ts';
import { AppError, toAppError } from './errors.ts';
import { createLog } from './log.ts';

// A reader that has seen enough (`| head`) ends the program, as it would any other.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// Exit codes: 0 done, 1 failed, 2 wrong usage.
void main(process.argv.slice(2));

async function main(words: string[]): Promise<void> {
  // The data file, its log and the sockets are for their owner only.
  process.umask(0o077);
  try {
    process.exitCode = await run(words);
  } catch (error) {
    const { code, message, cause } = toAppError(error);
    process.stderr.write(`postroom: ${message}\n`);
    if (code === 'internal') createLog('error').error('failed', { error: cause ?? error });
    process.exitCode = isUsage(error) ? 2 : 1;
  }
}

/** Each command loads only what it needs. */
async function run(words: string[]): Promise<number> {
  const line = readCommandLine(words);
  const env = processEnvironment();
  switch (line.command) {
    case 'help':
      process.stdout.write(line.text);
      return 0;
    case 'version':
      process.stdout.write((await import('./commands/version.ts')).describeVersion(line.flags));
      return 0;
    case 'config':
      return (await import('./commands/serve.ts')).dumpConfig(line.flags, env);
    case 'user':
      return (await import('./commands/user-command.ts')).runUserCommand(line, env);
    case 'token':
      return (await import('./commands/token-command.ts')).runToken(line, env);
    case 'import':
      return (await import('./commands/import-command.ts')).runImport(line, env);
    case 'backup':
      return (await import('./commands/backup-command.ts')).runBackup(line, env);
    case 'restore':
      return (await import('./commands/restore-command.ts')).runRestore(line, env);
    case 'check':
      return (await import('./commands/check-command.ts')).runCheck(line, env);
    case 'kept':
      return (await import('./commands/kept-command.ts')).runKept(line, env);
    case 'trace':
      return (await import('./commands/trace-command.ts')).runTrace(line, env);
    case 'reread':
      return (await import('./commands/reread-command.ts')).runReread(line.flags, env);
    case 'demo':
      return (await import('./demo/demo.ts')).runDemo(line.flags, env);
    case 'serve':
      return (await import('./commands/serve.ts')).serve(line.flags, env);
  }
}

function isUsage(error: unknown): boolean {
  return error instanceof AppError && error.fields?.usage !== undefined;
}
