import type { Channel } from '../../db/channels.ts';
import type { MailReader, Place } from '../../domain/mail-reading.ts';
import type { Desk } from '../desk.ts';
import type { IncomingMail, StoreContext } from '../incoming/store-context.ts';
import { channelSource } from '../incoming/store-turns.ts';
import type { BudgetShare } from '../memory.ts';
import { checkDisk } from './check-disk.ts';
import { downloadAround, noRefusals, type Refusals } from './download-around.ts';
import { type DownloadedMail, downloadMail } from './download-mail.ts';
import type { FailedDownloads } from './failed-downloads.ts';
import type { WantedMail } from './list-new-places.ts';
import { budgetOf } from './mail-budget.ts';
import {
  createMailParser,
  forgetAttempts,
  isolateSuspects,
  type ParseMail,
  type Suspects,
} from './parse-mail.ts';
import { type Download, type DownloadLimits, planDownloads } from './plan-downloads.ts';
import { type Reading, readAhead } from './read-ahead.ts';
import { createSettler, type Settler } from './settle-queue.ts';
import { storePaced } from './store-paced.ts';

export interface CollectProgress {
  readonly done: number;
  readonly total: number;
}

interface ImportOptions {
  readonly signal: AbortSignal;
  readonly settles: boolean;
  readonly suspects: Suspects;
  readonly limits: DownloadLimits;
  readonly failed: FailedDownloads;
  readonly onProgress: (progress: CollectProgress) => void;
}

interface ImportResult {
  readonly stored: number;
  readonly settled: number;
  /** Why the server was not told of all that was stored. */
  readonly settleError: unknown;
}

/** Sizes and dates are asked for of so many messages at a time, because each question is a round trip; soon of the first. */
const describedTogether = { first: 500, later: 1600 };
/** Few, so that their reading begins while the others are on their way. */
const fetchedFirst = 100;
/**
 * Of the last messages some are stored while the others are read, as nothing comes after them that would be. Before, a batch is
 * stored as a whole: two transactions take longer than one.
 */
const lastMessages = 500;
const fewestStored = 100;
/** Memory that each message takes in addition to its bytes, so that very many small ones are bounded too. */
const overheadBytes = 20 * 1024;

/** One import that is under way. */
interface Run {
  readonly desk: Desk;
  readonly mailbox: MailReader;
  readonly context: StoreContext & { readonly channel: Channel };
  readonly options: ImportOptions;
  /** By place, what each message replaces. */
  readonly wanted: ReadonlyMap<Place, WantedMail['replaces']>;
  readonly parse: ParseMail;
  readonly budget: BudgetShare;
  readonly settler: Settler;
  readonly beat: () => void;
  readonly refusals: Refusals;
  /** The storing of all that has been passed on, one batch after another. */
  storing: Promise<void>;
  /** What ended the storing. */
  failure: { readonly error: unknown } | undefined;
  stored: number;
}

/**
 * Download, parse, store and settle at the same time, each stage ahead of the next. Messages are stored in the order of
 * the mailbox, as soon as some have been read. When a stage fails, what has come further is finished and the first error
 * is thrown.
 */
export async function importMail(
  desk: Desk,
  mailbox: MailReader,
  context: StoreContext & { readonly channel: Channel },
  wanted: readonly WantedMail[],
  options: ImportOptions,
): Promise<ImportResult> {
  const beat = () => options.onProgress({ done: run.stored, total: wanted.length });
  const run: Run = {
    desk,
    mailbox,
    context,
    options,
    beat,
    wanted: new Map(wanted.map(({ place, replaces }) => [place, replaces])),
    parse: createMailParser(desk, options.suspects, channelSource(context.channel)),
    budget: budgetOf(desk).share(),
    settler: createSettler(desk, context.channel, mailbox, beat),
    refusals: noRefusals(),
    storing: Promise.resolve(),
    failure: undefined,
    stored: 0,
  };
  if (wanted.length > 0) desk.parser.prepare();
  let downloadFailure: { error: unknown } | undefined;
  await download(run).catch((error: unknown) => {
    downloadFailure = { error };
  });
  await run.storing;
  const { settled, settleError } = await run.settler.finish();
  const first = run.failure ?? downloadFailure;
  if (first !== undefined) throw first.error;
  if (run.refusals.error !== undefined) throw run.refusals.error;
  return { stored: run.stored, settled, settleError };
}

