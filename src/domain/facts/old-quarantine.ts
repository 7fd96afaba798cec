import { wordTable } from '../word-table.ts';
import type { MailLimit, QuarantineReason } from './quarantine-reason.ts';

// What versions before the stream of facts wrote of a message in quarantine. What cannot be read stays words.

const megabyte = 1024 * 1024;

const plain = wordTable<QuarantineReason>({
  'The message cannot be taken apart.': { code: 'broken' },
  'Exchange sent a placeholder instead of the message; the real one is asked for again.': {
    code: 'placeholder',
  },
  'It could not be stored; the log has the cause.': { code: 'not_stored' },
  'It was not read.': { code: 'not_read' },
});

/** Each with what the message has, where it says so, and the most of it. */
const limits: readonly (readonly [pattern: RegExp, limit: MailLimit])[] = [
  [/^is (?<has>\d{1,12}) bytes long; at most (?<most>\d{1,12}) bytes$/, 'mostMegabytes'],
  [/^has a line of (?<has>\d{1,12}) bytes; at most (?<most>\d{1,12}) bytes$/, 'mostLineMegabytes'],
  [/^has (?<has>\d{1,12}) header fields; at most (?<most>\d{1,12}) header fields$/, 'mostHeaderFields'],
  [
    /^has a header of (?<has>\d{1,12}) bytes; at most (?<most>\d{1,12}) bytes to a part$/,
    'mostHeaderKilobytes',
  ],
  [
    /^has a part whose header is longer than \d{1,12} bytes; at most (?<most>\d{1,12}) bytes to a part$/,
    'mostHeaderKilobytes',
  ],
  [/^has more than \d{1,12} parts; at most (?<most>\d{1,12}) parts$/, 'mostParts'],
  [/^nests parts on (?<has>\d{1,12}) levels; at most (?<most>\d{1,12}) levels$/, 'mostLevels'],
];

export function readOldQuarantineReason(text: string): QuarantineReason {
  const known = plain[text];
  return known ?? readLimit(text) ?? readOversized(text) ?? readDeath(text) ?? { code: 'words', text };
}

function readLimit(text: string): QuarantineReason | undefined {
  const said = /^The message (.{1,200}) are accepted \(Settings, Incoming mail: .{1,60}\)\.$/.exec(text)?.[1];
  if (said === undefined) return undefined;
  for (const [pattern, limit] of limits) {
    const { has, most } = pattern.exec(said)?.groups ?? {};
    if (most === undefined) continue;
    return { code: 'limit', limit, most: Number(most), ...(has === undefined ? {} : { has: Number(has) }) };
  }
  return undefined;
}

function readOversized(text: string): QuarantineReason | undefined {
  const [, most, size, asked] =
    /^The message is larger than (\d{1,6}) MB \(the server says (\d{1,6}) MB\); only its header is kept, and it stays on the server\.(?: Its sender was asked for a smaller one in #(\d{1,15})\.)?$/.exec(
      text,
    ) ?? [];
  if (most === undefined || size === undefined) return undefined;
  const sizes = { size: Number(size) * megabyte, most: Number(most) * megabyte, from: 'server' } as const;
  return { code: 'oversized', ...sizes, ...(asked === undefined ? {} : { askedIn: Number(asked) }) };
}

function readDeath(text: string): QuarantineReason | undefined {
  const detail = /^Reading it ended the parser process: (.{1,2000})\.$/s.exec(text)?.[1];
  if (detail === undefined) return undefined;
  const seconds = /^it was not read within ([\d.]{1,8}) seconds, and longer is not waited for/.exec(
    detail,
  )?.[1];
  if (seconds !== undefined) return { code: 'killed_by_time', seconds: Number(seconds) };
  const megabytes = /^it took more memory than the (\d{1,8}) MB that a parser process has$/.exec(detail)?.[1];
  if (megabytes !== undefined) return { code: 'killed_by_memory', megabytes: Number(megabytes) };
  const attempts = /^(\d{1,4}) attempts were never answered for$/.exec(detail)?.[1];
  if (attempts !== undefined) return { code: 'never_answered', attempts: Number(attempts) };
  return { code: 'killed_by_crash', detail };
}
