import { runCommand } from './commands/run-command.ts';
import { processEnvironment } from './config.ts';

// A reader that has seen enough (`| head`) ends the program, as it would any other.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// The data file, its log and the sockets are for their owner only.
process.umask(0o077);
void runCommand(process.argv.slice(2), processEnvironment(), process).then((code) => {
  process.exitCode = code;
});
