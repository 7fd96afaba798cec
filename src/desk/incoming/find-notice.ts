import { isAutomaticAnswer } from '../../domain/automatic.ts';
import { findHeader } from '../../domain/message.ts';
import { verifyMessageId } from '../../domain/message-id.ts';
import { noticeMark, noticePrefix } from '../../domain/notification-mail.ts';
import type { ReadMail } from './read-mail.ts';

/**
 * Recognises what comes back of the mails that tell agents of tickets.
 * @param noticeIds what Exchange has called such mails
 * @returns `ours` for such a mail itself, `robot` for what a program makes of it, `person` for an agent's answer
 */
export function findNotice(
  { message, author, sender, bounce }: ReadMail,
  noticeIds: ReadonlySet<string>,
  secret: Uint8Array,
): 'ours' | 'robot' | 'person' | undefined {
  if (message === undefined) return undefined;
  const isNotice = (id: string) =>
    noticeIds.has(id) || verifyMessageId(secret, id)?.unique.startsWith(noticePrefix) === true;
  // Exchange may have replaced the Message-ID; this field keeps ours.
  const kept = findHeader(message, 'x-postroom-message') ?? '';
  if (isNotice(message.messageId ?? '') || isNotice(kept)) return 'ours';
  const referred = [...message.inReplyTo, ...message.references, ...(bounce?.originalIds ?? [])];
  if (referred.some(isNotice)) return author === undefined || author.kind === 'person' ? 'person' : 'robot';
  // Some absence notices refer to nothing. From may be forged: all that it brings here is to be passed over.
  const isAbsence = author !== undefined && isAutomaticAnswer(author) && sender?.isFromAgent === true;
  return isAbsence && message.subject.includes(noticeMark) ? 'robot' : undefined;
}
