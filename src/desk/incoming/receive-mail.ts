import type { Receipt } from '../../db/receipts.ts';
import type { Place } from '../../domain/mail-reading.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import { type Batch, noteDigest } from './batch.ts';
import { findEarlier, findMoved } from './find-earlier.ts';
import { findNotice } from './find-notice.ts';
import { openArticle } from './open-article.ts';
import { quarantineMail } from './quarantine-mail.ts';
import type { ReadMail } from './read-mail.ts';
import type { IncomingMail, StoreContext } from './store-context.ts';
import type { StoreRows } from './store-rows.ts';

export interface ReceivedMail {
  readonly place: Place;
  readonly receiptId: number;
  readonly outcome: Receipt['outcome'];
  /** It stays on the server as it is. */
  readonly isKept: boolean;
}

/**
 * Decides what becomes of one message and adds its rows, the receipt among them.
 * @returns undefined when there is a receipt for its UID already, or the quarantined message has been decided about
 */
export function receiveMail(
  read: ReadMail,
  context: StoreContext,
  batch: Batch,
  rows: StoreRows,
): ReceivedMail | undefined {
  const { mail, message } = read;
  if (
    mail.replaces === undefined
      ? batch.places.has(mail.place)
      : !batch.waiting.has(mail.replaces.quarantineId)
  ) {
    return undefined;
  }
  batch.places.add(mail.place);
  const isStillOwed = message?.clues.isPlaceholder === true || mail.outcome.kind === 'not_given_out';
  if (isStillOwed && mail.replaces !== undefined) return undefined;
  const receipt = startReceipt(mail, context, batch);
  const notice = findNotice(read, batch.noticeIds, context.thread.secret);
  dealWith({ read, receipt, notice, context, batch, rows });
  keepReceipt(receipt, mail, context, rows);
  rememberReceipt(receipt, context, batch);
  return describeReceived(receipt);
}

export function describeReceived({ place, id: receiptId, outcome, settleAction }: Receipt): ReceivedMail {
  return { place, receiptId, outcome, isKept: settleAction === 'keep' };
}

interface Received {
  readonly read: ReadMail;
  readonly receipt: Receipt;
  readonly notice: ReturnType<typeof findNotice>;
  readonly context: StoreContext;
  readonly batch: Batch;
  readonly rows: StoreRows;
}

/** Decides, and writes on the receipt what became of it. */
function dealWith({ read, receipt, notice, context, batch, rows }: Received): void {
  const { message } = read;
  const isPlaceholder = message?.clues.isPlaceholder === true;
  const earlier = isPlaceholder || notice === 'ours' ? undefined : findEarlier(read, context, batch);
  if (earlier !== undefined) {
    Object.assign(receipt, identify(read), { outcome: 'duplicate', articleId: earlier.articleId });
    // Nobody has read it, so that it is the same is no more than likely.
    if (message === undefined) Object.assign(receipt, { settleAction: 'keep', settledAt: context.now() });
  } else if (message === undefined || isPlaceholder) {
    Object.assign(receipt, quarantineMail(read, receipt.id, context, batch, rows));
    const moved = findMoved(read, context, batch);
    if (moved !== undefined) rows.superseded.push({ receiptId: moved, at: context.now() });
  } else if (read.rules?.isIgnored || notice === 'ours' || notice === 'robot') {
    Object.assign(receipt, identify(read), { outcome: 'ignored' });
  } else {
    open({ read, receipt, notice, context, batch, rows }, message);
  }
}

function open({ read, receipt, notice, context, batch, rows }: Received, message: ParsedMessage): void {
  const { receivedAt } = read.mail;
  const isArchived = receivedAt < (context.channel.archiveBefore ?? receivedAt);
  const shown = notice === 'person' ? setAside(read) : read;
  const opened = openArticle({ read: shown, message, context, batch, rows, isArchived });
  Object.assign(receipt, identify(read), { outcome: opened.outcome, articleId: opened.articleId });
}

function setAside(read: ReadMail): ReadMail {
  const { facts } = read;
  return { ...read, facts: facts && { ...facts, isAutomatic: true }, isAside: true };
}

/** What a receipt says before it is decided what becomes of the message. */
export function startReceipt(mail: IncomingMail, { key, now }: StoreContext, batch: Batch): Receipt {
  return {
    id: mail.replaces?.receiptId ?? batch.nextId('receipts'),
    ...key,
    folder: mail.path ?? key.folder,
    place: mail.place,
    messageId: null,
    sha256: mail.sha256,
    digest: null,
    size: mail.size,
    outcome: 'quarantined',
    articleId: null,
    storedAt: now(),
    // Nobody waits to be told what has become of a file.
    settledAt: key.channelId === null ? now() : null,
    settleAction: key.channelId === null ? 'keep' : null,
    settleError: null,
    ...mail.replaces?.settled,
  };
}

function identify({ mail, message }: ReadMail) {
  if (mail.madeUpBecause !== undefined) return { messageId: null, digest: null };
  return { messageId: message?.messageId ?? null, digest: message?.digest ?? null };
}

function keepReceipt(receipt: Receipt, { replaces }: IncomingMail, { now }: StoreContext, rows: StoreRows) {
  if (replaces === undefined) {
    rows.receipts.push(receipt);
    return;
  }
  rows.receiptChanges.push(receipt);
  rows.resolved.push({ id: replaces.quarantineId, at: now() });
}

function rememberReceipt(receipt: Receipt, { channel }: StoreContext, batch: Batch): void {
  const key = receipt.messageId ?? receipt.sha256;
  const known = batch.receipts.get(key) ?? [];
  // What is of the same batch came by the same road.
  const article = { fromAddress: null, subject: null, sentAt: null };
  known.push({ ...receipt, ...article, groupId: channel.groupId });
  batch.receipts.set(key, known);
  noteDigest(batch, receipt.articleId, receipt.digest);
}
