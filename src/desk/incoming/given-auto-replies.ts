import { countAutoReplies, listAutoReplyTimes } from '../../db/auto-replies.ts';
import type { Tx } from '../../db/care/open.ts';
import { dayMilliseconds } from '../../domain/auto-reply.ts';
import type { ReadMail } from './read-mail.ts';

const hour = 3_600_000;

/** Automatic answers that count against the limits; those of the batch are added as they are decided. */
export interface GivenAutoReplies {
  /** When, in milliseconds, by address. */
  readonly times: Map<string, number[]>;
  inLastHour: number;
}

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
