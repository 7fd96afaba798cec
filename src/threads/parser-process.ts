import { runParser } from './parser.ts';

// Whoever started this process has ended: nothing more to answer.
process.stdout.on('error', () => process.exit());

void main();

async function main(): Promise<void> {
  process.exitCode = await runParser();
}
