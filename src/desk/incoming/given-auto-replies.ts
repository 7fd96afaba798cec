import { countAutoReplies, listAutoReplyTimes } from '../../db/auto-replies.ts';
import type { Tx } from '../../db/care/open.ts';
import { dayMilliseconds } from '../../domain/auto-reply.ts';
import type { ReadMail } from './read-mail.ts';

const hour = 3_600_000;

/**
 * The automatic answers of late that count against the limits of `domain/auto-reply`: so many to one address in a day,
 * so many in all within an hour. `plan-auto-reply` adds those that it decides on, so that the limits hold within a batch.
 */
export interface GivenAutoReplies {
  /** When each of the last day was given, in milliseconds, by the address in lower case. */
  readonly times: Map<string, number[]>;
  /** Those to anybody. */
  inLastHour: number;
}

/** @param mails whose senders' answers are counted; none where no group answers by itself */
export async function loadGivenAutoReplies(
  tx: Tx,
  mails: readonly ReadMail[],
  now: Date,
): Promise<GivenAutoReplies> {
  if (mails.length === 0) return { times: new Map(), inLastHour: 0 };
  const addresses = new Set(mails.flatMap(({ sender }) => sender?.customer?.address.toLowerCase() ?? []));
  const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
  return {
    times: await listAutoReplyTimes(tx, [...addresses], before(dayMilliseconds)),
    inLastHour: await countAutoReplies(tx, before(hour)),
  };
}
