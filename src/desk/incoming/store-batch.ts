import type { Tx } from '../../db/care/open.ts';
import { savepoint } from '../../db/care/write.ts';
import { requireChannelFolder } from '../../db/channel-folders.ts';
import { deleteParseAttempts } from '../../db/parse-attempts.ts';
import { findStaleness } from '../../domain/auto-reply.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { wakeOutbox } from '../outbox-signal.ts';
import { type Arrival, notifyOfArrivals, notifyOfFailures } from '../telling/notify-people.ts';
import { loadBatch } from './load-batch.ts';
import { type ReadMail, readMail } from './read-mail.ts';
import { type ReceivedMail, receiveMail } from './receive-mail.ts';
import { receiveSent } from './receive-sent.ts';
import { storeAutoReply } from './store-auto-reply.ts';
import type { IncomingMail, StoreContext } from './store-context.ts';
import { createStoreRows, insertStoreRows } from './store-rows.ts';

/**
 * Stores messages with their tickets, raw mail and receipts in one durable commit.
 * One that cannot be stored goes to quarantine and does not touch the others.
 * @returns what became of each that had no receipt yet
 * @throws AppError `unavailable` when the disk or the memory fails: then nothing is stored, and no message is to blame;
 * `conflict` when the channel reads another mailbox since the run began
 */
export async function storeBatch(
  desk: Desk,
  context: StoreContext,
  mails: readonly IncomingMail[],
): Promise<ReceivedMail[]> {
  if (mails.length === 0) return [];
  const { received, notified } = await desk.write(async (tx) => {
    const { channelId, folder, numbering } = context.key;
    if (context.isRun && channelId !== null) await requireChannelFolder(tx, { channelId, folder, numbering });
    const stored = await storeTogether(desk, tx, context, mails);
    await deleteParseAttempts(tx, [...new Set(mails.map(({ sha256 }) => sha256))]);
    const told = await notifyOfArrivals(
      tx,
      desk.now(),
      stored.received.flatMap((each) => describeArrival(each, context, desk.now())),
    );
    return { received: stored.received, notified: [...new Set([...stored.told, ...told])] };
  }, 'mail');
  const tickets = new Map(
    received.flatMap(({ ticket }) => (ticket === undefined ? [] : [[ticket.id, ticket]])),
  );
  for (const { id, groupId } of tickets.values()) desk.publish({ kind: 'ticket', ticketId: id, groupId });
  if (received.some(({ outcome }) => outcome === 'opened')) wakeOutbox(desk);
  const isHeld = received.some(({ outcome }) => outcome === 'quarantined');
  if (isHeld || mails.some(({ replaces }) => replaces !== undefined)) desk.publish({ kind: 'quarantine' });
  for (const userId of notified) desk.publish({ kind: 'notification', userId });
  return received;
}

function describeArrival(
  { outcome, ticket, isQuiet, receivedAt }: ReceivedMail,
  { channel: { archiveBefore, startedAt } }: StoreContext,
  now: Date,
): Arrival[] {
  if (ticket === undefined || isQuiet || (outcome !== 'opened' && outcome !== 'appended')) return [];
  if (findStaleness({ receivedAt, archiveBefore, startedAt, now }) !== undefined) return [];
  return [{ kind: outcome, ticketId: ticket.id, groupId: ticket.groupId }];
}

async function storeTogether(desk: Desk, tx: Tx, context: StoreContext, mails: readonly IncomingMail[]) {
  try {
    return await savepoint(tx, () => store(tx, context, mails));
  } catch (error) {
    if (isStorageFailure(error)) throw error;
    desk.log.warn('batch not stored, storing its messages one by one', { messages: mails.length, error });
  }
  const stored: Stored = { received: [], told: [] };
  for (const mail of mails) {
    const { received, told } = await storeAlone(desk, tx, context, mail);
    stored.received.push(...received);
    stored.told.push(...told);
  }
  return stored;
}

async function storeAlone(desk: Desk, tx: Tx, context: StoreContext, mail: IncomingMail) {
  try {
    return await savepoint(tx, () => store(tx, context, [mail]));
  } catch (error) {
    if (isStorageFailure(error)) throw error;
    desk.log.error('message not stored, put into quarantine', {
      place: mail.place,
      sha256: mail.sha256,
      error,
    });
    const outcome = { kind: 'rejected', reason: { code: 'not_stored' } } as const;
    return savepoint(tx, () => store(tx, context, [{ ...mail, outcome }]));
  }
}

interface Stored {
  readonly received: ReceivedMail[];
  /** Users who were told of messages that did not arrive. */
  readonly told: number[];
}

async function store(tx: Tx, context: StoreContext, mails: readonly IncomingMail[]): Promise<Stored> {
  const read: ReadMail[] = mails.map((mail) => readMail(mail, context));
  const batch = await loadBatch(tx, context, read);
  const rows = createStoreRows();
  const receive = context.isSent === true ? receiveSent : receiveMail;
  const received = read.map((each) => receive(each, context, batch, rows));
  await insertStoreRows(tx, rows);
  for (const due of rows.autoReplies) await storeAutoReply(tx, context, due);
  const told = await notifyOfFailures(tx, context.now(), rows.undelivered);
  return { received: received.filter((each) => each !== undefined), told };
}

function isStorageFailure(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable';
}
