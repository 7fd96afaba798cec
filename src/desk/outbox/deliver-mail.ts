import { loadBlob } from '../../db/blobs.ts';
import { getChannel } from '../../db/channels.ts';
import { claimDelivery, type Delivery, updateOutboxItem } from '../../db/outbox.ts';
import { type Failure, findFailure } from '../../domain/failure.ts';
import type { Handover } from '../../domain/mail-sending.ts';
import { fatesOf, listWaiting } from '../../domain/recipient-fate.ts';
import { toAppError } from '../../errors.ts';
import { redateMail } from '../../mail/compose.ts';
import { noteWay, openWay, type SendingWay } from '../channels/sending-way.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';
import { type Given, giveByRoads } from './give-by-roads.ts';
import { type Recording, recordOutcome } from './record-outcome.ts';
import { postpone, settleOutcome } from './settle-outcome.ts';

/** Whether the try came to an end that is written down; else nothing went out, whatever the data file says of it. */
type DeliveryTry = { readonly kind: 'done' } | { readonly kind: 'not_claimed'; readonly cause: unknown };

type Claim = DeliveryTry | { readonly kind: 'claimed'; readonly delivery: Delivery };

/**
 * Tries one message of the outbox once and records what is known of it afterwards. Nothing is handed over any more once the
 * recording is stopping.
 */
export async function deliverMail(desk: Desk, listed: Delivery, recording: Recording): Promise<DeliveryTry> {
  const channel = await getChannel(desk.read, listed.channelId);
  const keep = (write: () => Promise<void>) => recordOutcome(desk, recording, listed.id, write);
  let way: SendingWay;
  try {
    way = await openWay(desk, channel, listed.attempts > 0);
  } catch (error) {
    const failure = findFailure(error) ?? ownFailure(error);
    await keep(() => postpone(desk, channel, listed, { failure, isAboutMessage: false }));
    return { kind: 'done' };
  }
  let delivery: Delivery;
  let given: Given;
  try {
    const raw = await loadBlob(desk.read, listed.blobId);
    if (recording.stopping.aborted) return { kind: 'done' };
    // Written before the first byte goes out: from here on a crash leaves the fate of the message unknown.
    const claim = await tryClaim(desk, listed);
    if (claim.kind !== 'claimed') return claim;
    delivery = claim.delivery;
    // Recorded as a fact is what becomes of it, not that it is being sent.
    publishDelivery(desk, delivery);
    given = await giveByRoads(desk, channel, { delivery, way, handover: describe(desk, delivery, raw) });
  } finally {
    way.sender.close();
  }
  const { outcome, way: worked } = given;
  await keep(() => settleOutcome(desk, channel, delivery, outcome));
  if (worked !== undefined) await noteWay(desk, channel, worked);
  return { kind: 'done' };
}

function describe(desk: Desk, delivery: Delivery, raw: Buffer): Handover {
  const { id, envelopeFrom, trail, sendAt } = delivery;
  return {
    envelope: { from: envelopeFrom, to: listWaiting(fatesOf(delivery)) },
    // It may go out before its time, or after.
    raw: sendAt === null ? raw : redateMail(raw, desk.now()),
    earlier: trail ?? undefined,
    keepTrail: (kept) => desk.write((tx) => updateOutboxItem(tx, id, { trail: kept })),
  };
}

/** @returns the message as it stands now, being sent from here on */
async function tryClaim(desk: Desk, { id }: Delivery): Promise<Claim> {
  try {
    const claimed = await desk.write((tx) => claimDelivery(tx, id, desk.now()));
    if (claimed === undefined) return { kind: 'done' };
    return { kind: 'claimed', delivery: { ...claimed, state: 'sending' } };
  } catch (cause) {
    return { kind: 'not_claimed', cause };
  }
}

/** A fault of ours or of the settings, in the shape of the others. */
function ownFailure(error: unknown): Failure {
  return { origin: 'smtp', command: 'CONNECT', text: toAppError(error).message };
}
