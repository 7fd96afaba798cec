import { type Channel, findChannel } from '../../db/channels.ts';
import { markSettled, noteSettleError, type SettleAction } from '../../db/receipts.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailConnection } from '../../mail/imap.ts';
import type { Desk } from '../desk.ts';

export interface Unsettled {
  readonly id: number;
  readonly uid: number;
}

/**
 * Tells the server what has become of messages that are stored, then notes that it knows. The folder is selected
 * under the UIDVALIDITY of the receipts. Doing it twice does no harm, so a crash in between costs nothing. What the admin
 * has chosen meanwhile counts, not what the channel was when the run began.
 * @returns false when the channel is paused or deleted: then nothing is told
 * @throws RemoteError; the receipts stay unsettled and carry the server's words
 */
export async function settleMail(
  desk: Desk,
  channel: Channel,
  connection: MailConnection,
  receipts: readonly Unsettled[],
): Promise<boolean> {
  const current = await findChannel(desk.read, channel.id);
  if (current === undefined || current.pausedAt !== null) return false;
  if (receipts.length === 0) return true;
  const ids = receipts.map(({ id }) => id);
  try {
    await act(
      connection,
      current,
      receipts.map(({ uid }) => uid),
    );
  } catch (error) {
    const text = findFailure(error)?.text ?? String(error);
    await desk.write((tx) => noteSettleError(tx, ids, text));
    throw error;
  }
  await noteSettled(desk, ids, current.afterImport);
  return true;
}

/** @param action `gone` for messages that have vanished from the server */
export async function noteSettled(desk: Desk, ids: readonly number[], action: SettleAction): Promise<void> {
  await desk.write((tx) => markSettled(tx, ids, { at: desk.now(), action }), 'mail');
}

async function act(connection: MailConnection, channel: Channel, uids: readonly number[]): Promise<void> {
  if (channel.afterImport === 'mark_read') return connection.markRead(uids);
  if (channel.afterImport === 'delete') return connection.removeMessages(uids);
  try {
    await connection.moveMessages(uids, channel.moveTo);
  } catch (error) {
    if (!/TRYCREATE|NONEXISTENT|does(n't| not) exist/i.test(describe(error))) throw error;
    await connection.createFolder(channel.moveTo);
    await connection.moveMessages(uids, channel.moveTo);
  }
}

function describe(error: unknown): string {
  const failure = findFailure(error);
  return failure === undefined ? '' : `${failure.code ?? ''} ${failure.text}`;
}

/** Whether a run failed at telling the server only: what is new was imported all the same. */
export function isSettleFailure(error: unknown): boolean {
  const failure = findFailure(error);
  return (
    failure?.origin === 'imap' &&
    ['STORE', 'EXPUNGE', 'MOVE', 'COPY', 'CREATE'].includes(failure.command ?? '')
  );
}
