import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import {
  type FilterSample,
  listAttachmentNames,
  listNewestArticleIds,
  loadBlobStart,
  loadFilterSamples,
} from '../../db/filter-samples.ts';
import { matchFilter } from '../../domain/filters/filter.ts';
import { type FilterFacts, longestFilterText } from '../../domain/filters/filter-facts.ts';
import { checkConditions } from '../../domain/filters/filter-input.ts';
import type { FilterCondition, FilterRule } from '../../domain/filters/filter-rule.ts';
import { withoutActionHeaders } from '../../domain/filters/header-actions.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { parseRaw } from '../incoming/parse-raw.ts';

interface FilterTest {
  /** How many stored messages the filter was tried on, the newest first. */
  readonly tested: number;
  readonly matched: number;
  /** The newest of those that match. */
  readonly matches: readonly FilterTestMatch[];
  /** It took too long, so older ones were left out. */
  readonly isCutShort: boolean;
}

interface FilterTestMatch {
  readonly articleId: number;
  readonly ticketNumber: number;
  readonly from: string;
  readonly subject: string;
  readonly sentAt: Date;
  /** The conditions that the message meets. */
  readonly because: readonly FilterCondition[];
  readonly captures: Readonly<Record<string, string>>;
}

const mostTested = 500;
const mostShown = 50;
const batchSize = 25;
const mostMilliseconds = 10_000;
const headerBytes = 64 * 1024;

/** Admins: holds conditions against the newest stored mail; nothing is changed. @throws AppError invalid */
export const testFilter = defineCommand({
  name: 'testFilter',
  input: z.strictObject({
    match: z.enum(['all', 'any']),
    conditions: z.custom<FilterRule['conditions']>(Array.isArray, 'Expected a list of conditions.'),
  }),
  needs: 'admin',
  work: ({ desk }, filter) => holdAgainstMail(desk, filter),
});

async function holdAgainstMail(
  desk: Desk,
  filter: Pick<FilterRule, 'match' | 'conditions'>,
): Promise<FilterTest> {
  checkConditions(filter.conditions);
  const ids = await listNewestArticleIds(desk.read, mostTested);
  const needsHeaders = filter.conditions.some(({ field }) => field === 'header');
  const began = desk.now().getTime();
  const found: FilterTestMatch[] = [];
  let tested = 0;
  while (tested < ids.length && desk.now().getTime() - began < mostMilliseconds) {
    const batch = ids.slice(tested, tested + batchSize);
    const samples = await loadFilterSamples(desk.read, batch, longestFilterText);
    const names = await listAttachmentNames(desk.read, batch);
    const headers = needsHeaders ? await readHeaders(desk, samples) : new Map();
    for (const sample of samples) {
      const facts = describeSample(sample, names.get(sample.articleId), headers.get(sample.articleId));
      const match = matchFilter(filter, facts);
      if (match !== undefined) found.push(showMatch(sample, match));
      // Between two batches the desk does its other work.
      await setImmediate();
    }
    tested += batch.length;
  }
  return {
    tested,
    matched: found.length,
    matches: found.slice(0, mostShown),
    isCutShort: tested < ids.length,
  };
}

function describeSample(
  sample: FilterSample,
  attachmentNames: readonly string[] = [],
  headers: ParsedMessage['headers'] = [],
): FilterFacts {
  const { fromName, fromAddress, to, cc, subject, text, size, channelName, channelAddress } = sample;
  const facts = {
    from: fromAddress === '' ? undefined : { name: fromName, address: fromAddress },
    to,
    cc,
    subject,
    text,
    headers,
    size,
    attachmentNames,
    verdict: sample.senderCheck?.verdict ?? ('unknown' as const),
    channel:
      channelName === null || channelAddress === null
        ? undefined
        : { name: channelName, address: channelAddress },
  };
  return sample.trustsHeaders === true ? facts : withoutActionHeaders(facts);
}

function showMatch(
  sample: FilterSample,
  match: NonNullable<ReturnType<typeof matchFilter>>,
): FilterTestMatch {
  const { articleId, ticketNumber, fromName, fromAddress, subject, sentAt } = sample;
  return {
    articleId,
    ticketNumber,
    subject,
    sentAt,
    from: fromName === '' ? fromAddress : fromName,
    because: match.because,
    captures: { ...match.captures },
  };
}

/** Stored articles keep no header fields: they are read again from the raw mail, in the parser processes. */
async function readHeaders(
  desk: Desk,
  samples: readonly FilterSample[],
): Promise<Map<number, ParsedMessage['headers']>> {
  const raws: { articleId: number; bytes: Uint8Array }[] = [];
  for (const { articleId, rawBlobId } of samples) {
    if (rawBlobId === null) continue;
    raws.push({ articleId, bytes: cutHeader(await loadBlobStart(desk.read, rawBlobId, headerBytes)) });
  }
  const outcomes = await parseRaw(
    desk,
    raws.map(({ bytes }) => bytes),
  );
  return new Map(
    raws.map(({ articleId }, index) => {
      const outcome = outcomes[index];
      return [articleId, outcome?.kind === 'parsed' ? outcome.message.headers : []];
    }),
  );
}

/** @returns the bytes up to the first empty line. */
function cutHeader(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  return end === null ? bytes : bytes.slice(0, end.index + end[0].length);
}
