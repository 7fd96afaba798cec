import type { Channel } from '../../db/channels.ts';
import type { MailConnection } from '../../mail/imap.ts';
import type { Desk } from '../desk.ts';
import type { ReceivedMail } from '../incoming/receive-mail.ts';
import { settleMail, type Unsettled } from './settle-mail.ts';

/** Settles behind the import, as many messages at once as have been stored meanwhile. */
export interface Settler {
  add(received: readonly ReceivedMail[]): void;
  /** Settles the rest. */
  finish(): Promise<{ settled: number; settleError: unknown }>;
}

const fewest = 200;
const most = 500;

/** @param beat called after each step: the server may take its time */
export function createSettler(
  desk: Desk,
  channel: Channel,
  connection: MailConnection,
  beat: () => void,
): Settler {
  let waiting: Unsettled[] = [];
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  let settled = 0;
  let failure: { error: unknown } | undefined;

  async function settleWaiting(): Promise<void> {
    try {
      while (waiting.length > 0 && failure === undefined) {
        const now = waiting.slice(0, most);
        waiting = waiting.slice(most);
        if (await settleMail(desk, channel, connection, now)) settled += now.length;
        beat();
      }
    } catch (error) {
      // The import goes on: what is stored is safe, and is settled at the next run.
      failure = { error };
    }
  }

  return {
    add(received) {
      for (const { receiptId, uid, isKept } of received) {
        if (!isKept) waiting.push({ id: receiptId, uid });
      }
      if (isRunning || waiting.length < fewest) return;
      isRunning = true;
      running = settleWaiting().finally(() => {
        isRunning = false;
      });
    },
    async finish() {
      await running;
      await settleWaiting();
      return { settled, settleError: failure?.error };
    },
  };
}
