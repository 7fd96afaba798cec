import { type Channel, findChannel } from '../../db/channels.ts';
import { markSettled, noteSettleError, type SettleAction } from '../../db/receipts.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import type { SettleError } from '../../domain/facts/settle-error.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailReader, Place } from '../../domain/mail-reading.ts';
import type { Desk } from '../desk.ts';
import { chooseUrgency } from '../incoming/choose-urgency.ts';

export interface Unsettled {
  readonly id: number;
  readonly place: Place;
}

/**
 * Tells the server what has become of messages that are stored, then notes that it knows. The folder is open
 * under the numbering of the receipts. Doing it twice does no harm, so a crash in between costs nothing. What the admin
 * has chosen meanwhile counts, not what the channel was when the run began.
 * @returns false when the channel is paused or deleted: then nothing is told
 * @throws RemoteError; the receipts stay unsettled and carry why
 */
export async function settleMail(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  receipts: readonly Unsettled[],
): Promise<boolean> {
  const current = await findChannel(desk.read, channel.id);
  if (current === undefined || current.pausedAt !== null) return false;
  if (receipts.length === 0) return true;
  const ids = receipts.map(({ id }) => id);
  try {
    await act(
      mailbox,
      current,
      receipts.map(({ place }) => place),
    );
  } catch (error) {
    await desk.write((tx) => noteSettleError(tx, ids, readSettleError(error)));
    throw error;
  }
  await noteSettled(desk, ids, current.afterImport);
  return true;
}

/** @param action `gone` for messages that have vanished from the server */
export async function noteSettled(desk: Desk, ids: readonly number[], action: SettleAction): Promise<void> {
  await desk.write((tx) => markSettled(tx, ids, { at: desk.now(), action }), chooseUrgency(desk));
}

function readSettleError(error: unknown): SettleError {
  const failure = findFailure(error);
  if (failure?.code === 'NOT_DONE') return { code: 'not_done' };
  if (failure?.code === 'SAME_FOLDER') return { code: 'same_folder' };
  return { code: 'said', text: failure?.text ?? String(error) };
}

function act(mailbox: MailReader, channel: Channel, places: readonly Place[]): Promise<void> {
  if (channel.afterImport === 'mark_read') return mailbox.markRead(places);
  if (channel.afterImport === 'delete') return mailbox.removeMessages(places);
  return mailbox.moveMessages(places, channel.moveTo);
}

/** Whether the server has refused to be told and works otherwise: neither the line is lost nor the mailbox slowed down. */
export function isBearable(error: unknown): boolean {
  const failure = findFailure(error);
  if (failure === undefined || !isSettleFailure(error) || failure.code === 'BYE') return false;
  return diagnose(failure).retry.kind !== 'wait';
}

/** Whether a run failed at telling the server only: what is new was imported all the same. */
export function isSettleFailure(error: unknown): boolean {
  const { origin, command = '' } = findFailure(error) ?? {};
  if (origin === 'graph') return command === 'SETTLE';
  return origin === 'imap' && ['STORE', 'EXPUNGE', 'MOVE', 'COPY', 'CREATE'].includes(command);
}
