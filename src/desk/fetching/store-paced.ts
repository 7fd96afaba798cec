import { isAtWork } from '../at-work.ts';
import type { Desk } from '../desk.ts';
import type { ReceivedMail } from '../incoming/receive-mail.ts';
import { storeBatch } from '../incoming/store-batch.ts';
import type { IncomingMail, StoreContext } from '../incoming/store-context.ts';
import { areCostly, channelSource, takeStoreTurn } from '../incoming/store-turns.ts';

interface Pace {
  readonly milliseconds: number;
  /** So many messages at least. */
  readonly least: number;
}

/** While people work, whoever answers or notes something waits no longer than for one transaction of an import. */
const short: Pace = { milliseconds: 30, least: 10 };
/**
 * Otherwise larger ones take less of the processor for each message. Where each statement or commit takes long, on a slow disk
 * say, small ones would take nearly as long as large ones.
 */
const long: Pace = { milliseconds: 300, least: 100 };
const most = 400;

/**
 * Stores messages in one transaction when it is the channel's turn, and sets how many the next one takes by how long it took.
 * What is costly says nothing about the others.
 */
export async function storePaced(
  desk: Desk,
  context: StoreContext,
  mails: readonly IncomingMail[],
): Promise<ReceivedMail[]> {
  const { memory } = desk;
  const turn = { source: channelSource(context.channel), isCostly: areCostly(mails) };
  const [received, took] = await takeStoreTurn(desk, turn, async () => {
    const began = performance.now();
    const stored = await storeBatch(desk, context, mails);
    return [stored, performance.now() - began] as const;
  });
  if (turn.isCostly) return received;
  memory.storedTogether = nextSize(mails.length, took, isAtWork(desk) ? short : long);
  return received;
}

/** @returns how many messages take about so long, where `count` took `took` */
export function nextSize(count: number, took: number, { milliseconds, least }: Pace): number {
  const fitting = Math.round((count * milliseconds) / Math.max(1, took));
  // One message may be huge: what follows is not like it.
  return Math.min(most, Math.max(least, Math.min(fitting, count * 4)));
}
