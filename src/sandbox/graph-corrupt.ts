import type { Fault } from './faults.ts';
import type { GraphAnswer, GraphCall } from './graph-context.ts';
import { GraphError } from './graph-errors.ts';
import type { FoundMessage } from './mailboxes.ts';

/** Thrown where an answer comes out that is no answer. */
class BrokenAnswer extends Error {}

/**
 * What a corrupt message makes of every request that has to read it (`graph-corrupt`), or that wants more of it than its
 * id (`graph-corrupt-facts`). The fault's `value` is the UID in the inbox, its `words` the answer, such as `503 UnknownError: Text.`, or
 * `no-json`.
 * @param isPlain that only the id is asked for
 * @throws GraphError
 */
export function strikeCorrupt(call: GraphCall, { folder, message }: FoundMessage, isPlain: boolean): void {
  const { faults } = call.context.state;
  if (folder !== call.mailbox.folderOf('inbox')) return;
  const isMeant = ({ kind, value, command = call.command }: Fault) =>
    value === message.uid &&
    command === call.command &&
    (kind === 'graph-corrupt' || (kind === 'graph-corrupt-facts' && !isPlain));
  const found = faults.listOf(call.mailbox.address).find(isMeant);
  if (found === undefined) return;
  const { words = '' } = found;
  if (words === 'no-json') throw new BrokenAnswer();
  const [, status = '500', code = 'ErrorInternalServerError', text] =
    /^([45]\d\d) (\w+)(?::\s*(.*))?$/s.exec(words) ?? [];
  const said = text ?? 'An internal server error occurred. The operation failed., Object reference not set.';
  throw new GraphError(Number(status), code, said);
}

/** @returns what comes out where a row cannot be written: the beginning of an answer */
export async function answerBroken(run: () => GraphAnswer | Promise<GraphAnswer>): Promise<GraphAnswer> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof BrokenAnswer)) throw error;
    const content = Buffer.from('{"value":[{"id":');
    return { status: 200, bytes: { content, type: 'application/json' } };
  }
}
