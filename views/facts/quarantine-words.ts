import type {
  AskedSender,
  KilledReason,
  MailLimit,
  OversizedReason,
  QuarantineReason,
  UntoldReason,
} from '../../src/domain/facts/quarantine-reason.ts';
import { nameLimit } from '../../src/domain/limit-settings.ts';
import { describeSign } from './sign-words.ts';

/** Why a message is in quarantine, in one or two sentences. */
export function describeQuarantineReason(reason: QuarantineReason): string {
  switch (reason.code) {
    case 'limit':
      return `The message ${limitWords[reason.limit](reason.most, reason.has)} are accepted (${nameLimit(reason.limit)}).`;
    case 'broken':
      return 'The message cannot be taken apart.';
    case 'oversized':
      return `${describeOversized(reason)}${describeAsking(reason)}`;
    case 'not_given_out':
      return `The server lists the message (${megabytes(reason.size)}) and gives up when it is asked for (“${reason.said}”); only its header is kept, and it is asked for again.`;
    case 'placeholder':
      return 'Exchange sent a placeholder instead of the message; the real one is asked for again.';
    case 'not_stored':
      return 'It could not be stored; the log has the cause.';
    case 'not_read':
      return 'It was not read.';
    case 'words':
      return reason.text;
    default:
      return `Reading it ended the parser process: ${describeDeath(reason)}.`;
  }
}

/** What a message has and what is the most of it. */
const limitWords: Readonly<Record<MailLimit, (most: number, has: number | undefined) => string>> = {
  mostMegabytes: (most, has) => `is ${has} bytes long; at most ${most} bytes`,
  mostLineMegabytes: (most, has) => `has a line of ${has} bytes; at most ${most} bytes`,
  mostHeaderFields: (most, has) => `has ${has} header fields; at most ${most} header fields`,
  mostHeaderKilobytes: (most, has) =>
    has === undefined
      ? `has a part whose header is longer than ${most} bytes; at most ${most} bytes to a part`
      : `has a header of ${has} bytes; at most ${most} bytes to a part`,
  mostParts: (most) => `has more than ${most} parts; at most ${most} parts`,
  mostLevels: (most, has) => `nests parts on ${has} levels; at most ${most} levels`,
};

function describeOversized({ size, most, from }: OversizedReason): string {
  return from === 'file'
    ? `The message is too large to be imported (${megabytes(size)}); only its header is kept, and the file stays as it is.`
    : `The message is larger than ${megabytes(most)} (the server says ${megabytes(size)}); only its header is kept, and it stays on the server.`;
}

function describeAsking({ askedIn, notAsked }: AskedSender): string {
  if (askedIn !== undefined) return ` Its sender was asked for a smaller one in #${askedIn}.`;
  return notAsked === undefined ? '' : ` Its sender was not told: ${describeUntold(notAsked)}.`;
}

const untoldWords: Readonly<Record<Exclude<UntoldReason['code'], 'robot' | 'limit'>, string>> = {
  sender_unreadable: 'its sender cannot be read',
  no_sending_address: 'the group has no address to write from',
  sender_blocked: 'its sender is blocked',
  forbidden: 'a filter forbids it',
  told_within_a_day: 'the sender was told within the last day',
  unfit_address: 'no mail can be sent to its address',
};

function describeUntold(reason: UntoldReason): string {
  if (reason.code === 'robot') return `it was not written by a person: ${describeSign(reason.sign)}`;
  return reason.code === 'limit'
    ? `${reason.count} senders were told within a day`
    : untoldWords[reason.code];
}

function describeDeath(reason: KilledReason): string {
  switch (reason.code) {
    case 'killed_by_time':
      return `it was not read within ${reason.seconds} seconds, and longer is not waited for (${nameLimit('mostSeconds')})`;
    case 'killed_by_memory':
      return `it took more memory than the ${reason.megabytes} MB that a parser process has`;
    case 'killed_by_crash':
      return reason.detail;
    case 'never_answered':
      return `${reason.attempts} attempts were never answered for`;
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
