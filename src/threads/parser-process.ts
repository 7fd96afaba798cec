import { setPriority } from 'node:os';
import { runParser } from './parser.ts';

/** Where processors are short, pages come first: a third of the weight of what is not nice (sched(7)). */
const niceness = 5;

// Whoever started this process has ended: nothing more to answer.
process.stdout.on('error', () => process.exit());

void main();

async function main(): Promise<void> {
  setPriority(niceness);
  process.exitCode = await runParser();
}
