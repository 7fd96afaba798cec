import { formatFlags } from './imap-format.ts';
import type { SelectedFolder, Session } from './imap-session.ts';
import type { Mailbox, MailFolder } from './mailboxes.ts';
import { removeByUid } from './mailboxes-order.ts';

/** Takes the folder as it is now and collects what changes from here on. */
export function selectFolder(
  session: Session,
  mailbox: Mailbox,
  folder: MailFolder,
  isReadOnly: boolean,
): SelectedFolder {
  releaseFolder(session);
  const selected: SelectedFolder = {
    mailbox,
    folder,
    isReadOnly,
    view: [...folder.messages],
    removed: [],
    flagged: new Set(),
    isInvalid: false,
    onChange: undefined,
    release: mailbox.onChange((change) => {
      if (change.folder !== folder) return;
      if (change.kind === 'removed') for (const uid of change.uids) selected.removed.push(uid);
      if (change.kind === 'invalidated') selected.isInvalid = true;
      if (change.kind === 'flagged' && change.by !== session) {
        for (const message of change.messages) selected.flagged.add(message);
      }
      selected.onChange?.();
    }),
  };
  session.selected = selected;
  return selected;
}

export function releaseFolder(session: Session): void {
  session.selected?.release();
  session.selected = undefined;
}

/**
 * Tells the client what happened to its folder. Only between commands may sequence numbers change
 * (RFC 9051 section 7.5.1), so `mayExpunge` is false after FETCH, STORE and SEARCH by number.
 */
export function announceChanges(session: Session, mayExpunge: boolean): void {
  const { selected, out } = session;
  if (!selected) return;
  if (mayExpunge && selected.removed.length > 0) {
    const uids = selected.removed.splice(0).sort((a, b) => a - b);
    for (const number of removeByUid(selected.view, uids)) out.write(`* ${number} EXPUNGE\r\n`);
  }
  for (const message of selected.flagged) {
    const index = selected.view.indexOf(message);
    if (index >= 0) out.write(`* ${index + 1} FETCH (FLAGS ${formatFlags(message.flags)})\r\n`);
  }
  selected.flagged.clear();
  if (takeNewMessages(selected)) out.write(`* ${selected.view.length} EXISTS\r\n* 0 RECENT\r\n`);
}

function takeNewMessages(selected: SelectedFolder): boolean {
  const last = selected.view.at(-1)?.uid ?? 0;
  const { messages } = selected.folder;
  let index = messages.length;
  while ((messages[index - 1]?.uid ?? 0) > last) index--;
  for (const message of messages.slice(index)) selected.view.push(message);
  return index < messages.length;
}