async function download(run: Run): Promise<void> {
  const { mailbox, context, options, wanted, budget, refusals, beat } = run;
  const { failed, limits, signal } = options;
  const places = failed.order(context.key, [...wanted.keys()]);
  for (let start = 0, asked: Place[] = []; start < places.length; start += asked.length) {
    asked = places.slice(start, start + describedTogether[start === 0 ? 'first' : 'later']);
    const facts = new Map((await mailbox.describeMessages(asked)).map((each) => [each.place, each]));
    const ordered = asked.flatMap((place) => facts.get(place) ?? []);
    const careOf = (place: Place) => failed.careOf(context.key, place);
    const few = start === 0 ? fetchedFirst : 0;
    const parts = [ordered.slice(0, few), ordered.slice(few)];
    const plans = parts.flatMap((part) => planDownloads(part, limits, careOf));
    for (const plan of plans) {
      const bytes = plan.bytes + plan.messages.length * overheadBytes;
      if (!(await budget.take(bytes, signal, beat))) return;
      const around = { mailbox, refusals, download: (part: Download) => downloadParts(run, part) };
      const storing = await downloadAround(around, plan).catch((error: unknown) => {
        budget.give(bytes);
        throw error;
      });
      void Promise.all(storing).then(() => budget.give(bytes));
      if (signal.aborted || run.failure !== undefined) return;
    }
  }
}

/** @returns what is under way of it; nothing more is begun when the run is to end */
async function downloadParts(run: Run, plan: Download): Promise<Promise<void>[]> {
  const { desk, mailbox, context, wanted, beat } = run;
  const { failed, limits, signal, suspects } = run.options;
  if (signal.aborted || run.failure !== undefined) return [];
  const mails = await failed.watch(context.key, plan, signal, () =>
    downloadMail(mailbox, plan, limits, desk.now()),
  );
  beat();
  const withReplaced = mails.map((mail) => ({ ...mail, replaces: wanted.get(mail.place) }));
  const storing = isolateSuspects(withReplaced, suspects).map((part) => pass(run, part));
  holdBeyond(run.budget, plan, mails, storing);
  return storing;
}

/** What a server gives counts, and not only what it said that it would be. */
function holdBeyond(
  budget: BudgetShare,
  plan: Download,
  mails: readonly DownloadedMail[],
  storing: readonly Promise<void>[],
): void {
  const beyond = mails.reduce((sum, { raw }) => sum + raw.length, -plan.bytes);
  if (beyond <= 0) return;
  budget.add(beyond);
  void Promise.all(storing).then(() => budget.give(beyond));
}

/** Parses at once, and stores when all that came before is stored. */
function pass(run: Run, mails: DownloadedMail[]): Promise<void> {
  const reading = readAhead(run.parse, mails);
  const previous = run.storing;
  run.storing = previous
    .then(() => store(run, reading))
    .catch((error: unknown) => {
      run.failure ??= { error };
    });
  return run.storing;
}

/** When one failure has ended the storing, what is still being read is waited for all the same, and is no suspect. */
async function store(run: Run, reading: Reading): Promise<void> {
  const { desk } = run;
  for (;;) {
    const left = run.wanted.size - run.stored;
    const least = left > lastMessages ? Number.POSITIVE_INFINITY : fewestStored;
    const incoming = await reading.take(least, desk.memory.storedTogether);
    if (incoming.length === 0) return;
    if (run.failure !== undefined) await forgetAttempts(desk, incoming);
    else
      await storeReady(run, incoming).catch((error: unknown) => {
        run.failure = { error };
      });
  }
}

async function storeReady(run: Run, incoming: readonly IncomingMail[]): Promise<void> {
  const { desk, context, options, settler, beat } = run;
  await checkDisk(desk);
  const received = await storePaced(desk, context, incoming);
  run.stored += received.length;
  if (options.settles) settler.add(received);
  beat();
}
