import type { Channel } from '../../db/channels.ts';
import { findLastSent } from '../../db/last-sent.ts';
import { listIdsOfArticle } from '../../db/message-ids.ts';
import type { CheckFinding } from '../../domain/diagnosis/connection-check.ts';
import { RemoteError } from '../../domain/failure.ts';
import type { SentMarks } from '../../domain/mail-sending.ts';
import type { Desk } from '../desk.ts';
import { listSentItems } from './open-sent-items.ts';

const day = 86_400_000;

/** @returns whether somebody opens a mailbox that is not his own, so that copies of answers can lie in two places */
export function isDelegated({ kind, isAppOnly, userName, address }: Channel): boolean {
  return kind === 'microsoft365' && !isAppOnly && userName.toLowerCase() !== address;
}

/**
 * Where the copy of the last answer from a shared mailbox lies.
 * @throws RemoteError SENT_COPY_ELSEWHERE where it lies with the account only
 */
export async function checkSentCopy(desk: Desk, channel: Channel): Promise<CheckFinding> {
  const last = await findLastSent(desk.read, channel.id);
  if (last === undefined) return { code: 'nothing_sent' };
  const [ownId = '', ...assignedIds] = await listIdsOfArticle(desk.read, last.articleId);
  const marks: SentMarks = {
    ownId,
    assignedIds,
    trail: undefined,
    since: new Date(last.sentAt.getTime() - day),
  };
  const [openShared, openOwn] = await listSentItems(desk, channel);
  const isThere = async (open: typeof openShared) => {
    if (open === undefined) return false;
    const items = await open();
    try {
      return (await items.find(marks)) !== undefined;
    } finally {
      await items.close();
    }
  };
  if (await isThere(openShared)) return { code: 'copy_shared', address: channel.address };
  if (!(await isThere(openOwn))) return { code: 'no_copy' };
  const text = `The last answer lies in Sent Items of ${channel.userName}.`;
  throw new RemoteError({ origin: 'imap', code: 'SENT_COPY_ELSEWHERE', command: 'SEARCH', text });
}
