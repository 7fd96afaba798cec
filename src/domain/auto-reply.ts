import { isAddress } from './address.ts';
import type { Authorship } from './automatic.ts';
import type { SenderDecision } from './sender.ts';
import type { TicketState } from './ticket.ts';

const hour = 3_600_000;
export const dayMilliseconds = 24 * hour;

/** When a message came, and what its channel says about older ones. */
export interface MailAge {
  /** By the server; undefined where it does not say. */
  readonly receivedAt: Date | undefined;
  readonly archiveBefore: Date | null;
  /** Since when the channel reads this folder: what was there before is backlog. Null: not yet. */
  readonly startedAt: Date | null;
  readonly now: Date;
}

/** @returns why nobody is told anything because of such mail, neither its sender nor agents; undefined for fresh mail */
export function findStaleness({ receivedAt, archiveBefore, startedAt, now }: MailAge): string | undefined {
  if (receivedAt === undefined) return 'the server does not say when the mail came';
  if (archiveBefore !== null && receivedAt < archiveBefore) return 'the mail is archived';
  if (startedAt === null || receivedAt < startedAt)
    return 'the mail was there before the channel was started';
  if (now.getTime() - receivedAt.getTime() >= dayMilliseconds) return 'the mail is older than a day';
  return undefined;
}

/** Automatic answers that were given lately. */
export interface AutoRepliesGiven {
  readonly toAddressInHour: number;
  readonly toAddressInDay: number;
  readonly toAllInHour: number;
}

export interface AutoReplyLimits {
  /** To one address, in a day. */
  readonly autoRepliesPerDay: number;
  /** To all addresses together, in an hour. */
  readonly autoRepliesPerHour: number;
}

export interface AutoReplyFacts {
  readonly age: MailAge;
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
export function findAutoReplyRefusal(facts: AutoReplyFacts): string | undefined {
  const { age, detour, state, authors, sender, given, limits } = facts;
  if (detour === 'file') return 'the mail was imported from a file';
  if (detour === 'quarantine') return 'the mail was in quarantine';
  const stale = findStaleness(age);
  if (stale !== undefined) return stale;
  if (facts.isBlocked) return 'the sender is blocked';
  if (sender?.customer === undefined || !isAddress(sender.customer.address))
    return 'there is no usable sender';
  const robot = authors.find(({ mayAutoReply }) => !mayAutoReply);
  if (robot !== undefined) return `the mail must not be answered by a program (${robot.because})`;
  // Whoever forges an agent's or a list's From could make us write to anybody.
  if (sender.because === 'forwarded by an agent') return 'an agent forwarded the mail';
  if (sender.because === 'sent via a list') return 'the mail came through a list';
  if (facts.isForbidden) return 'a filter or a header field forbids it';
  if (state === 'closed') return 'a rule closed the ticket at once';
  if (given.toAddressInHour > 0) return 'the address got one within the last hour';
  if (given.toAddressInDay >= limits.autoRepliesPerDay) {
    return `the address got ${limits.autoRepliesPerDay} within the last day`;
  }
  if (given.toAllInHour >= limits.autoRepliesPerHour) {
    return `${limits.autoRepliesPerHour} were sent within the last hour, which is the limit`;
  }
  return undefined;
}
