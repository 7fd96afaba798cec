import type { ImapFlow } from 'imapflow';
import { RemoteError } from '../domain/failure.ts';
import { nameOnServer } from './imap-folders.ts';
import { takeExpunges } from './imap-rows.ts';
import type { ImapLine, Steps } from './imap-steps.ts';
import { chunkUids, packUids } from './imap-uids.ts';

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
  return {
    markRead: (uids) => addFlag(line, uids, '\\Seen'),
    removeMessages: (uids) => removeMessages(line, uids),
    moveMessages: (uids, to) => moveMessages(line, uids, to),
  };
}

function addFlag(line: ImapLine, uids: readonly number[], flag: string): Promise<void> {
  return inRanges(line, uids, {
    command: 'STORE',
    work: (range) => line.client.messageFlagsAdd(range, [flag], quietly),
    isDone: (flags) => flags.has(flag),
  });
}

function removeMessages(line: ImapLine, uids: readonly number[]): Promise<void> {
  const { client } = line;
  if (!client.capabilities.has('UIDPLUS')) return addFlag(line, uids, '\\Deleted');
  const work = (range: string) => takeExpunges(client, () => client.messageDelete(range, quietly));
  return inRanges(line, uids, { command: 'EXPUNGE', work, isDone: isGone });
}

async function moveMessages(line: ImapLine, uids: readonly number[], to: string): Promise<void> {
  const { client, steps } = line;
  const from = client.mailbox === false ? '' : client.mailbox.path;
  if (nameOnServer(client, to) === from) throw sameFolder(to);
  if (client.capabilities.has('MOVE')) {
    const work = (range: string) => takeExpunges(client, () => client.messageMove(range, to, { uid: true }));
    return inRanges(line, uids, { command: 'MOVE', work, isDone: isGone });
  }
  // Not imapflow's own substitute: it would end in a plain EXPUNGE.
  for (const chunk of chunkUids(uids)) {
    await steps.insist('COPY', () => client.messageCopy(packUids(chunk), to, { uid: true }));
  }
  await removeMessages(line, uids);
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
  { client, steps }: ImapLine,
  uids: readonly number[],
  { command, isDone }: Change,
): Promise<void> {
  const left = await steps.run('FETCH', async () => {
    const wanted = new Set(uids);
    const found = new Set<number>();
    for await (const { uid, flags } of client.fetch(
      packUids(uids),
      { uid: true, flags: true },
      { uid: true },
    )) {
      steps.touch();
      if (wanted.has(uid) && !isDone(flags ?? new Set())) found.add(uid);
    }
    return found.size;
  });
  if (left === 0) return;
  const text = `The server has agreed to ${command}, and ${left} of ${uids.length} messages are as before.`;
  throw new RemoteError({ origin: 'imap', code: 'NOT_DONE', command, text });
}

/** What is moved there would be fetched again, without an end. */
function sameFolder(to: string): RemoteError {
  const text = `${to} is the folder that is fetched.`;
  return new RemoteError({ origin: 'imap', code: 'SAME_FOLDER', command: 'MOVE', text });
}
