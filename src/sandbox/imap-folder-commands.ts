import { toAppError } from '../errors.ts';
import { formatAstring } from './imap-format.ts';
import { announceChanges, releaseFolder, selectFolder } from './imap-selection.ts';
import { badArguments, type CommandRun, completed, type Session } from './imap-session.ts';
import { atomOf, type Token, textOf } from './imap-tokens.ts';
import { decodeMailboxName, encodeMailboxName } from './imap-utf7.ts';
import type { MailFolder } from './mailboxes.ts';

export const knownFlags = ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft', '$MDNSent'];

/** SELECT and EXAMINE, in Exchange's order and words. */
export const selectOrExamine: CommandRun = (session, command) => {
  const mailbox = session.signedIn?.mailbox;
  const folder = findFolder(session, command.args[0]);
  releaseFolder(session);
  if (!mailbox || !folder) return `NO ${textOf(command.args[0]) ?? ''} doesn't exist.`;
  renewUidsOnFault(session);
  const isReadOnly = command.name === 'EXAMINE';
  const { view } = selectFolder(session, mailbox, folder, isReadOnly);
  const unseen = view.findIndex((message) => !message.flags.has('\\Seen'));
  const lines = [
    `* ${view.length} EXISTS`,
    '* 0 RECENT',
    `* FLAGS (${knownFlags.join(' ')})`,
    `* OK [PERMANENTFLAGS (${isReadOnly ? '' : knownFlags.join(' ')})] Permanent flags`,
    ...(unseen < 0 ? [] : [`* OK [UNSEEN ${unseen + 1}] Is the first unseen message`]),
    `* OK [UIDVALIDITY ${folder.uidValidity}] UIDVALIDITY value`,
    `* OK [UIDNEXT ${folder.uidNext}] The next unique identifier value`,
  ];
  session.out.write(`${lines.join('\r\n')}\r\n`);
  return `OK [READ-${isReadOnly ? 'ONLY' : 'WRITE'}] ${command.name} completed.`;
};

/** LIST and LSUB of RFC 3501: Exchange knows no LIST-EXTENDED and no RETURN. */
export const listFolders: CommandRun = (session, command) => {
  const [reference, pattern] = command.args.map((token) => textOf(token));
  if (command.args.length !== 2 || reference === undefined || pattern === undefined) return badArguments;
  if (pattern === '') {
    session.out.write('* LIST (\\Noselect \\HasChildren) "/" ""\r\n');
    return completed(command);
  }
  const folders = session.signedIn?.mailbox?.listFolders() ?? [];
  const isWanted = matchPattern(decodeMailboxName(reference + pattern));
  for (const folder of [...folders].sort((a, b) => a.path.localeCompare(b.path))) {
    if (!isWanted(folder.path) || (command.name === 'LSUB' && !folder.subscribed)) continue;
    const hasChildren = folders.some((other) => other.path.startsWith(`${folder.path}/`));
    const flags = `${folder.path === 'INBOX' ? '\\Marked ' : ''}\\Has${hasChildren ? '' : 'No'}Children`;
    session.out.write(
      `* ${command.name} (${flags}) "/" ${formatAstring(encodeMailboxName(folder.path))}\r\n`,
    );
  }
  return completed(command);
};

export const statusFolder: CommandRun = (session, command) => {
  const folder = findFolder(session, command.args[0]);
  const items = command.args[1]?.kind === 'list' ? command.args[1].items.map(atomOf) : [];
  if (!folder) return `NO ${textOf(command.args[0]) ?? ''} doesn't exist.`;
  renewUidsOnFault(session);
  const values: Record<string, () => number> = {
    MESSAGES: () => folder.messages.length,
    RECENT: () => 0,
    UIDNEXT: () => folder.uidNext,
    UIDVALIDITY: () => folder.uidValidity,
    UNSEEN: () => folder.messages.filter((message) => !message.flags.has('\\Seen')).length,
  };
  if (items.length === 0 || items.some((item) => !Object.hasOwn(values, item))) return badArguments;
  const found = items.map((item) => `${item} ${values[item]?.()}`).join(' ');
  session.out.write(`* STATUS ${formatAstring(encodeMailboxName(folder.path))} (${found})\r\n`);
  return completed(command);
};

export const createFolder: CommandRun = (session, command) => {
  const path = folderName(command.args[0]).replace(/\/$/, '');
  if (path === '') return badArguments;
  if (findFolder(session, command.args[0])) return 'NO Mailbox already exists.';
  session.signedIn?.mailbox?.createFolder(path);
  return completed(command);
};

export const deleteFolder: CommandRun = (session, command) => {
  const mailbox = session.signedIn?.mailbox;
  const folder = findFolder(session, command.args[0]);
  if (!mailbox || !folder) return `NO ${textOf(command.args[0]) ?? ''} doesn't exist.`;
  const inside = mailbox.listFolders().filter((each) => each.path.startsWith(`${folder.path}/`));
  if (folder.path === 'INBOX') return 'NO DELETE failed.';
  for (const each of [...inside, folder]) mailbox.removeFolder(each);
  return completed(command);
};

export const renameFolder: CommandRun = (session, command) => {
  const folder = findFolder(session, command.args[0]);
  const path = folderName(command.args[1]);
  if (!folder) return `NO ${textOf(command.args[0]) ?? ''} doesn't exist.`;
  if (path === '') return badArguments;
  try {
    session.signedIn?.mailbox?.renameFolder(folder, path);
    return completed(command);
  } catch (error) {
    session.context.log?.debug('sandbox IMAP refused a rename', { error: toAppError(error) });
    return 'NO Mailbox already exists.';
  }
};

export const subscribeFolder: CommandRun = (session, command) => {
  const folder = findFolder(session, command.args[0]);
  if (!folder) return `NO ${textOf(command.args[0]) ?? ''} doesn't exist.`;
  folder.subscribed = command.name === 'SUBSCRIBE';
  return completed(command);
};

/** CLOSE removes what is marked deleted, UNSELECT does not (RFC 9051 sections 6.4.1 and 6.4.2). */
export const closeFolder: CommandRun = (session, command) => {
  const { selected } = session;
  if (selected && command.name === 'CLOSE' && !selected.isReadOnly) {
    const deleted = selected.view.filter((message) => message.flags.has('\\Deleted'));
    selected.mailbox.expunge(
      selected.folder,
      deleted.map((message) => message.uid),
    );
  }
  releaseFolder(session);
  return completed(command);
};

export const noop: CommandRun = (session, command) => {
  announceChanges(session, true);
  return completed(command);
};

export function findFolder(session: Session, name: Token | undefined): MailFolder | undefined {
  return session.signedIn?.mailbox?.findFolder(folderName(name));
}

function folderName(token: Token | undefined): string {
  return decodeMailboxName(textOf(token) ?? '');
}

/** '*' runs over levels, '%' stays within one (RFC 9051 section 6.3.9). */
function matchPattern(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('%', '[^/]*');
  const expression = new RegExp(`^${source}$`, 'i');
  return (path) => expression.test(path);
}

/** Of all folders, as when a mailbox was moved or restored. */
function renewUidsOnFault({ context, signedIn }: Session): void {
  const mailbox = signedIn?.mailbox;
  if (!mailbox || !context.faults.take(signedIn?.address ?? '', 'uid-validity-change')) return;
  for (const folder of mailbox.listFolders()) mailbox.renewUidValidity(folder);
}
