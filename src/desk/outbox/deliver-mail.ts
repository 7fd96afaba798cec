import { loadBlob } from '../../db/blobs.ts';
import { type Channel, getChannel } from '../../db/channels.ts';
import { insertMessageIds } from '../../db/message-ids.ts';
import {
  claimDelivery,
  type Delivery,
  giveReturnPath,
  hastenDeliveries,
  type OutboxItem,
  updateOutboxItem,
} from '../../db/outbox.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../domain/diagnosis/send-retry.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import { toAppError } from '../../errors.ts';
import { openSmtp, type SendOutcome, type SmtpSession } from '../../mail/smtp.ts';
import { sendingOf } from '../channels/connection-of.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';
import { type DeliveryTold, recordDelivery } from './record-delivery.ts';
import { type Recording, recordOutcome } from './record-outcome.ts';

/** Whether the try came to an end that is written down; else nothing went out, whatever the data file says of it. */
export type DeliveryTry =
  | { readonly kind: 'done' }
  | { readonly kind: 'not_claimed'; readonly cause: unknown };

/**
 * Tries one message of the outbox once and records what is known of it afterwards. Nothing is handed over any more once the
 * recording is stopping.
 */
export async function deliverMail(
  desk: Desk,
  delivery: Delivery,
  recording: Recording,
): Promise<DeliveryTry> {
  const channel = await getChannel(desk.read, delivery.channelId);
  const keep = (write: () => Promise<void>) => recordOutcome(desk, recording, delivery.id, write);
  let session: SmtpSession;
  try {
    session = await signIn(desk, channel);
  } catch (error) {
    const failure = findFailure(error) ?? ownFailure(error);
    await keep(() => postpone(desk, channel, delivery, { failure, isAboutMessage: false }));
    return { kind: 'done' };
  }
  let outcome: SendOutcome;
  try {
    const raw = await loadBlob(desk.read, delivery.blobId);
    if (recording.stopping.aborted) return { kind: 'done' };
    // Written before the first byte goes out: from here on a crash leaves the fate of the message unknown.
    const claimed = await claim(desk, delivery);
    if (claimed !== true) return claimed;
    publishDelivery(desk, delivery);
    outcome = await session.send({ from: delivery.envelopeFrom, to: delivery.envelopeTo }, raw);
  } finally {
    session.close();
  }
  await keep(() => settle(desk, channel, delivery, outcome));
  return { kind: 'done' };
}

async function claim(desk: Desk, delivery: Delivery): Promise<true | DeliveryTry> {
  try {
    const isOurs = await desk.write((tx) => claimDelivery(tx, delivery.id, delivery.attempts + 1));
    return isOurs || { kind: 'done' };
  } catch (cause) {
    return { kind: 'not_claimed', cause };
  }
}

/** A token that Exchange refuses is renewed once: it may have been withdrawn before its time. */
async function signIn(desk: Desk, channel: Channel): Promise<SmtpSession> {
  try {
    return await openSession(desk, channel, false);
  } catch (error) {
    if (channel.kind === 'email' || findFailure(error)?.code !== '535') throw error;
    return openSession(desk, channel, true);
  }
}

async function openSession(desk: Desk, channel: Channel, isForced: boolean): Promise<SmtpSession> {
  return openSmtp(await sendingOf(desk, channel, isForced));
}

