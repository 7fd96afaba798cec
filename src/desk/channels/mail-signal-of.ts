import { createMailSignal, type MailSignal } from '../../domain/mail-signal.ts';
import type { Desk } from '../desk.ts';

/** @returns the signal that is given when Graph tells of new mail in a channel's mailbox */
export function mailSignalOf({ memory }: Desk, channelId: number): MailSignal {
  const mailSignal = memory.mailSignals.get(channelId) ?? createMailSignal();
  memory.mailSignals.set(channelId, mailSignal);
  return mailSignal;
}
