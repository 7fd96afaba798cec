import { hash } from 'node:crypto';
import * as z from 'zod';
import { loadBlob } from '../../db/blobs.ts';
import { getChannelOrHidden } from '../../db/channel-removal.ts';
import {
  countStoredMail,
  listStoredFiles,
  listStoredMail,
  listStoredReports,
  type StoredFile,
  type StoredMail,
  type StoredReport,
} from '../../db/reread.ts';
import type { ParseOutcome } from '../../mail/parser-pool.ts';
import { defineCommand, type Work } from '../command.ts';
import { describeFileSource } from '../incoming/file-source.ts';
import { parseRaw } from '../incoming/parse-raw.ts';
import { readMail } from '../incoming/read-mail.ts';
import { loadStoreContext, type StoreContext } from '../incoming/store-context.ts';
import { applyReading, findChanges, type Reading } from './compare-reading.ts';

/** What one step did; `next` continues it, and is undefined at the end. */
export interface RereadStep {
  /** Messages from here on, this step's included. */
  readonly left: number;
  readonly read: number;
  readonly changed: number;
  /** Could not be read today: they stay as they are. */
  readonly unreadable: number;
  readonly next: number | undefined;
}

const mostAtOnce = 50;
const mostBytes = 20 * 1024 * 1024;
const mostStored = 10;

/**
 * Reads some of the stored raw mail again with today's parser. Text, files and what the mail says of itself are brought
 * up to date; ids, threads and what people did stay. Each step is durable, and doing it twice changes nothing.
 */
export const rereadMail = defineCommand({
  name: 'rereadMail',
  input: z.strictObject({
    since: z.iso.datetime().optional(),
    after: z.int().nonnegative(),
    /** Counts, and changes nothing. */
    isRehearsal: z.boolean(),
  }),
  needs: 'operator',
  async work(work, { since, after, isRehearsal }): Promise<RereadStep> {
    const { read } = work.desk;
    const range = { since: since === undefined ? undefined : new Date(since), after };
    const left = await countStoredMail(read, range);
    const mails = await loadRaw(work, await listStoredMail(read, range, mostAtOnce));
    const outcomes = await parseRaw(
      work.desk,
      mails.map(({ raw }) => raw),
    );
    const readings = await compare(work, mails, outcomes);
    const changed = readings.filter((each) => each !== undefined);
    if (!isRehearsal && changed.length > 0) await store(work, changed);
    const unreadable = outcomes.filter(({ kind }) => kind !== 'parsed').length;
    const next = mails.length === left ? undefined : mails.at(-1)?.mail.id;
    return { left, read: mails.length, changed: changed.length, unreadable, next };
  },
});

interface RawMail {
  readonly mail: StoredMail;
  readonly raw: Buffer;
}

/** As many as fit into memory, and at least one. */
async function loadRaw({ desk }: Work, found: readonly StoredMail[]): Promise<RawMail[]> {
  const loaded: RawMail[] = [];
  let bytes = 0;
  for (const mail of found) {
    if (bytes >= mostBytes) break;
    const raw = await loadBlob(desk.read, mail.rawBlobId ?? 0);
    bytes += raw.length;
    loaded.push({ mail, raw });
  }
  return loaded;
}

async function compare(work: Work, mails: readonly RawMail[], outcomes: readonly ParseOutcome[]) {
  const ids = mails.map(({ mail }) => mail.id);
  if (ids.length === 0) return [];
  const files = Map.groupBy(await listStoredFiles(work.desk.read, ids), ({ articleId }) => articleId);
  const reports = Map.groupBy(
    await listStoredReports(work.desk.read, ids),
    ({ reportArticleId }) => reportArticleId,
  );
  const contexts = await loadContexts(work, mails);
  return mails.map(({ mail, raw }, index): Reading | undefined => {
    const outcome = outcomes[index];
    const context = contexts.get(mail.channelId);
    if (outcome?.kind !== 'parsed' || context === undefined) return undefined;
    const { id, sentAt: receivedAt } = mail;
    const sha256 = hash('sha256', raw, 'hex');
    const read = readMail({ place: String(id), raw, sha256, size: raw.length, receivedAt, outcome }, context);
    const stored: { files: StoredFile[]; reports: StoredReport[] } = {
      files: files.get(id) ?? [],
      reports: reports.get(id) ?? [],
    };
    return findChanges(mail, stored, read);
  });
}

/**
 * Whose mail is whose is as it is known today, by the rules of the channel that has brought it: to whom an answer goes may be
 * what they say. Nothing else of them is carried out again.
 */
async function loadContexts(
  { desk }: Work,
  mails: readonly RawMail[],
): Promise<ReadonlyMap<number | null, StoreContext>> {
  const contexts = new Map<number | null, StoreContext>();
  for (const channelId of new Set(mails.map(({ mail }) => mail.channelId))) {
    const channel =
      channelId === null ? describeFileSource(0) : await getChannelOrHidden(desk.read, channelId);
    const source = { channelId, importGroupId: null, folder: '', numbering: '' };
    contexts.set(channelId, await loadStoreContext(desk, channel, source));
  }
  return contexts;
}

/** In transactions that hold up nobody: doing it twice changes nothing. */
async function store(work: Work, readings: readonly Reading[]): Promise<void> {
  for (let start = 0; start < readings.length; start += mostStored)
    await storeSome(work, readings.slice(start, start + mostStored));
}

function storeSome(work: Work, readings: readonly Reading[]): Promise<void> {
  return work.write(async (act) => {
    for (const reading of readings) {
      await applyReading(act.tx, reading);
      const { ticketId, groupId } = reading.mail;
      // Nothing has happened to the ticket: the same mail is shown better.
      act.after(() => work.desk.publish({ kind: 'ticket', ticketId, groupId }));
    }
    act.after(() => work.desk.log.info('mail read again', { changed: readings.length }));
  });
}
