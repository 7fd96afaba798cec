import { isAddress } from './address.ts';
import type { Authorship } from './automatic.ts';
import type { AutoReplyRefusal } from './facts/auto-reply-refusal.ts';
import type { SenderDecision } from './sender.ts';
import type { TicketState } from './ticket.ts';

const hour = 3_600_000;
export const dayMilliseconds = 24 * hour;

/** When a message came, and what its channel says about older ones. */
interface MailAge {
  /** By the server; undefined where it does not say. */
  readonly receivedAt: Date | undefined;
  readonly archiveBefore: Date | null;
  /** Since when the channel reads this folder: what was there before is backlog. Null: not yet. */
  readonly startedAt: Date | null;
  readonly now: Date;
}

type Staleness = 'undated' | 'archived' | 'backlog' | 'older_than_a_day';

/** @returns why nobody is told anything because of such mail, neither its sender nor agents; undefined for fresh mail */
export function findStaleness({ receivedAt, archiveBefore, startedAt, now }: MailAge): Staleness | undefined {
  if (receivedAt === undefined) return 'undated';
  if (archiveBefore !== null && receivedAt < archiveBefore) return 'archived';
  if (startedAt === null || receivedAt < startedAt) return 'backlog';
  if (now.getTime() - receivedAt.getTime() >= dayMilliseconds) return 'older_than_a_day';
  return undefined;
}

/** Automatic answers that were given lately. */
interface AutoRepliesGiven {
  readonly toAddressInHour: number;
  readonly toAddressInDay: number;
  readonly toAllInHour: number;
}

interface AutoReplyLimits {
  /** To one address, in a day. */
  readonly autoRepliesPerDay: number;
  /** To all addresses together, in an hour. */
  readonly autoRepliesPerHour: number;
}

export interface AutoReplyFacts {
  readonly age: MailAge;
  /** When a backup was restored last: what was answered between the two is not known. Null: never. */
  readonly restoredAt: Date | null;
  /** Where the message comes from, if not straight from the server. */
  readonly detour: 'file' | 'quarantine' | undefined;
  /** What a rule or a block has made of the ticket. */
  readonly state: TicketState;
  /** Of the message, and of the customer's address where that is another one. */
  readonly authors: readonly Authorship[];
  readonly sender: SenderDecision | undefined;
  readonly isForbidden: boolean;
  readonly isBlocked: boolean;
  readonly given: AutoRepliesGiven;
  readonly limits: AutoReplyLimits;
}

/** @returns why the mail that opened a ticket is not answered by itself, for the ticket's history; undefined: it is */
export function findAutoReplyRefusal(facts: AutoReplyFacts): AutoReplyRefusal | undefined {
  const { age, detour, state, authors, sender, given, limits } = facts;
  if (detour === 'file') return { code: 'file' };
  if (detour === 'quarantine') return { code: 'quarantine' };
  const stale = findStaleness(age);
  if (stale !== undefined) return { code: stale };
  if (isBefore(age.receivedAt, facts.restoredAt)) return { code: 'restored' };
  if (facts.isBlocked) return { code: 'sender_blocked' };
  if (sender?.customer === undefined || !isAddress(sender.customer.address)) return { code: 'no_sender' };
  const robot = authors.find(({ mayAutoReply }) => !mayAutoReply);
  if (robot !== undefined) return { code: 'robot', sign: robot.because };
  // Whoever forges an agent's or a list's From could make us write to anybody.
  if (sender.because === 'forwarded_by_agent') return { code: 'forwarded_by_agent' };
  if (sender.because === 'via_list') return { code: 'via_list' };
  if (facts.isForbidden) return { code: 'forbidden' };
  if (state === 'closed') return { code: 'closed_by_rule' };
  if (given.toAddressInHour > 0) return { code: 'address_had_one' };
  if (given.toAddressInDay >= limits.autoRepliesPerDay) {
    return { code: 'address_day_limit', count: limits.autoRepliesPerDay };
  }
  if (given.toAllInHour >= limits.autoRepliesPerHour) {
    return { code: 'hour_limit', count: limits.autoRepliesPerHour };
  }
  return undefined;
}

function isBefore(receivedAt: Date | undefined, restoredAt: Date | null): boolean {
  return receivedAt !== undefined && restoredAt !== null && receivedAt < restoredAt;
}
