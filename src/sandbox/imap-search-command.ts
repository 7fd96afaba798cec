import { readSearch } from './imap-search.ts';
import { badState, type CommandRun, completed } from './imap-session.ts';
import { atomOf, textOf } from './imap-tokens.ts';

export const searchMessages: CommandRun = async (session, command) => {
  const { selected, out } = session;
  if (!selected) return badState;
  const hasCharset = atomOf(command.args[0]) === 'CHARSET';
  const charset = hasCharset ? (textOf(command.args[1]) ?? '').toUpperCase() : 'US-ASCII';
  if (charset !== 'US-ASCII') {
    return 'NO [BADCHARSET (US-ASCII)] The specified charset is not supported.';
  }
  const test = readSearch(command.args.slice(hasCharset ? 2 : 0), selected.view);
  if (!test) return 'BAD Command Argument Error. 11';
  out.write('* SEARCH');
  for (const [index, message] of selected.view.entries()) {
    if (!test(message, index + 1)) continue;
    out.write(` ${command.byUid ? message.uid : index + 1}`);
    if (out.isFull) await out.flush();
  }
  out.write('\r\n');
  return completed(command);
};
