import { findFolder, knownFlags } from './imap-folder-commands.ts';
import { formatFlags, parseDateTime } from './imap-format.ts';
import { announceChanges } from './imap-selection.ts';
import { formatSet, type NumberedMessage, parseSequenceSet, resolveSet } from './imap-sequence-set.ts';
import {
  badArguments,
  badState,
  type CommandRun,
  completed,
  type ImapCommand,
  type SelectedFolder,
} from './imap-session.ts';
import { atomOf, type Token, textOf } from './imap-tokens.ts';

export const storeFlags: CommandRun = async (session, command) => {
  const { selected, out } = session;
  const numbered = selected && resolve(selected, command);
  const item = /^([+-]?)FLAGS(\.SILENT)?$/.exec(atomOf(command.args[1]));
  if (!selected) return badState;
  if (!numbered || !item) return badArguments;
  if (selected.isReadOnly) return 'NO STORE failed.';
  const flags = readFlags(command.args.slice(2));
  for (const { seq, message } of numbered) {
    if (item[1] === '') message.flags = new Set(flags);
    else for (const flag of flags) message.flags[item[1] === '+' ? 'add' : 'delete'](flag);
    if (item[2] !== undefined) continue;
    const uid = command.byUid ? `UID ${message.uid} ` : '';
    out.write(`* ${seq} FETCH (${uid}FLAGS ${formatFlags(message.flags)})\r\n`);
    if (out.isFull) await out.flush();
  }
  const messages = numbered.map(({ message }) => message);
  selected.mailbox.announceFlags(selected.folder, messages, session);
  return completed(command);
};

/** COPY and MOVE, with COPYUID (RFC 4315, RFC 6851). */
export const copyOrMove: CommandRun = (session, command) => {
  const { selected } = session;
  const numbered = selected && resolve(selected, command);
  if (!selected) return badState;
  if (!numbered) return badArguments;
  const target = findFolder(session, command.args[1]);
  if (!target) return `NO [TRYCREATE] ${textOf(command.args[1]) ?? ''} doesn't exist.`;
  const uids = uidsOf(numbered);
  if (uids.length === 0) return completed(command);
  const isMove = command.name === 'MOVE';
  const made = selected.mailbox[isMove ? 'move' : 'copy'](selected.folder, uids, target);
  const code = `[COPYUID ${target.uidValidity} ${formatSet(uids)} ${formatSet(made)}]`;
  if (!isMove) return `OK ${code} COPY completed.`;
  session.out.write(`* OK ${code}\r\n`);
  announceChanges(session, true);
  return completed(command);
};

export const expungeMessages: CommandRun = (session, command) => {
  const { selected } = session;
  if (!selected) return badState;
  if (selected.isReadOnly) return 'NO EXPUNGE failed.';
  const chosen = command.byUid ? resolve(selected, command)?.map(({ message }) => message) : selected.view;
  if (!chosen) return badArguments;
  const deleted = chosen.filter((message) => message.flags.has('\\Deleted'));
  selected.mailbox.expunge(
    selected.folder,
    deleted.map((message) => message.uid),
  );
  announceChanges(session, true);
  return completed(command);
};

export const appendMessage: CommandRun = (session, command) => {
  const mailbox = session.signedIn?.mailbox;
  const folder = findFolder(session, command.args[0]);
  const content = command.args.at(-1);
  if (!mailbox || content?.kind !== 'string' || !content.literal) return badArguments;
  if (!folder) return `NO [TRYCREATE] ${textOf(command.args[0]) ?? ''} doesn't exist.`;
  const options = command.args.slice(1, -1);
  const date = options.find((token) => token.kind === 'string');
  const flags = readFlags(options.filter((token) => token.kind === 'list'));
  const internalDate = date && parseDateTime(date.value);
  if (date && !internalDate) return badArguments;
  const { uid } = mailbox.append(folder, content.literal, flags, internalDate);
  return `OK [APPENDUID ${folder.uidValidity} ${uid}] APPEND completed.`;
};

function resolve(selected: SelectedFolder, command: ImapCommand): NumberedMessage[] | undefined {
  const ranges = parseSequenceSet(textOf(command.args[0]) ?? '');
  return ranges && resolveSet(selected.view, ranges, command.byUid);
}

function uidsOf(numbered: readonly NumberedMessage[]): number[] {
  return numbered.map(({ message }) => message.uid);
}

/** Exchange keeps no keywords of the client's own: they are passed over. */
function readFlags(tokens: readonly Token[]): string[] {
  const words = tokens.flatMap((token) => (token.kind === 'list' ? token.items : [token])).map(atomOf);
  return knownFlags.filter((flag) => words.includes(flag.toUpperCase()));
}
