import type { Channel } from '../../db/channels.ts';
import { type FolderKey, listUnsettled } from '../../db/receipts.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailConnection } from '../../mail/imap.ts';
import type { Desk } from '../desk.ts';
import { noteSettled, settleMail, type Unsettled } from './settle-mail.ts';

const chunk = 500;
/** So many refusals are borne with in one run, to find the few messages that they are about. */
const mostRefusals = 20;

export interface SettledLeftovers {
  readonly settled: number;
  /** Why the server was not told of all of it; new mail is imported all the same. */
  readonly settleError: unknown;
}

export interface LeftoverOptions {
  readonly signal: AbortSignal;
  readonly beat: () => void;
}

/**
 * Settles what an earlier run stored and did not come to settle. What has vanished meanwhile counts as settled. Where
 * the server refuses, it is told in ever smaller parts, so that one message does not keep the others there.
 */
export async function settleLeftovers(
  desk: Desk,
  channel: Channel,
  connection: MailConnection,
  key: FolderKey,
  { signal, beat }: LeftoverOptions,
): Promise<SettledLeftovers> {
  let settled = 0;
  let refusals = 0;
  let isPaused = false;
  let settleError: unknown;

  async function settle(receipts: readonly Unsettled[]): Promise<void> {
    try {
      if (await settleMail(desk, channel, connection, receipts)) settled += receipts.length;
      else isPaused = true;
    } catch (error) {
      settleError ??= error;
      if (!isRefusal(error) || ++refusals > mostRefusals) throw error;
      if (receipts.length === 1) return;
      const middle = receipts.length >> 1;
      await settle(receipts.slice(0, middle));
      await settle(receipts.slice(middle));
    }
  }

  try {
    for (let after = 0; !signal.aborted && !isPaused; beat()) {
      const receipts = await listUnsettled(desk.read, key, { after, limit: chunk });
      after = receipts.at(-1)?.id ?? 0;
      if (after === 0) break;
      const uids = receipts.map(({ uid }) => uid);
      const there = new Set((await connection.describeMessages(uids)).map(({ uid }) => uid));
      const gone = receipts.filter(({ uid }) => !there.has(uid)).map(({ id }) => id);
      // All of them: that the server has left one out of its answer does not prove that it is not there.
      if (there.size > 0) await settle(receipts);
      if (gone.length > 0 && !isPaused) await noteSettled(desk, gone, 'gone');
    }
  } catch (error) {
    settleError ??= error;
  }
  return { settled, settleError };
}

function isRefusal(error: unknown): boolean {
  const failure = findFailure(error);
  return failure?.origin === 'imap' && failure.code !== 'BYE';
}
