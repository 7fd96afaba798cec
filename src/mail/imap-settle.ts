import type { ImapFlow } from 'imapflow';
import { RemoteError } from '../domain/failure.ts';
import { nameOnServer } from './imap-folders.ts';
import { takeChanges } from './imap-rows.ts';
import type { ImapLine, Steps } from './imap-steps.ts';
import { chunkUids, expectRows, packUids } from './imap-uids.ts';

/** What is done on the server to messages that are stored. UIDs that have vanished are no failure. */
export interface Settling {
  markRead(uids: readonly number[]): Promise<void>;
  /**
   * Marks them deleted and, where the server knows UIDPLUS, expunges these alone. Without UIDPLUS they stay
   * marked: a plain EXPUNGE would take what other programs have marked along.
   */
  removeMessages(uids: readonly number[]): Promise<void>;
  /** @param to an existing folder's path */
  moveMessages(uids: readonly number[], to: string): Promise<void>;
}

/** Asks the server not to answer with the new flags of each message; `messageDelete` hands it on to its STORE. */
const quietly = { uid: true, silent: true };

export function createSettling(client: ImapFlow, steps: Steps): Settling {
  const line = { client, steps };
  const copied = new Set<string>();
  return {
    markRead: (uids) => addFlag(line, uids, '\\Seen'),
    removeMessages: (uids) => removeMessages(line, uids),
    moveMessages: (uids, to) => moveMessages(line, uids, to, copied),
  };
}

function addFlag(line: ImapLine, uids: readonly number[], flag: string): Promise<void> {
  const { client } = line;
  const work = (range: string) => takeChanges(client, () => client.messageFlagsAdd(range, [flag], quietly));
  return inRanges(line, uids, { command: 'STORE', work, isDone: (flags) => flags.has(flag) });
}

function removeMessages(line: ImapLine, uids: readonly number[]): Promise<void> {
  const { client } = line;
  if (!client.capabilities.has('UIDPLUS')) return addFlag(line, uids, '\\Deleted');
  const work = (range: string) => takeChanges(client, () => client.messageDelete(range, quietly));
  return inRanges(line, uids, { command: 'EXPUNGE', work, isDone: isGone });
}

/** @param copied what this line has copied already, where the server has refused what belongs to it */
async function moveMessages(
  line: ImapLine,
  uids: readonly number[],
  to: string,
  copied: Set<string>,
): Promise<void> {
  const { client } = line;
  const from = client.mailbox === false ? '' : client.mailbox.path;
  if (nameOnServer(client, to) === from) throw sameFolder(to);
  if (client.capabilities.has('MOVE')) {
    const work = (range: string) => takeChanges(client, () => client.messageMove(range, to, { uid: true }));
    return inRanges(line, uids, { command: 'MOVE', work, isDone: isGone });
  }
  // Not imapflow's own substitute: it would end in a plain EXPUNGE.
  const nameCopy = (uid: number) =>
    `${client.mailbox === false ? '' : client.mailbox.uidValidity}/${uid}/${to}`;
  const left = uids.filter((uid) => !copied.has(nameCopy(uid)));
  await copyUnmarked(line, left, to, (uid) => copied.add(nameCopy(uid)));
  await removeMessages(line, uids);
  for (const uid of uids) copied.delete(nameCopy(uid));
}

/**
 * A server that copies and then does not let the original go would get another copy with each try: what an earlier try has
 * marked as deleted, after its copy, is not copied again.
 */
async function copyUnmarked(
  line: ImapLine,
  uids: readonly number[],
  to: string,
  note: (uid: number) => void,
): Promise<void> {
  const { client, steps } = line;
  for (const chunk of chunkUids(uids)) {
    const marked = await findUids(line, chunk, (flags) => flags.has('\\Deleted'));
    const fresh = chunk.filter((uid) => !marked.has(uid));
    if (fresh.length === 0) continue;
    await steps.insist('COPY', () => client.messageCopy(packUids(fresh), to, { uid: true }));
    fresh.forEach(note);
  }
}

interface Change {
  readonly command: string;
  readonly work: (range: string) => Promise<unknown>;
  /** Whether a message that is still there is as it should be. */
  readonly isDone: (flags: ReadonlySet<string>) => boolean;
}

/** A message that is still there has not been moved or removed. */
const isGone = () => false;

async function inRanges(line: ImapLine, uids: readonly number[], change: Change): Promise<void> {
  for (const chunk of chunkUids(uids)) {
    await line.steps.insist(change.command, () => change.work(packUids(chunk)));
    await lookAfter(line, chunk, change);
  }
}

/**
 * An answer is not believed: imapflow takes a refusal for part of the messages for success, and servers say OK to what they
 * have not done. @throws RemoteError that says how many it is about
 */
async function lookAfter(
  line: ImapLine,
  uids: readonly number[],
  { command, isDone }: Change,
): Promise<void> {
  const { size: left } = await findUids(line, uids, (flags) => !isDone(flags));
  if (left === 0) return;
  const text = `The server has agreed to ${command}, and ${left} of ${uids.length} messages are as before.`;
  throw new RemoteError({ origin: 'imap', code: 'NOT_DONE', command, text });
}

/** @returns those of the messages that are there and fit */
function findUids(
  { client, steps }: ImapLine,
  uids: readonly number[],
  isWanted: (flags: ReadonlySet<string>) => boolean,
): Promise<Set<number>> {
  return steps.run('FETCH', async () => {
    const isAsked = expectRows(uids, steps);
    const found = new Set<number>();
    const rows = client.fetch(packUids(uids), { uid: true, flags: true }, { uid: true });
    for await (const { uid, flags } of rows) {
      if (isAsked(uid) && isWanted(flags ?? new Set())) found.add(uid);
    }
    return found;
  });
}

/** What is moved there would be fetched again, without an end. */
function sameFolder(to: string): RemoteError {
  const text = `${to} is the folder that is fetched.`;
  return new RemoteError({ origin: 'imap', code: 'SAME_FOLDER', command: 'MOVE', text });
}
