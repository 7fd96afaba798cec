import { setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { setLateOptions } from '../late-options.ts';
import { runParser } from './parser.ts';

/** Where processors are short, pages come first: a third of the weight of what is not nice (sched(7)). */
const niceness = 5;

// Whoever started this process has ended: nothing more to answer.
process.stdout.on('error', () => process.exit());

void main();

async function main(): Promise<void> {
  setPriority(niceness);
  // Of V8's compilers the last one took a quarter of this process's time and tens of megabytes, and gave back no more than
  // that over 6,000 messages. Said here and not on the command line, where V8 would take no code cache.
  setFlagsFromString('--no-turbofan');
  setLateOptions();
  // Here it is won back: the same functions read each line and each tag.
  setFlagsFromString('--invocation-count-for-maglev=400');
  process.exitCode = await runParser();
}
