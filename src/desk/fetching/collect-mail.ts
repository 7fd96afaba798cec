import { findChannelFolder, putChannelFolder, requireChannelFolder } from '../../db/channel-folders.ts';
import type { Channel } from '../../db/channels.ts';
import { listPlaceholders, noteTry } from '../../db/quarantine.ts';
import { type FolderKey, markGoneElsewhere } from '../../db/receipts.ts';
import type { MailConnection } from '../../mail/imap.ts';
import type { SelectedFolder } from '../../mail/imap-folders.ts';
import type { Desk } from '../desk.ts';
import { refuseOversized } from '../incoming/refuse-oversized.ts';
import { loadStoreContext } from '../incoming/store-context.ts';
import { createHardMail, type HardMail } from './hard-mail.ts';
import { type CollectProgress, importMail } from './import-mail.ts';
import { findMissing, listNewUids } from './list-new-uids.ts';
import type { Suspects } from './parse-mail.ts';
import { type DownloadLimits, limitTo } from './plan-downloads.ts';
import { settleLeftovers } from './settle-leftovers.ts';

export interface CollectOptions {
  /** Ends the run early: what is under way is stored and settled, nothing new is fetched. */
  readonly signal: AbortSignal;
  readonly suspects: Suspects;
  /** Compares every UID of the folder with the receipts, not only those above the cursor. */
  readonly comparesAll: boolean;
  /** Asks again for messages that Exchange had put a placeholder for. */
  readonly retriesPlaceholders: boolean;
  readonly onProgress: (progress: CollectProgress) => void;
  readonly limits?: DownloadLimits;
  /** What failed in earlier runs. */
  readonly hard?: HardMail;
}

export interface Collected {
  /** Messages that got a receipt. */
  readonly stored: number;
  readonly settled: number;
  /** Messages that the server lists and sends nothing for; they are asked for again next time. */
  readonly withheld: number;
  /** Messages that Exchange has sent nothing but a placeholder for. */
  readonly placeholders: number;
  /** Deleted messages are only marked: the server cannot expunge single ones. */
  readonly areMarkedOnly: boolean;
  /** What the server called its next UID when the folder was opened; 0 where it does not say. */
  readonly uidNext: number;
}

/**
 * Imports what is new in a channel's folder: settles what an earlier run left, then downloads, parses, stores and
 * settles, all at once. Whatever ends it, each message that was stored stays stored and is never fetched again.
 * @throws RemoteError from the server, AppError `unavailable` when the disk fails
 */
export async function collectMail(
  desk: Desk,
  channel: Channel,
  connection: MailConnection,
  options: CollectOptions,
): Promise<Collected> {
  const selected = await connection.selectFolder(channel.folder);
  const key = { channelId: channel.id, folder: selected.path, uidValidity: selected.uidValidity };
  const cursor = await openFolder(desk, key);
  const from = options.comparesAll || channel.onlyUnread ? 1 : cursor + 1;
  const listed = await connection.listUids({ from, onlyUnread: channel.onlyUnread });
  const beat = () => options.onProgress({ done: 0, total: listed.length });
  const leftovers = await settleLeftovers(desk, channel, connection, key, { signal: options.signal, beat });
  const uids = await listNewUids(desk, key, listed, options.retriesPlaceholders);
  const context = { ...(await loadStoreContext(desk, channel, key)), isRun: true };
  const run = importMail(desk, connection, context, uids, {
    ...options,
    limits: options.limits ?? limitTo(context.policy.mostMegabytes * 1024 * 1024),
    hard: options.hard ?? createHardMail(),
  });
  // Where the line was lost while settling, that is what has to be told of.
  const result = await run.catch((error: unknown) => {
    throw leftovers.settleError ?? error;
  });
  await refuseOversized(desk, channel, context);
  const withheld = await advance(desk, channel, key, selected, listed, options.comparesAll);
  const settleError = leftovers.settleError ?? result.settleError;
  if (settleError !== undefined) throw settleError;
  const placeholders = await listPlaceholders(desk.read, key);
  if (options.retriesPlaceholders) await noteAsked(desk, placeholders);
  return {
    stored: result.stored,
    settled: result.settled + leftovers.settled,
    withheld,
    placeholders: placeholders.length,
    areMarkedOnly: !connection.has('UIDPLUS'),
    uidNext: selected.uidNext,
  };
}

/** The page of the quarantine says when a message was last asked for. */
async function noteAsked(desk: Desk, placeholders: readonly { quarantineId: number }[]): Promise<void> {
  if (placeholders.length === 0) return;
  const ids = placeholders.map(({ quarantineId }) => quarantineId);
  await desk.write((tx) => noteTry(tx, ids, { triedAt: desk.now() }));
  desk.publish({ kind: 'quarantine' });
}

/** @returns the highest UID with no gap below; 0 when the server has given out new UIDs. */
async function openFolder(desk: Desk, key: FolderKey): Promise<number> {
  const known = await findChannelFolder(desk.read, key.channelId, key.folder);
  if (known?.uidValidity === key.uidValidity) return known.cursor;
  await desk.write(async (tx) => {
    await putChannelFolder(tx, { ...key, cursor: 0, comparedAt: null });
    await markGoneElsewhere(tx, key, desk.now());
  });
  if (known !== undefined) desk.log.warn('the server has given out new UIDs', { ...key });
  return 0;
}

/** Moves the cursor up to the first gap. @returns how many listed messages have no receipt */
async function advance(
  desk: Desk,
  channel: Channel,
  key: FolderKey,
  selected: SelectedFolder,
  listed: readonly number[],
  comparedAll: boolean,
): Promise<number> {
  const missing = await findMissing(desk, key, listed);
  const known = await findChannelFolder(desk.read, key.channelId, key.folder);
  const top = Math.max(
    listed.at(-1) ?? 0,
    known?.cursor ?? 0,
    selected.exists === 0 ? selected.uidNext - 1 : 0,
  );
  // Where read mail is left alone, there is no UID below which all is done.
  const cursor = channel.onlyUnread ? 0 : Math.max(0, (missing[0] ?? top + 1) - 1);
  const comparedAt = comparedAll ? desk.now() : (known?.comparedAt ?? null);
  if (cursor !== known?.cursor || comparedAll) {
    await desk.write(async (tx) => {
      await requireChannelFolder(tx, key);
      await putChannelFolder(tx, { ...key, cursor, comparedAt });
    });
  }
  return missing.length;
}