async function settle(desk: Desk, channel: Channel, delivery: Delivery, outcome: SendOutcome): Promise<void> {
  if (outcome.kind === 'sent') return recordSent(desk, delivery, outcome);
  if (outcome.kind === 'unknown') {
    desk.log.warn('fate of a message unknown', { outbox: delivery.id, failure: outcome.failure });
    const { code } = diagnose(outcome.failure, channel);
    const words = { failureCode: code, serverReply: outcome.failure.text };
    const changes = { ...words, state: 'unknown', nextAttemptAt: null, evidence: null } as const;
    return record(desk, delivery, changes, {
      kind: 'delivery.unknown',
      data: { because: 'no_answer', code },
    });
  }
  // No envelope sender is a wish (RFC 3834 section 3.3), and some servers do not grant it.
  if (delivery.envelopeFrom === '' && /^5/.test(outcome.failure.code ?? '')) {
    await desk.write((tx) => giveReturnPath(tx, delivery.id));
    return publishDelivery(desk, delivery);
  }
  const attempted = { ...delivery, attempts: delivery.attempts + 1 };
  return postpone(desk, channel, attempted, { failure: outcome.failure, isAboutMessage: true });
}

async function recordSent(
  desk: Desk,
  delivery: Delivery,
  outcome: Extract<SendOutcome, { kind: 'sent' }>,
): Promise<void> {
  const { articleId, ticketId } = delivery;
  const refused = outcome.refused.map(({ address, failure }) => `${address}: ${failure.text}`).join('\n');
  desk.log.info('message sent', { outbox: delivery.id, refused: outcome.refused.length });
  await desk.write(async (tx) => {
    await updateOutboxItem(tx, delivery.id, {
      state: 'sent',
      sentAt: desk.now(),
      draft: null,
      nextAttemptAt: null,
      failureCode: refused === '' ? null : 'smtp_recipient_refused',
      serverReply: refused === '' ? outcome.reply : refused,
    });
    await recordDelivery(tx, delivery, desk.now(), {
      kind: 'delivery.sent',
      data: { refused: outcome.refused.map(({ address, failure }) => ({ address, text: failure.text })) },
    });
    // The channel works again, or still: what its faults held up need not wait longer.
    await hastenDeliveries(tx, delivery.channelId);
    // Answers refer to the identifier that the recipient saw.
    if (outcome.assignedId !== undefined) {
      await insertMessageIds(tx, [{ messageId: outcome.assignedId, articleId, ticketId }]);
    }
  });
  publishDelivery(desk, delivery);
}

/** Certainly not sent: tried again later, or left to a person. */
async function postpone(
  desk: Desk,
  channel: Channel,
  delivery: Delivery,
  { failure, isAboutMessage }: { failure: Failure; isAboutMessage: boolean },
): Promise<void> {
  const now = desk.now();
  const diagnosis = diagnose(failure, channel);
  const attempts = isAboutMessage ? delivery.attempts : delivery.attempts + 1;
  const age = now.getTime() - delivery.createdAt.getTime();
  const decision = decideRetry(diagnosis, attempts, age);
  const isFinal = decision.kind === 'give_up';
  desk.log.warn('message not sent', { outbox: delivery.id, attempts, code: diagnosis.code, isFinal });
  const changes: Partial<OutboxItem> = {
    state: isFinal ? 'failed' : 'queued',
    attempts,
    nextAttemptAt: isFinal ? null : new Date(now.getTime() + decision.milliseconds),
    failureCode: diagnosis.code,
    serverReply: failure.text,
    channelFailedAt: isAboutMessage || isFinal ? null : now,
  };
  const failed = {
    kind: 'delivery.failed',
    data: { code: diagnosis.code, text: failure.text },
  } as const;
  await record(desk, delivery, changes, isFinal ? failed : undefined);
}

async function record(
  desk: Desk,
  delivery: Delivery,
  changes: Partial<Omit<OutboxItem, 'id'>>,
  told?: DeliveryTold,
): Promise<void> {
  await desk.write(async (tx) => {
    await updateOutboxItem(tx, delivery.id, changes);
    if (told !== undefined) await recordDelivery(tx, delivery, desk.now(), told);
  });
  publishDelivery(desk, delivery);
}

/** A fault of ours or of the settings, in the shape of the others. */
function ownFailure(error: unknown): Failure {
  return { origin: 'smtp', command: 'CONNECT', text: toAppError(error).message };
}
