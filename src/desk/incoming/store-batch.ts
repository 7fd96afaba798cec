import type { Tx } from '../../db/care/open.ts';
import { savepoint } from '../../db/care/write.ts';
import { requireChannelFolder } from '../../db/channel-folders.ts';
import { deleteParseAttempts } from '../../db/parse-attempts.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { wakeOutbox } from '../outbox-signal.ts';
import { chooseUrgency } from './choose-urgency.ts';
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
  const received = await desk.write(async (tx) => {
    const { channelId, folder, numbering } = context.key;
    if (context.isRun && channelId !== null) await requireChannelFolder(tx, { channelId, folder, numbering });
    const stored = await storeTogether(desk, tx, context, mails);
    await deleteParseAttempts(tx, [...new Set(mails.map(({ sha256 }) => sha256))]);
    return stored;
  }, chooseUrgency(desk));
  if (received.some(({ outcome }) => outcome === 'opened')) wakeOutbox(desk);
  return received;
}

async function storeTogether(
  desk: Desk,
  tx: Tx,
  context: StoreContext,
  mails: readonly IncomingMail[],
): Promise<ReceivedMail[]> {
  try {
    return await savepoint(tx, () => store(tx, context, mails));
  } catch (error) {
    if (isStorageFailure(error)) throw error;
    desk.log.warn('batch not stored, storing its messages one by one', { messages: mails.length, error });
  }
  const received: ReceivedMail[] = [];
  for (const mail of mails) received.push(...(await storeAlone(desk, tx, context, mail)));
  return received;
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

async function store(tx: Tx, context: StoreContext, mails: readonly IncomingMail[]): Promise<ReceivedMail[]> {
  const read: ReadMail[] = mails.map((mail) => readMail(mail, context));
  const batch = await loadBatch(tx, context, read);
  const rows = createStoreRows();
  const receive = context.isSent === true ? receiveSent : receiveMail;
  const received = read.map((each) => receive(each, context, batch, rows));
  await insertStoreRows(tx, rows);
  for (const due of rows.autoReplies) await storeAutoReply(tx, context, due);
  return received.filter((each) => each !== undefined);
}

function isStorageFailure(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable';
}
