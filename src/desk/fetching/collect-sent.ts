import { putChannelFolder } from '../../db/channel-folders.ts';
import type { Channel } from '../../db/channels.ts';
import { hasChannelFact } from '../../db/facts.ts';
import type { FolderKey } from '../../db/receipts.ts';
import { isSameFolder } from '../../domain/channel.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import type { ChannelFact } from '../../domain/facts/channel-facts.ts';
import { findFailure } from '../../domain/failure.ts';
import type { Cursor, MailReader, Place } from '../../domain/mail-reading.ts';
import { chooseSentFolder } from '../../domain/sent-folder.ts';
import { toAppError } from '../../errors.ts';
import { learnSentNames } from '../channels/learn-sent-names.ts';
import type { Desk } from '../desk.ts';
import { storeBatch } from '../incoming/store-batch.ts';
import { loadStoreContext, type StoreContext } from '../incoming/store-context.ts';
import { areCostly, channelSource, takeStoreTurn } from '../incoming/store-turns.ts';
import { recordChannel } from '../record-channel.ts';
import { downloadAround, noRefusals, type Refusals } from './download-around.ts';
import { downloadMail } from './download-mail.ts';
import type { FailedDownloads } from './failed-downloads.ts';
import { findMissing } from './list-new-places.ts';
import { openKnownFolder } from './open-known-folder.ts';
import { createMailParser, isolateSuspects, type Suspects } from './parse-mail.ts';
import { type Download, limitTo, planDownloads } from './plan-downloads.ts';

interface CollectSentOptions {
  readonly signal: AbortSignal;
  readonly suspects: Suspects;
  /** What failed in earlier runs. */
  readonly failed: FailedDownloads;
  readonly beat: () => void;
}

const describedAtOnce = 500;
const day = 86_400_000;

/**
 * Imports what colleagues have sent from Outlook since the option was switched on. The folder is read and nothing else:
 * no message in it is marked, moved or deleted. Each gets a receipt, so that none is looked at twice.
 * @returns how many messages got one. @throws RemoteError, AppError `unavailable` when the disk fails
 */
export async function collectSent(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  options: CollectSentOptions,
): Promise<number> {
  const since = channel.importsSentSince;
  const path = chooseSentFolder(await mailbox.listFolders(), channel.sentFolder);
  if (since === null) return 0;
  if (path === undefined) {
    await noteMissing(desk, channel, since);
    return 0;
  }
  // One that is fetched itself is another job's.
  if (isSameFolder(channel.folder, path)) return 0;
  const opened = await mailbox.openFolder(path);
  const key = { channelId: channel.id, folder: opened.path, numbering: opened.numbering };
  const cursor = await openKnownFolder(desk, mailbox, key, opened.messages);
  // A day more, because a server searches by days of its own zone; the exact time is compared below.
  const listed = await mailbox.list({ cursor, since: new Date(since.getTime() - day) });
  const missing = await findMissing(desk, key, listed.places);
  // Exchange can give a copy another name. Asked after the list: what is handed over later is not in it.
  if (missing.length > 0 && !(await learnSentNames(desk, channel))) return 0;
  const context = { ...(await loadStoreContext(desk, channel, key)), isRun: true, isSent: true };
  const refusals = noRefusals();
  let stored = 0;
  const wanted = options.failed.order(key, missing);
  const untried = wanted.filter((place) => options.failed.careOf(key, place) !== 'in_pieces');
  for (let start = 0; start < wanted.length && !options.signal.aborted; start += describedAtOnce) {
    const places = wanted.slice(start, start + describedAtOnce);
    stored += await importSent(desk, mailbox, context, { ...options, places, since, refusals });
  }
  if (refusals.error !== undefined) throw refusals.error;
  // What did not come is asked for again by itself, at last in pieces, and after some failures not in each run.
  const isAskedAgain = untried.some((place) => options.failed.careOf(key, place) !== 'together');
  const isLeft = isAskedAgain || wanted.length < missing.length;
  if (!options.signal.aborted && !isLeft) await putCursor(desk, key, listed.cursorAfter([]));
  return stored;
}

/** Once since the option was switched on: each look would find the same. */
async function noteMissing(desk: Desk, { id, sentFolder, address }: Channel, since: Date): Promise<void> {
  await noteOnce(desk, id, since, { because: 'no_folder', folder: sentFolder, mailbox: address });
}

/**
 * Says on the channel's page why sent mail is not imported; the mail that comes in is none the worse for it.
 * @throws RemoteError when the server asks for a pause, which is the channel's
 */
export async function noteSentFailure(desk: Desk, channel: Channel, error: unknown): Promise<void> {
  const failure = findFailure(error);
  const diagnosis = failure === undefined ? undefined : diagnose(failure, channel);
  if (diagnosis?.retry.kind === 'wait') throw error;
  // No words of the server: they may be others each time.
  const code = diagnosis?.code ?? `postroom_${toAppError(error).code}`;
  const since = channel.importsSentSince ?? desk.now();
  await noteOnce(desk, channel.id, since, { because: 'failure', code });
}

type NotImported = Extract<ChannelFact, { readonly kind: 'channel.sent_not_imported' }>['data'];

async function noteOnce(desk: Desk, channelId: number, since: Date, data: NotImported): Promise<void> {
  const fact = { kind: 'channel.sent_not_imported', channelId, data } as const;
  if (await hasChannelFact(desk.read, fact, since)) return;
  await desk.write((tx) => recordChannel(tx, fact, { at: desk.now(), by: 'fetch' }));
}

async function importSent(
  desk: Desk,
  mailbox: MailReader,
  context: StoreContext,
  {
    places,
    since,
    signal,
    suspects,
    failed,
    refusals,
    beat,
  }: CollectSentOptions & { places: readonly Place[]; since: Date; refusals: Refusals },
): Promise<number> {
  const described = await mailbox.describeMessages(places);
  const wanted = described.filter(({ receivedAt }) => receivedAt !== undefined && receivedAt >= since);
  const limits = limitTo(context.policy.mostMegabytes);
  const source = channelSource(context.channel);
  const parse = createMailParser(desk, suspects, source);
  let stored = 0;
  const folder = context.key;
  for (const plan of planDownloads(wanted, limits, (place) => failed.careOf(folder, place))) {
    if (signal.aborted) break;
    beat();
    const download = (part: Download) =>
      failed.watch(folder, part, signal, () => downloadMail(mailbox, part, limits, desk.now()));
    const mails = await downloadAround({ mailbox, refusals, download }, plan);
    for (const part of isolateSuspects(mails, suspects)) {
      const parsed = await parse(part);
      const work = () => storeBatch(desk, context, parsed);
      stored += (await takeStoreTurn(desk, { source, isCostly: areCostly(parsed) }, work)).length;
    }
  }
  return stored;
}

/** What the server has sent nothing for in any way is asked for no more: it is a copy, and no customer waits for it. */
async function putCursor(desk: Desk, key: FolderKey, cursor: Cursor): Promise<void> {
  await desk.write((tx) => putChannelFolder(tx, { ...key, cursor, comparedAt: null }));
}
