import { bytesPerMegabyte } from '../../src/domain/byte-size.ts';
import type {
  AskedSender,
  KilledReason,
  MailLimit,
  OversizedReason,
  QuarantineReason,
  UntoldReason,
} from '../../src/domain/facts/quarantine-reason.ts';
import { type LimitSettings, limitFields } from '../../src/domain/limit-settings.ts';
import { say } from '../said.ts';
import { t } from '../words.ts';
import { describeSign } from './sign-words.ts';

/** Why a message is in quarantine, in one or two sentences. */
export function describeQuarantineReason(reason: QuarantineReason): string {
  switch (reason.code) {
    case 'limit':
      return t('The message {value} are accepted ({limit}).', {
        value: limitWords[reason.limit](reason.most, reason.has),
        limit: nameLimit(reason.limit),
      });
    case 'broken':
      return t('The message cannot be taken apart.');
    case 'oversized':
      return `${describeOversized(reason)}${describeAsking(reason)}`;
    case 'not_given_out':
      return t(
        'The server lists the message ({megabytes}) and gives up when it is asked for (“{said}”); only its header is kept, and it is asked for again.',
        { megabytes: megabytes(reason.size), said: reason.said },
      );
    case 'placeholder':
      return t('Exchange sent a placeholder instead of the message; the real one is asked for again.');
    case 'not_stored':
      return t('It could not be stored; the log has the cause.');
    case 'not_read':
      return t('It was not read.');
    case 'words':
      return reason.text;
    default:
      return t('Reading it ended the parser process: {death}.', { death: describeDeath(reason) });
  }
}

/** What a message has and what is the most of it. */
const limitWords: Readonly<Record<MailLimit, (most: number, has: number | undefined) => string>> = {
  mostMegabytes: (most, has) => t('is {has} bytes long; at most {most} bytes', { has, most }),
  mostLineMegabytes: (most, has) => t('has a line of {has} bytes; at most {most} bytes', { has, most }),
  mostHeaderFields: (most, has) => t('has {has} header fields; at most {most} header fields', { has, most }),
  mostHeaderKilobytes: (most, has) =>
    has === undefined
      ? t('has a part whose header is longer than {most} bytes; at most {most} bytes to a part', { most })
      : t('has a header of {has} bytes; at most {most} bytes to a part', { has, most }),
  mostParts: (most) => t('has more than {most} parts; at most {most} parts', { most }),
  mostLevels: (most, has) => t('nests parts on {has} levels; at most {most} levels', { has, most }),
};

function describeOversized({ size, most, from }: OversizedReason): string {
  return from === 'file'
    ? t(
        'The message is too large to be imported ({megabytes}); only its header is kept, and the file stays as it is.',
        { megabytes: megabytes(size) },
      )
    : t(
        'The message is larger than {megabytes} (the server says {megabytes2}); only its header is kept, and it stays on the server.',
        { megabytes: megabytes(most), megabytes2: megabytes(size) },
      );
}

function describeAsking({ askedIn, notAsked }: AskedSender): string {
  if (askedIn !== undefined) return t(' Its sender was asked for a smaller one in #{askedIn}.', { askedIn });
  return notAsked === undefined
    ? ''
    : t(' Its sender was not told: {untold}.', { untold: describeUntold(notAsked) });
}

const untoldWords = (): Readonly<Record<Exclude<UntoldReason['code'], 'robot' | 'limit'>, string>> => ({
  sender_unreadable: t('its sender cannot be read'),
  no_sending_address: t('the group has no address to write from'),
  sender_blocked: t('its sender is blocked'),
  forbidden: t('a filter forbids it'),
  told_within_a_day: t('the sender was told within the last day'),
  unfit_address: t('no mail can be sent to its address'),
});

function describeUntold(reason: UntoldReason): string {
  if (reason.code === 'robot')
    return t('it was not written by a person: {sign}', { sign: describeSign(reason.sign) });
  return reason.code === 'limit'
    ? t('{count} senders were told within a day', { count: reason.count })
    : untoldWords()[reason.code];
}

/** @returns where people find a limit: “Settings, Incoming mail: Header fields” */
function nameLimit(name: keyof LimitSettings | 'mostMegabytes'): string {
  const label = limitFields.find((field) => field.name === name)?.label ?? 'Largest message';
  return t('Settings, Incoming mail: {label}', { label: say(label) });
}

function describeDeath(reason: KilledReason): string {
  switch (reason.code) {
    case 'killed_by_time':
      return t('it was not read within {seconds} seconds, and longer is not waited for ({limit})', {
        seconds: reason.seconds,
        limit: nameLimit('mostSeconds'),
      });
    case 'killed_by_memory':
      return t('it took more memory than the {megabytes} MB that a parser process has', {
        megabytes: reason.megabytes,
      });
    case 'killed_by_crash':
      return reason.detail;
    case 'never_answered':
      return t('{attempts} attempts were never answered for', { attempts: reason.attempts });
  }
}

function megabytes(bytes: number): string {
  // Never less than it is: 25.4 are too many where 25 are the most.
  return t('{round} MB', { round: Math.ceil(bytes / bytesPerMegabyte) });
}
