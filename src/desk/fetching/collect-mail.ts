import { findChannelFolder, putChannelFolder, requireChannelFolder } from '../../db/channel-folders.ts';
import type { Channel } from '../../db/channels.ts';
import { listPlaceholders, noteTry } from '../../db/quarantine.ts';
import { type FolderKey, settleTwins } from '../../db/receipts.ts';
import type { Listing, MailReader } from '../../domain/mail-reading.ts';
import { roadOf } from '../../domain/mail-road.ts';
import type { Desk } from '../desk.ts';
import { chooseUrgency } from '../incoming/choose-urgency.ts';
import { refuseOversized } from '../incoming/refuse-oversized.ts';
import { loadStoreContext } from '../incoming/store-context.ts';
import { type FailedDownloads, rememberFailedDownloads } from './failed-downloads.ts';
import { type CollectProgress, importMail } from './import-mail.ts';
import { findMissing, listNewPlaces } from './list-new-places.ts';
import { noteUnlisted } from './note-unlisted.ts';
import { openKnownFolder } from './open-known-folder.ts';
import type { Suspects } from './parse-mail.ts';
import { type DownloadLimits, limitTo } from './plan-downloads.ts';
import { settleLeftovers } from './settle-leftovers.ts';

export interface CollectOptions {
  /** Ends the run early: what is under way is stored and settled, nothing new is fetched. */
  readonly signal: AbortSignal;
  readonly suspects: Suspects;
  /** Compares every message of the folder with the receipts, not only what came since the last look. */
  readonly comparesAll: boolean;
  /** Tells the server what has become of its messages; without it, what is stored waits for a later run. */
  readonly settles: boolean;
  /** Asks again for messages that Exchange had put a placeholder for. */
  readonly retriesPlaceholders: boolean;
  readonly onProgress: (progress: CollectProgress) => void;
  readonly limits?: DownloadLimits;
  /** What failed in earlier runs. */
  readonly failed?: FailedDownloads;
}

export interface Collected {
  /** Messages that got a receipt. */
  readonly stored: number;
  readonly settled: number;
  /** Why the server was not told of all that is stored; what is new was imported all the same. */
  readonly settleError: unknown;
  /** Messages that the server lists and sends nothing for; they are asked for again next time. */
  readonly withheld: number;
  /** Messages that Exchange has sent nothing but a placeholder for. */
  readonly placeholders: number;
  /** Deleted messages are only marked: the server cannot expunge single ones. */
  readonly areMarkedOnly: boolean;
  /** Of the folder as it was opened (domain/mail-reading). */
  readonly mark: string;
}

/**
 * Imports what is new in a channel's folder: settles what an earlier run left, then downloads, parses, stores and
 * settles, all at once. Whatever ends it, each message that was stored stays stored and is never fetched again.
 * @throws RemoteError from the server, AppError `unavailable` when the disk fails
 */
export async function collectMail(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  options: CollectOptions,
): Promise<Collected> {
  const opened = await mailbox.openFolder(channel.folder);
  const key = { channelId: channel.id, folder: opened.path, numbering: opened.numbering };
  const cursor = await openKnownFolder(desk, mailbox, key, opened.messages);
  const { comparesAll, retriesPlaceholders } = options;
  const listed = await mailbox.list({ cursor, isComplete: comparesAll, onlyUnread: channel.onlyUnread });
  await noteUnlisted(desk, channel.id, opened.path, listed.unlisted);
  const beat = () => options.onProgress({ done: 0, total: listed.places.length });
  const leftovers = await settleLeftovers(desk, channel, mailbox, key, { ...options, beat });
  const wanted = await listNewPlaces(desk, key, listed.places, retriesPlaceholders);
  const context = { ...(await loadStoreContext(desk, channel, key)), isRun: true };
  const run = importMail(desk, mailbox, context, wanted, {
    ...options,
    limits: options.limits ?? limitTo(context.policy.mostMegabytes),
    failed: options.failed ?? rememberFailedDownloads(),
  });
  // Where the line was lost while settling, that is what has to be told of.
  const result = await run.catch((error: unknown) => {
    throw leftovers.settleError ?? error;
  });
  await refuseOversized(desk, channel, context);
  if (comparesAll) await desk.write((tx) => settleTwins(tx, channel.id, desk.now()), chooseUrgency(desk));
  const withheld = await advance(desk, key, listed, comparesAll);
  const placeholders = await listPlaceholders(desk.read, key);
  if (retriesPlaceholders) await noteAsked(desk, placeholders);
  return {
    stored: result.stored,
    settled: result.settled + leftovers.settled,
    settleError: leftovers.settleError ?? result.settleError,
    withheld,
    placeholders: placeholders.length,
    areMarkedOnly: !mailbox.deletesSingly,
    mark: opened.mark,
  };
}

/** The page of the quarantine says when a message was last asked for. */
async function noteAsked(desk: Desk, placeholders: readonly { quarantineId: number }[]): Promise<void> {
  if (placeholders.length === 0) return;
  const ids = placeholders.map(({ quarantineId }) => quarantineId);
  await desk.write((tx) => noteTry(tx, ids, { triedAt: desk.now() }));
  // That a server was asked again is not recorded as a fact: it is done at every look.
  desk.publish({ kind: 'quarantine' });
}

/** Moves the cursor on as far as nothing is missing. @returns how many listed messages have no receipt */
async function advance(desk: Desk, key: FolderKey, listed: Listing, comparedAll: boolean): Promise<number> {
  const missing = await findMissing(desk, key, listed.places);
  const known = await findChannelFolder(desk.read, key.channelId, key.folder, roadOf(key.numbering));
  const cursor = listed.cursorAfter(missing);
  const comparedAt = comparedAll ? desk.now() : (known?.comparedAt ?? null);
  if (cursor !== known?.cursor || comparedAll) {
    await desk.write(async (tx) => {
      await requireChannelFolder(tx, key);
      await putChannelFolder(tx, { ...key, cursor, comparedAt });
    }, chooseUrgency(desk));
  }
  return missing.length;
}
