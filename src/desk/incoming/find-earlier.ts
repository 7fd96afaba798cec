import type { IdentifiedArticle } from '../../db/message-ids.ts';
import type { KnownReceipt, MailSource } from '../../db/receipts.ts';
import { isSameAddress } from '../../domain/address.ts';
import { eraseMessageId } from '../../domain/erased-message-id.ts';
import { roadOf } from '../../domain/mail-road.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import { type Batch, findHead } from './batch.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';

/**
 * Finds out whether a message has been dealt with before: after a change of UIDVALIDITY, in a moved folder, as a copy,
 * or as mail of ours that came back. Exchange may render a message anew, so Message-ID and digest decide, not the raw
 * bytes; messages that share a Message-ID alone are different ones. Another channel's counts within the same group; what
 * a person of one group writes to another group's mailbox is new there.
 */
export function findEarlier(
  read: ReadMail,
  context: StoreContext,
  batch: Batch,
): { articleId: number | null } | undefined {
  const { mail, message } = read;
  const { key } = context;
  const id = message?.messageId;
  if (message === undefined || id === undefined) {
    // What could not be read and is here whole needs no second row; of what is too large only the header is known.
    const isCopy = message === undefined && !isHeaderAlone(mail);
    const same = [...listSameBytes(mail, key, batch), ...listByOtherRoad(message, key, batch)];
    return same.find(({ articleId, outcome }) => {
      // What is tried again from quarantine has a receipt of its own, which is no earlier message.
      if (articleId !== null || mail.replaces !== undefined) return articleId !== null;
      return isCopy || outcome === 'ignored' || outcome === 'erased';
    });
  }
  const group = groupFor(read, context);
  const isSame = (receipt: KnownReceipt) => {
    if (receipt.digest !== message.digest) return isRebuilt(receipt, message, key);
    return isFrom(receipt, key) || receipt.groupId === group;
  };
  const articles = listHolders(read, batch);
  return (
    articles.find((article) => article.isOurs && !isForOthers(article, read, context, batch)) ??
    batch.receipts.get(id)?.find(isSame) ??
    batch.receipts.get(eraseMessageId(id))?.find(isSame) ??
    articles.find((article) => !article.isOurs && wasHandedOver(article, group, context, batch))
  );
}

/** Which group a message is for. */
export function groupFor({ rules }: ReadMail, { channel }: StoreContext): number {
  return rules?.groupId ?? channel.groupId;
}

/** @returns the articles that are this very message, in whichever group's ticket they stand now */
export function listHolders(read: ReadMail, batch: Batch): IdentifiedArticle[] {
  const { message, identities } = read;
  const isSame = ({ articleId }: IdentifiedArticle) =>
    message !== undefined && batch.digests.get(articleId)?.has(message.digest);
  return identities
    .flatMap((id) => batch.articles.get(id) ?? [])
    .filter((article) => isSame(article) || (article.isOurs && !isOfStranger(read, article)))
    .map((article) => ({ ...article, ticketId: findHead(article.ticketId, batch) }));
}

/**
 * Whoever has got a message of ours can write its identifier on one of his own: that is no copy of ours, and must not vanish
 * as one. What lists and robots send back has many forms.
 */
function isOfStranger({ author, facts, message }: ReadMail, { authors }: IdentifiedArticle): boolean {
  const from = message?.from?.address ?? '';
  const isPerson = author?.kind === 'person' && facts?.isFromHouse === false;
  return isPerson && !authors.some((each) => isSameAddress(each, from));
}

/**
 * What a person of one group has written to a mailbox of another: it is that group's mail like anybody's. A mailbox that
 * gets what it has sent itself needs no ticket for it.
 */
function isForOthers(
  { channelId, ticketId }: IdentifiedArticle,
  read: ReadMail,
  context: StoreContext,
  batch: Batch,
): boolean {
  const groupId = batch.tickets.get(ticketId)?.groupId;
  const isOwn = context.channel.id === null || channelId === context.channel.id;
  const isElsewhere = groupId !== undefined && groupId !== groupFor(read, context);
  return !isOwn && isElsewhere && read.facts?.isAutomatic === false;
}

/** The ticket came to this group first, which has given it to another: what both get is not for both any more. */
function wasHandedOver(
  { ticketId }: IdentifiedArticle,
  group: number,
  { groupOf }: StoreContext,
  { tickets }: Batch,
): boolean {
  const channelId = tickets.get(ticketId)?.channelId;
  return channelId !== undefined && channelId !== null && groupOf.get(channelId) === group;
}

/**
 * @returns the receipt under which a message that is too large waits in quarantine already, where its UID has become
 * another one since
 */
export function findMoved({ mail }: ReadMail, { key }: StoreContext, batch: Batch): number | undefined {
  if (!isHeaderAlone(mail)) return undefined;
  const moved = listSameBytes(mail, key, batch).find(
    ({ outcome, folder, numbering }) =>
      outcome === 'quarantined' && (folder !== key.folder || numbering !== key.numbering),
  );
  return moved?.id;
}

/** Its bytes are others by each road; what it says is the same. */
function listByOtherRoad(
  message: ParsedMessage | undefined,
  key: StoreContext['key'],
  { nameless }: Batch,
): KnownReceipt[] {
  const known = nameless.get(message?.digest ?? '') ?? [];
  return known.filter((each) => isFrom(each, key) && roadOf(each.numbering) !== roadOf(key.numbering));
}

/**
 * Graph makes a message anew from what Exchange keeps, and bodies and encodings do not survive that. What a channel has had
 * by its other road is the same where identifier, author, subject and the second of the date are.
 */
function isRebuilt(receipt: KnownReceipt, message: ParsedMessage, key: StoreContext['key']): boolean {
  const { fromAddress, subject, sentAt } = receipt;
  if (!isFrom(receipt, key) || roadOf(receipt.numbering) === roadOf(key.numbering)) return false;
  if (sentAt === null || message.date === undefined) return false;
  const isSecond = Math.floor(sentAt.getTime() / 1000) === Math.floor(message.date.getTime() / 1000);
  return isSecond && fromAddress === (message.from?.address ?? '') && subject === message.subject;
}

function isHeaderAlone({ outcome }: ReadMail['mail']): boolean {
  return outcome.kind === 'oversized' || outcome.kind === 'not_given_out';
}

function listSameBytes({ sha256 }: ReadMail['mail'], key: MailSource, batch: Batch): KnownReceipt[] {
  const known = batch.receipts.get(sha256) ?? [];
  return known.filter((receipt) => isFrom(receipt, key) && receipt.sha256 === sha256);
}

function isFrom(receipt: MailSource, { channelId, importGroupId }: MailSource): boolean {
  return receipt.channelId === channelId && receipt.importGroupId === importGroupId;
}
