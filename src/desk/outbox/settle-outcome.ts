import type { Tx } from '../../db/care/open.ts';
import type { Channel } from '../../db/channels.ts';
import { insertMessageIds } from '../../db/message-ids.ts';
import {
  type Delivery,
  findDelivery,
  giveReturnPath,
  hastenDeliveries,
  type OutboxItem,
  updateOutboxItem,
} from '../../db/outbox.ts';
import { type Diagnosis, diagnose, type Owner } from '../../domain/diagnosis/diagnosis.ts';
import { decideRetry, type SendDecision } from '../../domain/diagnosis/send-retry.ts';
import type { Failure } from '../../domain/failure.ts';
import type { SendOutcome } from '../../domain/mail-sending.ts';
import {
  conclude,
  decideWaiting,
  type Fates,
  fatesOf,
  listWaiting,
  refusedBy,
  taken,
} from '../../domain/recipient-fate.ts';
import { countCause, forgetCauses } from '../channels/count-cause.ts';
import { isOfChannel, noteSendingFails, noteSendingWorks } from '../channels/note-sending.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';
import { type DeliveryTold, recordDelivery } from './record-delivery.ts';

type Sent = Extract<SendOutcome, { kind: 'sent' }>;
type Unknown = Extract<SendOutcome, { kind: 'unknown' }>;

/** Records what is known of a message after it was given to a server: for each of its recipients. */
export async function settleOutcome(
  desk: Desk,
  channel: Channel,
  delivery: Delivery,
  outcome: SendOutcome,
): Promise<void> {
  const attempted = { ...delivery, attempts: delivery.attempts + 1 };
  if (outcome.kind === 'unknown') return recordUnknown(desk, channel, delivery, outcome);
  if (outcome.kind === 'sent') return recordSent(desk, channel, attempted, outcome);
  // An empty envelope sender is asked for (RFC 3834 section 3.3), and some servers refuse it.
  if (delivery.envelopeFrom === '' && /^5/.test(outcome.failure.code ?? '')) {
    await desk.write((tx) => giveReturnPath(tx, delivery.id));
    // It is tried again, so nothing is recorded yet.
    return publishDelivery(desk, delivery);
  }
  const fates = applyRefusals(channel, attempted, outcome);
  const isDecided = outcome.refused.length > 0 && listWaiting(fates).length === 0;
  if (isDecided) return recordConclusion(desk, attempted, fates);
  await postpone(desk, channel, attempted, { failure: outcome.failure, isAboutMessage: true, fates });
}

/** Certainly not sent to those that wait: tried again later, or left to a person. */
export async function postpone(
  desk: Desk,
  channel: Channel,
  delivery: Delivery,
  {
    failure,
    isAboutMessage,
    fates = fatesOf(delivery),
  }: { failure: Failure; isAboutMessage: boolean; fates?: Fates },
): Promise<void> {
  const now = desk.now();
  const diagnosis = diagnose(failure, ownerOf(channel, delivery));
  const attempts = isAboutMessage ? delivery.attempts : delivery.attempts + 1;
  const decision = decideAgain(desk, { ...delivery, attempts }, diagnosis);
  const isFinal = decision.kind === 'give_up';
  desk.log.warn('message not sent', { outbox: delivery.id, attempts, code: diagnosis.code, isFinal });
  const changes: Partial<OutboxItem> = {
    state: isFinal ? 'failed' : 'queued',
    attempts,
    nextAttemptAt: isFinal ? null : new Date(now.getTime() + decision.milliseconds),
    failureCode: diagnosis.code,
    serverReply: failure.text,
    channelFailedAt: isAboutMessage || isFinal ? null : now,
    recipients: isSplit(fates) ? (isFinal ? giveUp(fates, diagnosis) : fates) : null,
  };
  const failed = {
    kind: 'delivery.failed',
    data: { code: diagnosis.code, text: failure.text },
  } as const;
  const isChannels = !isAboutMessage || isOfChannel(diagnosis);
  await record(desk, delivery, changes, isFinal ? failed : undefined, isChannels ? diagnosis : undefined);
}

