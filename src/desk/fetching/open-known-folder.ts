import { findChannelFolder, putChannelFolder } from '../../db/channel-folders.ts';
import { type FolderKey, findHighestUid, markGoneElsewhere } from '../../db/receipts.ts';
import { retireFolder } from '../../db/retire-receipts.ts';
import { RemoteError } from '../../domain/failure.ts';
import { type Cursor, type MailReader, noNumbering } from '../../domain/mail-reading.ts';
import { roadOf } from '../../domain/mail-road.ts';
import type { Desk } from '../desk.ts';

/**
 * For a folder that was just opened.
 * @param messages how many are in it
 * @returns from where to list; '' when the server names its messages anew
 * @throws RemoteError where it does not say by what numbering, and has said it before: its answer has not come whole
 */
export async function openKnownFolder(
  desk: Desk,
  mailbox: MailReader,
  key: FolderKey,
  messages: number,
): Promise<Cursor> {
  const known = await findChannelFolder(desk.read, key.channelId, key.folder, roadOf(key.numbering));
  if (known !== undefined && known.numbering !== noNumbering && key.numbering === noNumbering)
    throw noValidity(key);
  const isSame = known?.numbering === key.numbering;
  const isAnew = isSame && !(await hasNamedAll(desk, mailbox, key, known.cursor));
  if (isSame && !isAnew) return known.cursor;
  await desk.write(async (tx) => {
    if (isAnew) await retireFolder(tx, key, desk.now());
    await putChannelFolder(tx, { ...key, cursor: '', comparedAt: null });
    await markGoneElsewhere(tx, key, desk.now());
  });
  if (known !== undefined) desk.log.warn('the server names its messages anew', { ...key });
  // There is something to read, and the process needs a while to start.
  if (messages > 0) desk.parser.prepare();
  return '';
}

/** All mail would come once more under numbers that hold for no longer than that answer. */
function noValidity({ folder }: FolderKey): RemoteError {
  const text = `The server opened “${folder}” and did not say its UIDVALIDITY, which it had said before.`;
  return new RemoteError({ origin: 'imap', code: 'NO_UIDVALIDITY', command: 'SELECT', text });
}

/**
 * A mailbox that was deleted and made again under its address, or brought back from a backup, gives UIDs again that other
 * messages had, and many servers begin with the same UIDVALIDITY each time (Exchange: 14). By these UIDs new mail would be
 * taken for imported, and be deleted for what was.
 */
async function hasNamedAll(
  desk: Desk,
  mailbox: MailReader,
  key: FolderKey,
  cursor: Cursor,
): Promise<boolean> {
  if (mailbox.hasNamed === undefined) return true;
  const highest = Math.max(await findHighestUid(desk.read, key), Number(cursor) || 0);
  return highest === 0 || mailbox.hasNamed(String(highest));
}
