import { bytesPerMegabyte } from '../../domain/byte-size.ts';
import type { MessageFacts, Place } from '../../domain/mail-reading.ts';

/** What one FETCH command brings; a message that is large by the server's estimate comes alone and in pieces. */
export interface Download {
  readonly kind: 'many' | 'large' | 'header';
  readonly messages: readonly MessageFacts[];
  /** By the server's estimate. */
  readonly bytes: number;
}

/** How a message is to be fetched: one that failed goes alone, and at last as a large one does. */
export type Care = 'together' | 'alone' | 'in_pieces';

export interface DownloadLimits {
  readonly batchMessages: number;
  readonly batchBytes: number;
  readonly largeBytes: number;
  /** Larger messages are never parsed. */
  readonly messageBytes: number;
}

/** What one message may have is a setting. */
export const defaultDownloadLimits: Omit<DownloadLimits, 'messageBytes'> = {
  batchMessages: 400,
  batchBytes: 4 * bytesPerMegabyte,
  largeBytes: 2 * bytesPerMegabyte,
};

/** Exchange's RFC822.SIZE is off by up to three times: only what is beyond that is not even tried. */
const sizeDoubt = 3;

/** @returns the limits under which no larger message is parsed: one that might be comes alone, and is counted. */
export function limitTo(mostMegabytes: number): DownloadLimits {
  const messageBytes = mostMegabytes * bytesPerMegabyte;
  const largeBytes = Math.min(defaultDownloadLimits.largeBytes, Math.floor(messageBytes / sizeDoubt));
  return { ...defaultDownloadLimits, largeBytes, messageBytes };
}

/**
 * Keeps the order of the messages, so that an answer is stored after what it answers.
 * @param careOf how each message is to be fetched
 */
export function planDownloads(
  messages: readonly MessageFacts[],
  limits: DownloadLimits,
  careOf: (place: Place) => Care = () => 'together',
): Download[] {
  const plan: Download[] = [];
  let batch: MessageFacts[] = [];
  let bytes = 0;
  const close = () => {
    if (batch.length > 0) plan.push({ kind: 'many', messages: batch, bytes });
    batch = [];
    bytes = 0;
  };
  for (const message of messages) {
    const care = careOf(message.place);
    if (message.size > limits.largeBytes || care === 'in_pieces') {
      close();
      const isHopeless = message.size > limits.messageBytes * sizeDoubt;
      const size = isHopeless ? 0 : Math.min(message.size, limits.messageBytes);
      plan.push({ kind: isHopeless ? 'header' : 'large', messages: [message], bytes: size });
      continue;
    }
    if (care === 'alone') {
      close();
      plan.push({ kind: 'many', messages: [message], bytes: message.size });
      continue;
    }
    if (batch.length >= limits.batchMessages || bytes + message.size > limits.batchBytes) close();
    batch.push(message);
    bytes += message.size;
  }
  close();
  return plan;
}