/** After a failure that has this diagnosis, which counts with those of its own cause alone. */
function decideAgain(desk: Desk, delivery: Delivery, diagnosis: Diagnosis): SendDecision {
  const { id, attempts, failureCode } = delivery;
  const before = failureCode === diagnosis.code ? attempts - 1 : 0;
  const failures = countCause(desk.memory, `outbox:${id}`, diagnosis.code, before);
  return decideRetry(diagnosis, failures, ageOf(delivery, desk.now()), attempts);
}

/** The time that a message may be tried for begins when it is to go out. */
function ageOf({ createdAt, sendAt }: Delivery, now: Date): number {
  return now.getTime() - Math.max(createdAt.getTime(), sendAt?.getTime() ?? 0);
}

/** The server has the message for some; the others wait for their own next try, or are refused for good. */
async function recordSent(desk: Desk, channel: Channel, delivery: Delivery, outcome: Sent): Promise<void> {
  const now = desk.now();
  const fates = applyRefusals(channel, delivery, outcome);
  desk.log.info('message sent', { outbox: delivery.id, refused: outcome.refused.length });
  await desk.write(async (tx) => {
    const isWaiting = listWaiting(fates).length > 0;
    const changes = isWaiting
      ? waitForRest(desk, channel, delivery, { outcome, fates })
      : end(fates, outcome.reply);
    if (!isWaiting) forgetCauses(desk.memory, `outbox:${delivery.id}`);
    const firstAt = delivery.sentAt ?? now;
    const current = await moveOn(tx, delivery, { ...changes, sentAt: firstAt, draft: null });
    const refused = outcome.refused.map(({ address, failure }) => ({ address, text: failure.text }));
    if (current !== undefined)
      await recordDelivery(tx, current, now, { kind: 'delivery.sent', data: { refused } });
    // The channel works again, or still: what its faults held up need not wait longer.
    await hastenDeliveries(tx, delivery.channelId);
    await noteSendingWorks(desk, tx, delivery.channelId);
    // Answers refer to the identifier that the recipient saw.
    if (outcome.assignedId !== undefined && current !== undefined) {
      const { articleId, ticketId } = current;
      await insertMessageIds(tx, [{ messageId: outcome.assignedId, articleId, ticketId }]);
    }
  });
}

function waitForRest(
  desk: Desk,
  channel: Channel,
  delivery: Delivery,
  { outcome, fates }: { readonly outcome: Sent; readonly fates: Fates },
): Partial<OutboxItem> {
  const waiting = listWaiting(fates);
  const first = outcome.refused.find(({ address }) => waiting.includes(address));
  if (first === undefined) return end(fates, outcome.reply);
  const diagnosis = diagnose(first.failure, ownerOf(channel, delivery));
  const decision = decideAgain(desk, delivery, diagnosis);
  if (decision.kind === 'give_up') return end(giveUp(fates, diagnosis), outcome.reply);
  return {
    state: 'queued',
    recipients: fates,
    channelFailedAt: null,
    nextAttemptAt: new Date(desk.now().getTime() + decision.milliseconds),
    failureCode: diagnosis.code,
    serverReply: first.failure.text,
  };
}

/** No recipient waits for another try: each was sent to, was refused or is unknown. */
function end(fates: Fates, reply: string): Partial<OutboxItem> {
  const { state, code, reply: refusals } = conclude(fates);
  return {
    state,
    nextAttemptAt: null,
    channelFailedAt: null,
    failureCode: code,
    serverReply: refusals ?? reply,
    recipients: isSplit(fates) ? fates : null,
  };
}

