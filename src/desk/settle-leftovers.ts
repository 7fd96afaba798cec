import type { Channel } from '../db/channels.ts';
import { type FolderKey, listUnsettled } from '../db/receipts.ts';
import type { MailConnection } from '../mail/imap.ts';
import type { Desk } from './desk.ts';
import { noteSettled, settleMail, type Unsettled } from './settle-mail.ts';

const chunk = 500;

export interface SettledLeftovers {
  readonly settled: number;
  /** Why the server was not told of all of it; new mail is imported all the same. */
  readonly settleError: unknown;
}

/** Settles what an earlier run stored and did not come to settle. What has vanished meanwhile counts as settled. */
export async function settleLeftovers(
  desk: Desk,
  channel: Channel,
  connection: MailConnection,
  key: FolderKey,
  { signal, beat }: { readonly signal: AbortSignal; readonly beat: () => void },
): Promise<SettledLeftovers> {
  let settled = 0;
  try {
    while (!signal.aborted) {
      const receipts = await listUnsettled(desk.read, key, chunk);
      if (receipts.length === 0) break;
      if (!(await settleChunk(desk, channel, connection, receipts))) break;
      settled += receipts.length;
      beat();
    }
    return { settled, settleError: undefined };
  } catch (settleError) {
    return { settled, settleError };
  }
}

/** @returns false when the channel is paused */
async function settleChunk(
  desk: Desk,
  channel: Channel,
  connection: MailConnection,
  receipts: readonly Unsettled[],
): Promise<boolean> {
  const uids = receipts.map(({ uid }) => uid);
  const there = new Set((await connection.describeMessages(uids)).map(({ uid }) => uid));
  const gone = receipts.filter(({ uid }) => !there.has(uid)).map(({ id }) => id);
  // All of them: that the server has left one out of its answer does not prove that it is not there.
  if (there.size > 0 && !(await settleMail(desk, channel, connection, receipts))) return false;
  if (gone.length > 0) await noteSettled(desk, gone, 'gone');
  return true;
}
