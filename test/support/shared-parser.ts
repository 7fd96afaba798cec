import { after } from 'node:test';
import { createLog, type Log } from '../../src/log.ts';
import { createParserPool, type ParserPool } from '../../src/mail/parser-pool.ts';
import { selfCommand } from '../../src/sea.ts';

// The parser processes of all desks in one process of tests: starting one takes longer than most tests.

/** Not what a test starts, such as a child that is killed, and not a benchmark: those have a pool to each desk. */
export const isTestProcess = process.env.NODE_TEST_CONTEXT !== undefined && process.argv.length === 2;
let shared: ParserPool | undefined;

// A process that runs several files imports this one before them, so that it is the last that happens.
if (isTestProcess) after(() => shared?.close());

/** @returns a pool that stays for others, or one of its own whose log is this one; `close` is called in either case */
export function borrowParser(log: Log): ParserPool {
  if (!isTestProcess) return startParser(log);
  shared ??= startParser(createLog('error'));
  return { ...shared, close: async () => undefined };
}

function startParser(log: Log): ParserPool {
  return createParserPool({ ...selfCommand('parser'), size: 2, memoryLimitMb: 400, log });
}
