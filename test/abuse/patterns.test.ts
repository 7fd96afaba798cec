import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nameSources } from '../../scripts/name-sources.mjs';
import { listPumps, pumpUp } from '../support/pumped-inputs.ts';
import { listSourcePatterns, type SourcePattern } from '../support/source-patterns.ts';

// Every pattern of the source, over long texts that are made of its own pieces. What goes back over what it has read is
// stopped early, by a short text.

const most = 50;
/** With its length, what a text may take at most: where it is more, the next one would take too long to wait for. */
const steps = [
  [30, 5],
  [300, 5],
  [3_000, 5],
] as const;
/** A tenth of the long one. Even by the square, what takes less than this is quick enough there. */
const short = 20_000;
const isQuick = most / 120;

/** @returns the text that takes too long; undefined where none does */
function findSlow({ source, flags }: SourcePattern): string | undefined {
  const pattern = new RegExp(source, flags);
  for (const pump of listPumps(source)) {
    const isSlow = (length: number, limit: number) => run(pattern, pumpUp(pump, length), limit) > limit;
    const tooLong = steps.find(([length, limit]) => isSlow(length, limit))?.[0];
    if (tooLong === undefined && !isSlow(short, isQuick)) continue;
    if (tooLong !== undefined || isSlow(short, most) || isSlow(10 * short, most)) {
      return `${tooLong ?? 10 * short} of ${JSON.stringify(pump)}`;
    }
  }
  return undefined;
}

/** @returns milliseconds of the processor; the best of some, where the first is too long: other things happen meanwhile */
function run(pattern: RegExp, input: string, limit: number): number {
  const times: number[] = [];
  do times.push(runOnce(pattern, input));
  while (times.length < 3 && Math.min(...times) > limit);
  return Math.min(...times);
}

function runOnce(pattern: RegExp, input: string): number {
  pattern.lastIndex = 0;
  const start = process.threadCpuUsage();
  if (pattern.global) input.replace(pattern, '');
  else pattern.test(input);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

/** Makes the patterns that are put together while the program runs, and notes them. @returns each once */
async function listBuiltPatterns(): Promise<SourcePattern[]> {
  const built = new Map<string, SourcePattern>();
  const original = globalThis.RegExp;
  globalThis.RegExp = new Proxy(original, {
    construct(target, [source, flags = '']: [string | RegExp, string?]) {
      const made = new target(source, flags);
      const caller = nameSources(new Error().stack?.split('\n')[2] ?? '');
      const isOurs = / at .*\b(?:src|views)\//.test(caller);
      if (isOurs) built.set(String(made), { file: 'built', line: 0, source: made.source, flags: made.flags });
      return made;
    },
  });
  try {
    for (const build of Object.values(builders)) await build();
  } finally {
    globalThis.RegExp = original;
  }
  return [...built.values()];
}

const calendar = ['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1', 'DTSTART:20261101T100000Z']
  .concat(['ORGANIZER;CN=Ada:mailto:a@b.example', 'END:VEVENT', 'END:VCALENDAR', ''])
  .join('\r\n');
const letter = ['From: a@b.example', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', '', 'x', '--b']
  .concat([
    'Content-Type: text/plain; name="a"',
    'Content-Disposition: attachment; filename="a"',
    '',
    'y',
    '--b--',
    '',
  ])
  .join('\r\n');
/** Loaded here, so that what a module puts together as it is loaded is noted too. */
const builders: Readonly<Record<string, () => Promise<unknown>>> = {
  'src/domain/subject.ts': async () => (await import('../../src/domain/subject.ts')).addTag('x', 1),
  'src/domain/search-query.ts': async () =>
    (await import('../../src/domain/search-query.ts')).readSearch('x'),
  'src/domain/html/html-tokens.ts': async () =>
    (await import('../../src/domain/html/html-tokens.ts')).readAttribute('a="b"', 'a'),
  'src/domain/auto-reply-text.ts': async () =>
    (await import('../../src/domain/auto-reply-text.ts')).findWrongVariable('x'),
  'src/domain/calendar.ts': async () => (await import('../../src/domain/calendar.ts')).readCalendar(calendar),
  'src/mail/html-style.ts': async () =>
    (await import('../../src/mail/html-style.ts')).filterStyle('color: #fff'),
  'src/microsoft/graph-split-mail.ts': async () =>
    (await import('../../src/microsoft/graph-split-mail.ts')).splitMail(Buffer.from(letter), 10),
};
/** Of text that we or the machine write, or of a bounded piece that no repeat stands before. */
const harmless = ['src/db/care/addon-file.ts', 'src/mail/smime.ts'];

test('so does every pattern that is put together while the program runs', async () => {
  const patterns = await listBuiltPatterns();
  assert.ok(patterns.length >= Object.keys(builders).length, `${patterns.length} patterns were noted`);
  const slow = patterns.flatMap((each) => {
    const found = findSlow(each);
    return found === undefined ? [] : [`${each.source}: ${found}`];
  });
  assert.deepEqual(slow, []);
});

test('no other file puts patterns together', () => {
  const files = globSync('{src,views}/**/*.{ts,tsx}').filter((file) => !file.startsWith('src/sandbox/'));
  const building = files.filter((file) => readFileSync(file, 'utf8').includes('new RegExp('));
  assert.deepEqual(building.toSorted(), [...Object.keys(builders), ...harmless].toSorted());
});

test('every pattern reads a long text of its own pieces within 50 ms of the processor', () => {
  const patterns = listSourcePatterns();
  assert.ok(patterns.length > 300, `${patterns.length} patterns were found`);
  const slow = patterns.flatMap((each) => {
    const found = findSlow(each);
    return found === undefined ? [] : [`${each.file}:${each.line} /${each.source}/${each.flags}: ${found}`];
  });
  assert.deepEqual(slow, []);
});
