import { randomUUID } from 'node:crypto';
import { type Channel, getChannel } from '../../db/channels.ts';
import type { FolderKey } from '../../db/receipts.ts';
import {
  countEarlierReceipts,
  findNewestReceipt,
  listBrokenReceipts,
  listReceiptFacts,
} from '../../db/reconciliation.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailReader, Place } from '../../domain/mail-reading.ts';
import {
  type CountName,
  countLabels,
  type Difference,
  judgeMessage,
  type ListedMessage,
  type ReceiptFacts,
  type Reconciliation,
} from '../../domain/reconciliation.ts';
import { AppError, toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { withMailbox } from './open-mailbox.ts';

const kept = 20;
const page = 5000;
/** So many differences are listed; the rest is counted. */
const mostListed = 200;
/** So many of the messages without a receipt are asked for, to see whether the server gives them out. */
const mostAsked = 50;

/** Begins to compare a channel's folder on the server with its receipts, and answers at once. @throws AppError not_found */
export async function startReconciliation(
  desk: Desk,
  { channelId }: { channelId: number },
): Promise<{ runId: string }> {
  const channel = await getChannel(desk.read, channelId);
  const runId = randomUUID();
  const runs = desk.memory.reconciliations;
  runs.set(runId, fresh);
  for (const old of [...runs.keys()].slice(0, -kept)) runs.delete(old);
  const note: Note = (changes) => {
    runs.set(runId, { ...(runs.get(runId) ?? fresh), ...changes });
    desk.publish({ kind: 'channel_check', channelId, checkId: runId });
  };
  compare(desk, channel, note).catch((error: unknown) => {
    const failure = findFailure(error);
    const found = failure === undefined ? undefined : diagnose(failure, channel);
    if (found === undefined) desk.log.error('reconciliation failed', { channelId, error });
    const { title, step } = found ?? { title: toAppError(error).message, step: 'Try it again.' };
    note({ state: 'failed', failure: { title, step }, endedAt: desk.now() });
  });
  return { runId };
}

/** @throws AppError not_found when it is long past */
export async function readReconciliation(desk: Desk, { runId }: { runId: string }): Promise<Reconciliation> {
  const run = desk.memory.reconciliations.get(runId);
  if (run !== undefined) return run;
  throw new AppError('not_found', 'This comparison is not kept any more; start another one.');
}

type Note = (changes: Partial<Reconciliation>) => void;

async function compare(desk: Desk, channel: Channel, note: Note): Promise<void> {
  await withMailbox(desk, channel, async (mailbox) => {
    const { path, numbering } = await mailbox.openFolder(channel.folder);
    note({ state: 'listing', folder: path });
    const newest = await findNewestReceipt(desk.read);
    const listed = await listMessages(mailbox, channel.onlyUnread);
    const key = { channelId: channel.id, folder: path, numbering };
    const tally = createTally(channel, { listed, newest }, note);
    for (let after = ''; ; ) {
      const receipts = await listReceiptFacts(desk.read, key, { after, limit: page });
      tally.add(receipts);
      if (receipts.length < page) break;
      after = receipts.at(-1)?.place ?? after;
    }
    const { counts, differences } = tally.finish();
    for (const { place, folder, outcome } of await listBrokenReceipts(desk.read, channel.id)) {
      differences.push({
        kind: 'broken_receipt',
        place,
        detail: `${folder}, ${outcome}`,
        settleError: null,
        quarantineId: null,
      });
    }
    note({ state: 'asking', counts });
    await sortOutWithheld(mailbox, differences);
    note({
      state: 'done',
      earlierReceipts: await countEarlierReceipts(desk.read, key satisfies FolderKey),
      differences: await describeDifferences(mailbox, differences.slice(0, mostListed)),
      differenceCount: differences.length,
      endedAt: desk.now(),
    });
  });
}

/** In the order of the server. */
async function listMessages(mailbox: MailReader, onlyUnread: boolean): Promise<Map<Place, ListedMessage>> {
  const all = await mailbox.list({ cursor: '', isComplete: true });
  const unread = onlyUnread
    ? new Set((await mailbox.list({ cursor: '', isComplete: true, onlyUnread: true })).places)
    : undefined;
  return new Map(all.places.map((place) => [place, { place, isUnread: unread?.has(place) ?? true }]));
}

/** @param newest the last receipt before the folder was listed: what came later and is not in the list is not compared */
function createTally(
  channel: Channel,
  { listed, newest }: { listed: Map<Place, ListedMessage>; newest: number },
  note: Note,
) {
  const counts: Record<CountName, number> = { ...noCounts };
  const differences: Difference[] = [];
  const total = listed.size;
  const judge = (message: ListedMessage | undefined, receipt: ReceiptFacts | undefined) => {
    const { count, difference } = judgeMessage(message, receipt, channel);
    counts[count] += 1;
    if (difference !== undefined) differences.push(difference);
  };
  const tell = () => note({ state: 'comparing', done: total - listed.size, total, counts: { ...counts } });
  return {
    add(receipts: readonly ReceiptFacts[]) {
      for (const receipt of receipts) {
        const message = listed.get(receipt.place);
        if (message !== undefined || receipt.id <= newest) judge(message, receipt);
        listed.delete(receipt.place);
      }
      tell();
    },
    finish() {
      for (const message of listed.values()) judge(message, undefined);
      listed.clear();
      tell();
      return { counts, differences };
    },
  };
}

/** What has no receipt is new, or one that the server lists and gives nothing for. */
async function sortOutWithheld(mailbox: MailReader, differences: Difference[]): Promise<void> {
  let asked = 0;
  for (const [index, difference] of differences.entries()) {
    if (difference.kind !== 'new') continue;
    if (++asked > mostAsked) return;
    const header = await mailbox.fetchHeader(difference.place);
    if (header === undefined || header.length === 0) differences[index] = { ...difference, kind: 'withheld' };
  }
}

async function describeDifferences(
  mailbox: MailReader,
  differences: readonly Difference[],
): Promise<Reconciliation['differences']> {
  const places = differences.filter(({ kind }) => kind !== 'broken_receipt').map(({ place }) => place);
  const facts = new Map((await mailbox.describeMessages(places)).map((each) => [each.place, each]));
  return differences.map((difference) => {
    const found = difference.kind === 'broken_receipt' ? undefined : facts.get(difference.place);
    return { ...difference, receivedAt: found?.receivedAt, size: found?.size ?? 0 };
  });
}

const noCounts = Object.fromEntries(Object.keys(countLabels).map((name) => [name, 0])) as Record<
  CountName,
  number
>;

const fresh: Reconciliation = {
  state: 'connecting',
  done: 0,
  total: 0,
  folder: '',
  counts: noCounts,
  earlierReceipts: 0,
  differences: [],
  differenceCount: 0,
  failure: undefined,
  endedAt: undefined,
};
