import { hash } from 'node:crypto';
import type { NotGivenOutReason, OversizedReason } from '../../domain/facts/quarantine-reason.ts';
import { findFailure } from '../../domain/failure.ts';
import type { LargeMessage, MailReader, MessageFacts } from '../../domain/mail-reading.ts';
import type { IncomingMail } from '../incoming/store-context.ts';
import { isRefusedByImap } from './download-around.ts';
import type { Download, DownloadLimits } from './plan-downloads.ts';

/** A message as it came from the server, before anybody has looked into it. */
export type DownloadedMail = Omit<IncomingMail, 'outcome'> & {
  /** Why it cannot be parsed: only its header is here. */
  readonly headerBecause?: OversizedReason | NotGivenOutReason;
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
    return header === undefined ? [] : [keepHeader(first, header, isOversized(first, limits), now)];
  }
  if (kind === 'large') return downloadLarge(mailbox, first, limits, now);
  const facts = new Map(messages.map((message) => [message.place, message]));
  const found = await mailbox.fetchMessages([...facts.keys()]);
  // Beside others there may be no room for it: it is left out, and comes alone the next time.
  const isAlone = messages.length === 1;
  if (isAlone && found.some(({ raw }) => raw === undefined))
    return downloadLarge(mailbox, first, limits, now);
  return found.flatMap(({ place, raw }) => {
    const message = facts.get(place);
    return message === undefined || raw === undefined ? [] : [keep(message, raw, now)];
  });
}

async function downloadLarge(
  mailbox: MailReader,
  message: MessageFacts,
  limits: DownloadLimits,
  now: Date,
): Promise<DownloadedMail[]> {
  const found = await fetchLarge(mailbox, message, limits.messageBytes);
  if (found.kind === 'nothing') return [];
  if (found.kind === 'whole') return [keep(message, found.raw, now)];
  const because =
    found.kind === 'oversized'
      ? isOversized(message, limits)
      : ({ code: 'not_given_out', size: message.size, said: found.text } as const);
  return [keepHeader(message, found.header, because, now)];
}

/** What a server refuses to read of one message is said of that message, as its header can still be had. */
async function fetchLarge(
  mailbox: MailReader,
  { place, size }: MessageFacts,
  limit: number,
): Promise<LargeMessage> {
  try {
    return await mailbox.fetchLarge(place, limit, size);
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined || !isRefusedByImap(error)) throw error;
    const header = await mailbox.fetchHeader(place);
    return header === undefined ? { kind: 'nothing' } : { kind: 'not_given_out', header, text: failure.text };
  }
}

function keep({ place, receivedAt }: MessageFacts, raw: Buffer, now: Date): DownloadedMail {
  return { place, raw, sha256: hash('sha256', raw, 'hex'), size: raw.length, ...dateOf(receivedAt, now) };
}

function keepHeader(
  { place, size, receivedAt }: MessageFacts,
  header: Buffer,
  headerBecause: DownloadedMail['headerBecause'] & object,
  now: Date,
): DownloadedMail {
  return {
    place,
    raw: header,
    sha256: hash('sha256', header, 'hex'),
    size,
    ...dateOf(receivedAt, now),
    headerBecause,
  };
}

function isOversized({ size }: MessageFacts, { messageBytes }: DownloadLimits): OversizedReason {
  return { code: 'oversized', size, most: messageBytes, from: 'server' };
}

function dateOf(receivedAt: Date | undefined, now: Date) {
  return receivedAt === undefined ? { receivedAt: now, isUndated: true } : { receivedAt };
}
