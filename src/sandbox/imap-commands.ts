import { checkAccess } from './imap-access.ts';
import { authenticate, login } from './imap-authenticate.ts';
import { applyFault } from './imap-faults.ts';
import { fetchMessages } from './imap-fetch.ts';
import {
  closeFolder,
  createFolder,
  deleteFolder,
  listFolders,
  noop,
  renameFolder,
  selectOrExamine,
  statusFolder,
  subscribeFolder,
} from './imap-folder-commands.ts';
import { idle } from './imap-idle.ts';
import { appendMessage, copyOrMove, expungeMessages, storeFlags } from './imap-message-commands.ts';
import { searchMessages } from './imap-search-command.ts';
import { announceChanges } from './imap-selection.ts';
import { enable, identify, logout, nameCapabilities, namespace } from './imap-server-commands.ts';
import { badState, type CommandRun, type ImapCommand, type Session } from './imap-session.ts';

type Needs = 'nothing' | 'sign-in' | 'folder';

/** Every command it knows, the state it needs, and what runs it. */
const commands: Record<string, { needs: Needs; run: CommandRun }> = {
  CAPABILITY: { needs: 'nothing', run: nameCapabilities },
  ID: { needs: 'nothing', run: identify },
  LOGOUT: { needs: 'nothing', run: logout },
  AUTHENTICATE: { needs: 'nothing', run: authenticate },
  LOGIN: { needs: 'nothing', run: login },
  NOOP: { needs: 'nothing', run: noop },
  ENABLE: { needs: 'sign-in', run: enable },
  NAMESPACE: { needs: 'sign-in', run: namespace },
  LIST: { needs: 'sign-in', run: listFolders },
  LSUB: { needs: 'sign-in', run: listFolders },
  STATUS: { needs: 'sign-in', run: statusFolder },
  SELECT: { needs: 'sign-in', run: selectOrExamine },
  EXAMINE: { needs: 'sign-in', run: selectOrExamine },
  CREATE: { needs: 'sign-in', run: createFolder },
  DELETE: { needs: 'sign-in', run: deleteFolder },
  RENAME: { needs: 'sign-in', run: renameFolder },
  SUBSCRIBE: { needs: 'sign-in', run: subscribeFolder },
  UNSUBSCRIBE: { needs: 'sign-in', run: subscribeFolder },
  APPEND: { needs: 'sign-in', run: appendMessage },
  CHECK: { needs: 'folder', run: noop },
  CLOSE: { needs: 'folder', run: closeFolder },
  UNSELECT: { needs: 'folder', run: closeFolder },
  FETCH: { needs: 'folder', run: fetchMessages },
  STORE: { needs: 'folder', run: storeFlags },
  COPY: { needs: 'folder', run: copyOrMove },
  MOVE: { needs: 'folder', run: copyOrMove },
  EXPUNGE: { needs: 'folder', run: expungeMessages },
  SEARCH: { needs: 'folder', run: searchMessages },
  IDLE: { needs: 'folder', run: idle },
};

const withUid = new Set(['FETCH', 'STORE', 'COPY', 'MOVE', 'EXPUNGE', 'SEARCH']);
/** After these, sequence numbers must not have changed when they were used (RFC 9051 section 7.5.1). */
const countsBySequence = new Set(['FETCH', 'STORE', 'SEARCH']);
/** Answered even to who has no right to the mailbox. */
const alwaysAnswered = new Set(['CAPABILITY', 'ID', 'LOGOUT', 'AUTHENTICATE']);

/** @returns the tagged reply without its tag; 'silence' when there is none. */
export async function runCommand(session: Session, command: ImapCommand): Promise<string> {
  const known = Object.hasOwn(commands, command.name) ? commands[command.name] : undefined;
  if (!known || (command.byUid && !withUid.has(command.name))) return 'BAD Command Error. 10';
  const refusal = alwaysAnswered.has(command.name) ? undefined : checkAccess(session);
  const instead = refusal ?? (await applyFault(session, command));
  if (instead !== undefined) return instead;
  if (known.needs !== 'nothing' && !session.signedIn) return badState;
  if (known.needs === 'folder' && !session.selected) return badState;
  const reply = await known.run(session, command);
  if (reply !== 'silence') announceChanges(session, command.byUid || !countsBySequence.has(command.name));
  return reply;
}
