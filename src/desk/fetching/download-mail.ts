import { hash } from 'node:crypto';
import type { OversizedReason } from '../../domain/facts/quarantine-reason.ts';
import type { MailConnection } from '../../mail/imap.ts';
import type { MessageFacts } from '../../mail/imap-fetch.ts';
import type { IncomingMail } from '../incoming/store-context.ts';
import type { Download, DownloadLimits } from './plan-downloads.ts';

/** A message as it came from the server, before anybody has looked into it. */
export type DownloadedMail = Omit<IncomingMail, 'outcome'> & {
  /** Why it cannot be parsed: only its header is here. */
  readonly oversized?: OversizedReason;
};

/** @returns what came; a message that the server sends nothing for is left out, to be asked for again. */
export async function downloadMail(
  connection: MailConnection,
  { kind, messages }: Download,
  limits: DownloadLimits,
  now: Date,
): Promise<DownloadedMail[]> {
  const [first] = messages;
  if (first === undefined) return [];
  if (kind === 'header') {
    const header = await connection.fetchHeader(first.uid);
    return header === undefined ? [] : [keepHeader(first, header, limits, now)];
  }
  if (kind === 'large') {
    const found = await connection.fetchLarge(first.uid, limits.messageBytes, first.size);
    if (found.kind === 'nothing') return [];
    return found.kind === 'whole'
      ? [keep(first, found.raw, now)]
      : [keepHeader(first, found.header, limits, now)];
  }
  const facts = new Map(messages.map((message) => [message.uid, message]));
  const found = await connection.fetchMessages([...facts.keys()]);
  return found.flatMap(({ uid, raw }) => {
    const message = facts.get(uid);
    return message === undefined ? [] : [keep(message, raw, now)];
  });
}

function keep({ uid, internalDate }: MessageFacts, raw: Buffer, now: Date): DownloadedMail {
  return { uid, raw, sha256: hash('sha256', raw, 'hex'), size: raw.length, ...receivedAt(internalDate, now) };
}

function keepHeader(
  { uid, size, internalDate }: MessageFacts,
  header: Buffer,
  { messageBytes }: DownloadLimits,
  now: Date,
): DownloadedMail {
  return {
    uid,
    raw: header,
    sha256: hash('sha256', header, 'hex'),
    size,
    ...receivedAt(internalDate, now),
    oversized: { code: 'oversized', size, most: messageBytes, from: 'server' },
  };
}

function receivedAt(internalDate: Date | undefined, now: Date) {
  return internalDate === undefined ? { receivedAt: now, isUndated: true } : { receivedAt: internalDate };
}
