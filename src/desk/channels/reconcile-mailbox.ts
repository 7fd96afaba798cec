import { randomUUID } from 'node:crypto';
import { type Channel, getChannel } from '../../db/channels.ts';
import type { FolderKey } from '../../db/receipts.ts';
import { countEarlierReceipts, listBrokenReceipts, listReceiptFacts } from '../../db/reconciliation.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
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
import type { MailConnection } from '../../mail/imap.ts';
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
    const { path, uidValidity, uidNext } = await mailbox.selectFolder(channel.folder);
    note({ state: 'listing', folder: path });
    const listed = await listMessages(mailbox, channel.onlyUnread);
    const key = { channelId: channel.id, folder: path, uidValidity };
    const tally = createTally(channel, listed, note);
    for (let after = 0; ; ) {
      const receipts = await listReceiptFacts(desk.read, key, { after, limit: page });
      // What came after the folder was listed is not compared.
      tally.add(receipts.filter(({ uid }) => uid < uidNext || uidNext === 0));
      if (receipts.length < page) break;
      after = receipts.at(-1)?.uid ?? after;
    }
    const { counts, differences } = tally.finish();
    for (const { uid, folder, outcome } of await listBrokenReceipts(desk.read, channel.id)) {
      differences.push({ kind: 'broken_receipt', uid, detail: `${folder}, ${outcome}`, quarantineId: null });
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

async function listMessages(mailbox: MailConnection, onlyUnread: boolean): Promise<ListedMessage[]> {
  const all = await mailbox.listUids({ from: 1 });
  const unread = onlyUnread ? new Set(await mailbox.listUids({ from: 1, onlyUnread: true })) : undefined;
  return all.map((uid) => ({ uid, isUnread: unread?.has(uid) ?? true }));
}

/** Walks along the list of the server and the receipts, both ascending. */
function createTally(channel: Channel, listed: readonly ListedMessage[], note: Note) {
  const counts: Record<CountName, number> = { ...noCounts };
  const differences: Difference[] = [];
  let at = 0;
  const judge = (message: ListedMessage | undefined, receipt: ReceiptFacts | undefined) => {
    const { count, difference } = judgeMessage(message, receipt, channel);
    counts[count] += 1;
    if (difference !== undefined) differences.push(difference);
  };
  const passUpTo = (uid: number) => {
    for (; (listed[at]?.uid ?? Number.POSITIVE_INFINITY) < uid; at++) judge(listed[at], undefined);
  };
  return {
    add(receipts: readonly ReceiptFacts[]) {
      for (const receipt of receipts) {
        passUpTo(receipt.uid);
        const isThere = listed[at]?.uid === receipt.uid;
        judge(isThere ? listed[at++] : undefined, receipt);
      }
      note({ state: 'comparing', done: at, total: listed.length, counts: { ...counts } });
    },
    finish() {
      passUpTo(Number.POSITIVE_INFINITY);
      note({ state: 'comparing', done: listed.length, total: listed.length, counts: { ...counts } });
      return { counts, differences };
    },
  };
}

/** What has no receipt is new, or one that the server lists and gives nothing for. */
async function sortOutWithheld(mailbox: MailConnection, differences: Difference[]): Promise<void> {
  let asked = 0;
  for (const [index, difference] of differences.entries()) {
    if (difference.kind !== 'new') continue;
    if (++asked > mostAsked) return;
    const header = await mailbox.fetchHeader(difference.uid);
    if (header === undefined || header.length === 0) differences[index] = { ...difference, kind: 'withheld' };
  }
}

async function describeDifferences(
  mailbox: MailConnection,
  differences: readonly Difference[],
): Promise<Reconciliation['differences']> {
  const uids = differences.filter(({ kind }) => kind !== 'broken_receipt').map(({ uid }) => uid);
  const facts = new Map((await mailbox.describeMessages(uids)).map((message) => [message.uid, message]));
  return differences.map((difference) => {
    const found = difference.kind === 'broken_receipt' ? undefined : facts.get(difference.uid);
    return { ...difference, receivedAt: found?.internalDate, size: found?.size ?? 0 };
  });
}

const noCounts = Object.fromEntries(Object.keys(countLabels).map((name) => [name, 0])) as Record<
  CountName,
  number
>;

const fresh: Reconciliation = {
  state: 'connecting',
  ...{ done: 0, total: 0, folder: '', counts: noCounts, earlierReceipts: 0 },
  ...{ differences: [], differenceCount: 0, failure: undefined, endedAt: undefined },
};
