import type { Channel } from '../../db/channels.ts';
import { type FolderKey, listUnsettled } from '../../db/receipts.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import type { Desk } from '../desk.ts';
import { noteSettled, settleMail, type Unsettled } from './settle-mail.ts';

const chunk = 500;
/** So many refusals are borne with in one run, to find the few messages that they are about. */
const mostRefusals = 20;

interface SettledLeftovers {
  readonly settled: number;
  /** Why the server was not told of all of it; new mail is imported all the same. */
  readonly settleError: unknown;
}

interface LeftoverOptions {
  /** Without it nothing is told. */
  readonly settles: boolean;
  readonly signal: AbortSignal;
  readonly beat: () => void;
}

interface Leftovers {
  readonly desk: Desk;
  readonly channel: Channel;
  readonly mailbox: MailReader;
  settled: number;
  refusals: number;
  isPaused: boolean;
  settleError: unknown;
}

/**
 * Settles what an earlier run stored and did not come to settle. What has vanished meanwhile counts as settled. Where
 * the server refuses, it is told in ever smaller parts, so that one message does not keep the others there.
 */
export async function settleLeftovers(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  key: FolderKey,
  { settles, signal, beat }: LeftoverOptions,
): Promise<SettledLeftovers> {
  const left: Leftovers = {
    desk,
    channel,
    mailbox,
    settled: 0,
    refusals: 0,
    isPaused: false,
    settleError: undefined,
  };
  try {
    for (let after = 0; settles && !signal.aborted && !left.isPaused; beat()) {
      const receipts = await listUnsettled(desk.read, key, { after, limit: chunk });
      after = receipts.at(-1)?.id ?? 0;
      if (after === 0) break;
      await settleThere(left, receipts);
    }
  } catch (error) {
    left.settleError ??= error;
  }
  return { settled: left.settled, settleError: left.settleError };
}

async function settleThere(left: Leftovers, receipts: readonly Unsettled[]): Promise<void> {
  const places = receipts.map(({ place }) => place);
  const there = new Set((await left.mailbox.describeMessages(places)).map(({ place }) => place));
  const gone = receipts.filter(({ place }) => !there.has(place)).map(({ id }) => id);
  // All of them: that the server has left one out of its answer does not prove that it is not there.
  if (there.size > 0) await settle(left, receipts);
  if (gone.length > 0 && !left.isPaused) await noteSettled(left.desk, gone, 'gone');
}

async function settle(left: Leftovers, receipts: readonly Unsettled[]): Promise<void> {
  const { desk, channel, mailbox } = left;
  try {
    if (await settleMail(desk, channel, mailbox, receipts)) left.settled += receipts.length;
    else left.isPaused = true;
  } catch (error) {
    left.settleError ??= error;
    if (!isRefusal(error) || ++left.refusals > mostRefusals) throw error;
    if (receipts.length === 1) return;
    const middle = receipts.length >> 1;
    await settle(left, receipts.slice(0, middle));
    await settle(left, receipts.slice(middle));
  }
}

function isRefusal(error: unknown): boolean {
  const failure = findFailure(error);
  return (failure?.origin === 'imap' && failure.code !== 'BYE') || failure?.origin === 'graph';
}
