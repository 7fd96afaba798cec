import type { IdentifiedArticle } from '../db/message-ids.ts';
import type { KnownReceipt, MailSource } from '../db/receipts.ts';
import { eraseMessageId } from '../domain/erased-message-id.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';
import type { StoreView } from './store-view.ts';

/**
 * Finds out whether a message has been dealt with before: after a change of UIDVALIDITY, in a moved folder, as a copy,
 * or as mail of ours that came back. Exchange may render a message anew, so Message-ID and digest decide, not the raw
 * bytes; messages that share a Message-ID alone are different ones. Another channel's counts within the same group; what
 * a person of one group writes to another group's mailbox is new there.
 */
export function findEarlier(
  read: ReadMail,
  context: StoreContext,
  view: StoreView,
): { articleId: number | null } | undefined {
  const { mail, message } = read;
  const { channel, key } = context;
  const id = message?.messageId;
  if (message === undefined || id === undefined) {
    // What could not be read and is here whole needs no second row; of what is too large only the header is known.
    const isCopy = message === undefined && mail.outcome.kind !== 'oversized';
    return listSameBytes(mail, key, view).find(({ articleId, outcome }) => {
      // What is tried again from quarantine has a receipt of its own, which is no earlier message.
      if (articleId !== null || mail.replaces !== undefined) return articleId !== null;
      return isCopy || outcome === 'ignored' || outcome === 'erased';
    });
  }
  const isSame = (receipt: KnownReceipt) => {
    if (receipt.digest !== message.digest) return false;
    return isFrom(receipt, key) || receipt.groupId === channel.groupId;
  };
  const ours = view.articles
    .get(id)
    ?.find((article) => article.isOurs && !isForOthers(article, read, context));
  return ours ?? view.receipts.get(id)?.find(isSame) ?? view.receipts.get(eraseMessageId(id))?.find(isSame);
}

/** @returns the tickets that a message stands in already, whatever the group: it joins none of them once more */
export function listHolders({ message }: ReadMail, view: StoreView): number[] {
  const id = message?.messageId;
  if (id === undefined) return [];
  const receipts = view.receipts.get(id) ?? [];
  const isSame = (articleId: number) =>
    receipts.some((receipt) => receipt.articleId === articleId && receipt.digest === message?.digest);
  const articles = view.articles.get(id) ?? [];
  return articles
    .filter(({ isOurs, articleId }) => isOurs || isSame(articleId))
    .map(({ ticketId }) => followMerges(ticketId, view));
}

function followMerges(ticketId: number, { tickets }: StoreView): number {
  let current = ticketId;
  for (const _ of tickets) current = tickets.get(current)?.mergedInto ?? current;
  return current;
}

/** What a person of one group has written to a mailbox of another: it is that group's mail like anybody's. */
function isForOthers({ channelId }: IdentifiedArticle, { facts }: ReadMail, context: StoreContext): boolean {
  const groupId = channelId === null ? undefined : context.groupOf.get(channelId);
  return groupId !== undefined && groupId !== context.channel.groupId && facts?.isAutomatic === false;
}

/**
 * @returns the receipt under which a message that is too large waits in quarantine already, where its UID has become
 * another one since
 */
export function findMoved({ mail }: ReadMail, { key }: StoreContext, view: StoreView): number | undefined {
  if (mail.outcome.kind !== 'oversized') return undefined;
  const moved = listSameBytes(mail, key, view).find(
    ({ outcome, folder, uidValidity }) =>
      outcome === 'quarantined' && (folder !== key.folder || uidValidity !== key.uidValidity),
  );
  return moved?.id;
}

function listSameBytes({ sha256 }: ReadMail['mail'], key: MailSource, view: StoreView): KnownReceipt[] {
  const known = view.receipts.get(sha256) ?? [];
  return known.filter((receipt) => isFrom(receipt, key) && receipt.sha256 === sha256);
}

function isFrom(receipt: MailSource, { channelId, importGroupId }: MailSource): boolean {
  return receipt.channelId === channelId && receipt.importGroupId === importGroupId;
}
