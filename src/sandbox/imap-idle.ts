import { checkAccess } from './imap-access.ts';
import { endOnFault } from './imap-faults.ts';
import { announceChanges } from './imap-selection.ts';
import { badArguments, badState, type CommandRun, completed } from './imap-session.ts';

/** How often a waiting client's token and faults are looked at, in milliseconds. */
const watchEvery = 200;

/** IDLE (RFC 2177): changes are told as they happen, until the client says DONE. */
export const idle: CommandRun = async (session, command) => {
  const { selected, out } = session;
  if (!selected) return badState;
  announceChanges(session, true);
  out.write('+ IDLE accepted, awaiting DONE command.\r\n');
  await out.flush();
  let isAnnouncing = false;
  selected.onChange = () => {
    if (isAnnouncing) return;
    isAnnouncing = true;
    setImmediate(() => {
      isAnnouncing = false;
      if (session.selected !== selected || selected.onChange === undefined) return;
      announceChanges(session, true);
      void out.flush();
    });
  };
  const watch = setInterval(() => {
    const isOver =
      out.isClosed ||
      checkAccess(session) !== undefined ||
      endOnFault(session, command, session.signedIn?.address ?? '');
    if (isOver) clearInterval(watch);
  }, watchEvery);
  watch.unref();
  const line = await session.reader.readLine();
  clearInterval(watch);
  selected.onChange = undefined;
  if (line === undefined) return 'silence';
  return line.toUpperCase() === 'DONE' ? completed(command) : badArguments;
};
