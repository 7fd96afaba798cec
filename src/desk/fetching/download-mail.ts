import { hash } from 'node:crypto';
import type { OversizedReason } from '../../domain/facts/quarantine-reason.ts';
import type { MailReader, MessageFacts } from '../../domain/mail-reading.ts';
import type { IncomingMail } from '../incoming/store-context.ts';
import type { Download, DownloadLimits } from './plan-downloads.ts';

/** A message as it came from the server, before anybody has looked into it. */
export type DownloadedMail = Omit<IncomingMail, 'outcome'> & {
  /** Why it cannot be parsed: only its header is here. */
  readonly oversized?: OversizedReason;
};

/** @returns what came; a message that the server sends nothing for is left out, to be asked for again. */
export async function downloadMail(
  mailbox: MailReader,
  { kind, messages }: Download,
  limits: DownloadLimits,
  now: Date,
): Promise<DownloadedMail[]> {
  const [first] = messages;
  if (first === undefined) return [];
  if (kind === 'header') {
    const header = await mailbox.fetchHeader(first.place);
    return header === undefined ? [] : [keepHeader(first, header, limits, now)];
  }
  if (kind === 'large') {
    const found = await mailbox.fetchLarge(first.place, limits.messageBytes, first.size);
    if (found.kind === 'nothing') return [];
    return found.kind === 'whole'
      ? [keep(first, found.raw, now)]
      : [keepHeader(first, found.header, limits, now)];
  }
  const facts = new Map(messages.map((message) => [message.place, message]));
  const found = await mailbox.fetchMessages([...facts.keys()]);
  return found.flatMap(({ place, raw }) => {
    const message = facts.get(place);
    return message === undefined ? [] : [keep(message, raw, now)];
  });
}

function keep({ place, receivedAt }: MessageFacts, raw: Buffer, now: Date): DownloadedMail {
  return { place, raw, sha256: hash('sha256', raw, 'hex'), size: raw.length, ...dateOf(receivedAt, now) };
}

function keepHeader(
  { place, size, receivedAt }: MessageFacts,
  header: Buffer,
  { messageBytes }: DownloadLimits,
  now: Date,
): DownloadedMail {
  return {
    place,
    raw: header,
    sha256: hash('sha256', header, 'hex'),
    size,
    ...dateOf(receivedAt, now),
    oversized: { code: 'oversized', size, most: messageBytes, from: 'server' },
  };
}

function dateOf(receivedAt: Date | undefined, now: Date) {
  return receivedAt === undefined ? { receivedAt: now, isUndated: true } : { receivedAt };
}
