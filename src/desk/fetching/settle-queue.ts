import type { Channel } from '../../db/channels.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import type { Desk } from '../desk.ts';
import type { ReceivedMail } from '../incoming/receive-mail.ts';
import { settleMail, type Unsettled } from './settle-mail.ts';

/** Settles while the import goes on: each time all messages that have been stored since the last time. */
export interface Settler {
  add(received: readonly ReceivedMail[]): void;
  /** Settles the rest. */
  finish(): Promise<{ settled: number; settleError: unknown }>;
}

const fewest = 200;
const most = 500;

interface Queue {
  readonly desk: Desk;
  readonly channel: Channel;
  readonly mailbox: MailReader;
  readonly beat: () => void;
  waiting: Unsettled[];
  settled: number;
  failure: { readonly error: unknown } | undefined;
}

/** @param beat called after each step: the server may take its time */
export function createSettler(desk: Desk, channel: Channel, mailbox: MailReader, beat: () => void): Settler {
  const queue: Queue = { desk, channel, mailbox, beat, waiting: [], settled: 0, failure: undefined };
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  return {
    add(received) {
      for (const { receiptId, place, isKept } of received) {
        if (!isKept) queue.waiting.push({ id: receiptId, place });
      }
      if (isRunning || queue.waiting.length < fewest) return;
      isRunning = true;
      running = settleWaiting(queue).finally(() => {
        isRunning = false;
      });
    },
    async finish() {
      await running;
      await settleWaiting(queue);
      return { settled: queue.settled, settleError: queue.failure?.error };
    },
  };
}

async function settleWaiting(queue: Queue): Promise<void> {
  const { desk, channel, mailbox, beat } = queue;
  try {
    while (queue.waiting.length > 0 && queue.failure === undefined) {
      const now = queue.waiting.slice(0, most);
      queue.waiting = queue.waiting.slice(most);
      if (await settleMail(desk, channel, mailbox, now)) queue.settled += now.length;
      beat();
    }
  } catch (error) {
    // The import goes on: what is stored is safe, and is settled at the next run.
    queue.failure = { error };
  }
}
