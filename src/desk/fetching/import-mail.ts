import type { Channel } from '../../db/channels.ts';
import type { MailConnection } from '../../mail/imap.ts';
import type { Desk } from '../desk.ts';
import type { StoreContext } from '../incoming/store-context.ts';
import { checkDisk } from './check-disk.ts';
import { type DownloadedMail, downloadMail } from './download-mail.ts';
import type { HardMail } from './hard-mail.ts';
import type { WantedMail } from './list-new-uids.ts';
import { budgetOf } from './mail-budget.ts';
import { createMailParser, forgetAttempts, isolateSuspects, type Suspects } from './parse-mail.ts';
import { type Download, type DownloadLimits, planDownloads } from './plan-downloads.ts';
import { createSettler } from './settle-queue.ts';
import { storePaced } from './store-paced.ts';

export interface CollectProgress {
  readonly done: number;
  readonly total: number;
}

export interface ImportOptions {
  readonly signal: AbortSignal;
  readonly suspects: Suspects;
  readonly limits: DownloadLimits;
  readonly hard: HardMail;
  readonly onProgress: (progress: CollectProgress) => void;
}

export interface ImportResult {
  readonly stored: number;
  readonly settled: number;
  /** Why the server was not told of all that was stored. */
  readonly settleError: unknown;
}

/** A FETCH of sizes and dates for so many messages answers at once and stays small. */
const describedAtOnce = 500;
/** Room that each message takes beside its bytes, so that very many tiny ones are bounded too. */
const overheadBytes = 20 * 1024;

/**
 * Download, parse, store and settle at the same time, each stage a batch ahead of the next. Batches are stored in the
 * order of the mailbox. When a stage fails, what has come further is finished and the first error is thrown.
 */
export async function importMail(
  desk: Desk,
  connection: MailConnection,
  context: StoreContext & { readonly channel: Channel },
  wanted: readonly WantedMail[],
  options: ImportOptions,
): Promise<ImportResult> {
  const { signal, suspects, limits, hard, onProgress } = options;
  const budget = budgetOf(desk).share();
  const { key } = context;
  const parse = createMailParser(desk, suspects);
  const beat = () => onProgress({ done: stored, total: wanted.length });
  const settler = createSettler(desk, context.channel, connection, beat);
  const replaced = new Map(wanted.map(({ uid, replaces }) => [uid, replaces]));
  let storing: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | undefined;
  let downloadFailure: { error: unknown } | undefined;
  let stored = 0;

  function pass(mails: DownloadedMail[]): Promise<void> {
    const parsed = parse(mails);
    // Waited for in order below; its failure is seen there.
    parsed.catch(() => undefined);
    const previous = storing;
    const store = async () => {
      await previous;
      const incoming = await parsed;
      if (failure !== undefined) return forgetAttempts(desk, incoming);
      await checkDisk(desk);
      for (let from = 0; from < incoming.length; ) {
        const part = incoming.slice(from, from + desk.memory.storedTogether);
        from += part.length;
        const received = await storePaced(desk, context, part);
        stored += received.length;
        settler.add(received);
        beat();
      }
    };
    storing = store().catch((error: unknown) => {
      failure ??= { error };
    });
    return storing;
  }

  async function download(): Promise<void> {
    const uids = hard.order(key, [...replaced.keys()]);
    for (let start = 0; start < uids.length; start += describedAtOnce) {
      const asked = uids.slice(start, start + describedAtOnce);
      const facts = new Map((await connection.describeMessages(asked)).map((each) => [each.uid, each]));
      const ordered = asked.flatMap((uid) => facts.get(uid) ?? []);
      for (const plan of planDownloads(ordered, limits, (uid) => hard.isAlone(key, uid))) {
        const bytes = plan.bytes + plan.messages.length * overheadBytes;
        if (!(await budget.take(bytes, signal, beat))) return;
        const parts = await downloadParts(plan).catch((error: unknown) => {
          budget.give(bytes);
          throw error;
        });
        void Promise.all(parts).then(() => budget.give(bytes));
        if (signal.aborted || failure !== undefined) return;
      }
    }
  }

  /** @returns what is under way of it; nothing more is begun when the run is to end */
  async function downloadParts(plan: Download): Promise<Promise<void>[]> {
    if (signal.aborted || failure !== undefined) return [];
    const mails = await hard.watch(key, plan, signal, () =>
      downloadMail(connection, plan, limits, desk.now()),
    );
    beat();
    const withReplaced = mails.map((mail) => ({ ...mail, replaces: replaced.get(mail.uid) }));
    return isolateSuspects(withReplaced, suspects).map(pass);
  }

  if (wanted.length > 0) desk.parser.prepare();
  await download().catch((error: unknown) => {
    downloadFailure = { error };
  });
  await storing;
  const { settled, settleError } = await settler.finish();
  const first = failure ?? downloadFailure;
  if (first !== undefined) throw first.error;
  return { stored, settled, settleError };
}
