import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks at a terminal, where what is typed is not shown; so it is asked for twice.
 * @throws AppError invalid where the two differ, or nothing was typed (Ctrl-C, Ctrl-D)
 */
export async function askPassword(terminal: Terminal): Promise<string> {
  const password = await askHidden(terminal, 'Password: ');
  if ((await askHidden(terminal, 'Once more: ')) === password) return password;
  throw new AppError('invalid', 'The two passwords differ; nothing was changed.');
}

async function askHidden({ stdin, stderr }: Terminal, question: string): Promise<string> {
  stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  const end = new AbortController();
  lines.once('SIGINT', () => end.abort()).once('close', () => end.abort());
  try {
    return await lines.question('', { signal: end.signal });
  } catch (cause) {
    throw new AppError('invalid', 'No password was typed; nothing was changed.', { cause });
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