async function recordConclusion(desk: Desk, delivery: Delivery, fates: Fates): Promise<void> {
  const { code, reply } = conclude(fates);
  const isPartly = fates.some(({ state }) => state === 'taken');
  const changes = { ...end(fates, ''), attempts: delivery.attempts };
  desk.log.warn('message not sent', { outbox: delivery.id, code, isFinal: true, isPartly });
  await record(desk, delivery, changes, {
    kind: 'delivery.failed',
    data: { code: code ?? '', text: reply ?? '' },
  });
}

async function recordUnknown(
  desk: Desk,
  channel: Channel,
  delivery: Delivery,
  outcome: Unknown,
): Promise<void> {
  const { failure } = outcome;
  desk.log.warn('fate of a message unknown', { outbox: delivery.id, failure });
  const { code } = diagnose(failure, channel);
  const words = { failureCode: code, serverReply: failure.text };
  const fates = applyRefusals(channel, delivery, outcome);
  const recipients = isSplit(fates) ? fates : null;
  const changes = { ...words, recipients, state: 'unknown', nextAttemptAt: null, evidence: null } as const;
  await record(desk, delivery, changes, {
    kind: 'delivery.unknown',
    data: { because: 'no_answer', code },
  });
}

/** What was said to recipients one by one. Where the message went out, it did to all others that waited. */
function applyRefusals(channel: Channel, delivery: Delivery, { kind, refused }: SendOutcome): Fates {
  const said = new Map(refused.map(({ address, failure }) => [address, failure]));
  return decideWaiting(fatesOf(delivery), (address) => {
    const failure = said.get(address);
    if (failure === undefined) return kind === 'sent' ? taken : { state: 'waiting', code: null, reply: null };
    const fate = refusedBy(diagnose(failure, ownerOf(channel, delivery)), failure.text);
    // Whatever becomes of the others, this one has not got it, and is not asked again together with them.
    return kind === 'unknown' ? { ...fate, state: 'refused' } : fate;
  });
}

function giveUp(fates: Fates, { code, text }: Diagnosis): Fates {
  return decideWaiting(fates, () => ({ state: 'refused', code, reply: text }));
}

/** Whether the recipients have fates of their own. */
function isSplit(fates: Fates): boolean {
  return new Set(fates.map(({ state }) => state)).size > 1 || fates.some(({ code }) => code !== null);
}

/** The right to send is that of the account that signs in, for the address that is sent from. */
function ownerOf(channel: Channel, { envelopeFrom }: Delivery): Owner {
  return envelopeFrom === '' ? channel : { ...channel, address: envelopeFrom };
}

async function record(
  desk: Desk,
  delivery: Delivery,
  changes: Partial<Omit<OutboxItem, 'id'>>,
  told?: DeliveryTold,
  /** What keeps the channel itself from sending. */
  trouble?: Diagnosis,
): Promise<void> {
  const { channelId } = delivery;
  if (changes.state === 'failed') forgetCauses(desk.memory, `outbox:${delivery.id}`);
  await desk.write(async (tx) => {
    const current = await moveOn(tx, delivery, changes);
    if (told !== undefined && current !== undefined) await recordDelivery(tx, current, desk.now(), told);
    if (trouble !== undefined) await noteSendingFails(desk, tx, channelId, trouble);
  });
  // Neither its waiting for the next try nor that a channel still fails is recorded as a fact.
  if (told === undefined) publishDelivery(desk, delivery);
  if (trouble !== undefined) desk.publish({ kind: 'channel', channelId });
}

/**
 * Writes down what came of a message, unless somebody has decided about it meanwhile or it is gone.
 * @returns it as it stood a moment before: it may be in another ticket by then
 */
async function moveOn(
  tx: Tx,
  { id, state }: Delivery,
  changes: Partial<Omit<OutboxItem, 'id'>>,
): Promise<Delivery | undefined> {
  const current = await findDelivery(tx, id);
  if (current?.state !== state) return undefined;
  await updateOutboxItem(tx, id, changes);
  return current;
}
