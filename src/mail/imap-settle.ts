import type { ImapFlow } from 'imapflow';
import type { Steps } from './imap-steps.ts';
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
  const inRanges = async (
    command: string,
    uids: readonly number[],
    work: (range: string) => Promise<unknown>,
  ) => {
    for (const chunk of chunkUids(uids)) {
      await steps.insist(command, () => work(packUids(chunk)));
    }
  };
  const addFlag = (uids: readonly number[], flag: string) =>
    inRanges('STORE', uids, (range) => client.messageFlagsAdd(range, [flag], { uid: true, silent: true }));
  const removeMessages = (uids: readonly number[]) =>
    client.capabilities.has('UIDPLUS')
      ? inRanges('EXPUNGE', uids, (range) => client.messageDelete(range, quietly))
      : addFlag(uids, '\\Deleted');
  return {
    markRead: (uids) => addFlag(uids, '\\Seen'),
    removeMessages,
    async moveMessages(uids, to) {
      if (client.capabilities.has('MOVE')) {
        return inRanges('MOVE', uids, (range) => client.messageMove(range, to, { uid: true }));
      }
      // Not imapflow's own substitute: it would end in a plain EXPUNGE.
      await inRanges('COPY', uids, (range) => client.messageCopy(range, to, { uid: true }));
      await removeMessages(uids);
    },
  };
}
