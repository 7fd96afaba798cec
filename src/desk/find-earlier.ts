import type { KnownReceipt, MailSource } from '../db/receipts.ts';
import { eraseMessageId } from '../domain/erased-message-id.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';
import type { StoreView } from './store-view.ts';

/**
 * Finds out whether a message has been dealt with before: after a change of UIDVALIDITY, in a moved folder, as a copy,
 * or as mail of ours that came back. Exchange may render a message anew, so Message-ID and digest decide, not the raw
 * bytes; messages that share a Message-ID alone are different ones. Another channel's counts within the same group.
 */
export function findEarlier(
  { mail, message }: ReadMail,
  { channel, key }: StoreContext,
  view: StoreView,
): { articleId: number | null } | undefined {
  const id = message?.messageId;
  if (message === undefined || id === undefined) {
    const known = view.receipts.get(mail.sha256) ?? [];
    // What is tried again from quarantine has a receipt of its own, which is no earlier message.
    const others = mail.replaces === undefined ? known : known.filter(({ articleId }) => articleId !== null);
    return others.find((receipt) => isFrom(receipt, key) && receipt.sha256 === mail.sha256);
  }
  const isSame = (receipt: KnownReceipt) => {
    if (receipt.digest !== message.digest) return false;
    return isFrom(receipt, key) || receipt.groupId === channel.groupId;
  };
  const ours = view.articles.get(id)?.find((article) => article.isOurs);
  return ours ?? view.receipts.get(id)?.find(isSame) ?? view.receipts.get(eraseMessageId(id))?.find(isSame);
}

function isFrom(receipt: MailSource, { channelId, importGroupId }: MailSource): boolean {
  return receipt.channelId === channelId && receipt.importGroupId === importGroupId;
}
