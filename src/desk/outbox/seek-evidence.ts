import { type Channel, getChannel } from '../../db/channels.ts';
import { insertMessageIds, listIdsOfArticle } from '../../db/message-ids.ts';
import { type Delivery, findDelivery, listUnknownDeliveries, updateOutboxItem } from '../../db/outbox.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import type { SentCopy, SentItems, SentMarks } from '../../domain/mail-sending.ts';
import { concludeTaken } from '../../domain/recipient-fate.ts';
import { decideNextLook, noSentFolder, type SentEvidence } from '../../domain/sent-evidence.ts';
import { toAppError } from '../../errors.ts';
import { listSentItems } from '../channels/open-sent-items.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';
import { recordDelivery } from './record-delivery.ts';

/** What was seen in the Sent Items of a channel, by delivery. */
interface Looked {
  readonly places: string[];
  readonly copies: Map<number, SentCopy>;
  failure: string;
}

const day = 86_400_000;
const atOnce = 200;

/** Looks into Sent Items for messages of unknown fate. What is found there was sent; the rest is for a person to decide. */
export async function seekEvidence(desk: Desk, stopping: AbortSignal): Promise<void> {
  const unknown = await listUnknownDeliveries(desk.read, desk.now(), atOnce);
  for (const [channelId, ofChannel] of Map.groupBy(unknown, (delivery) => delivery.channelId)) {
    const channel = await getChannel(desk.read, channelId);
    // What was sent by Graph is looked for by Graph, what was sent by SMTP by the road in: each road marks its messages in its own way.
    for (const [isByGraph, deliveries] of Map.groupBy(ofChannel, ({ trail }) => trail !== null)) {
      const looked = await look(desk, { channel, isByGraph, deliveries }, stopping);
      if (stopping.aborted) return;
      const isTelling = channel.kind === 'microsoft365';
      for (const delivery of deliveries) await record(desk, delivery, looked, isTelling);
    }
  }
}

interface Sought {
  readonly channel: Channel;
  readonly isByGraph: boolean;
  readonly deliveries: readonly Delivery[];
}

async function look(
  desk: Desk,
  { channel, isByGraph, deliveries }: Sought,
  stopping: AbortSignal,
): Promise<Looked> {
  const looked: Looked = { places: [], copies: new Map(), failure: '' };
  try {
    for (const open of await listSentItems(desk, channel, isByGraph)) {
      await lookInto(desk, await open(), deliveries, { looked, stopping });
    }
  } catch (error) {
    looked.failure = nameFailure(error, channel);
    desk.log.warn('sent items not looked through', { channel: channel.id, error });
  }
  return looked;
}

async function lookInto(
  desk: Desk,
  sentItems: SentItems,
  deliveries: readonly Delivery[],
  { looked, stopping }: { looked: Looked; stopping: AbortSignal },
): Promise<void> {
  const cut = () => sentItems.cut();
  stopping.addEventListener('abort', cut);
  try {
    looked.places.push(sentItems.name);
    for (const delivery of deliveries) {
      const copy = await sentItems.find(await marksOf(desk, delivery));
      if (copy !== undefined) looked.copies.set(delivery.id, copy);
    }
  } finally {
    stopping.removeEventListener('abort', cut);
    await sentItems.close();
  }
}

function nameFailure(error: unknown, channel: Channel): string {
  const failure = findFailure(error);
  if (failure === undefined) return `postroom_${toAppError(error).code}`;
  return failure.code === 'NO_SENT_FOLDER' ? noSentFolder : diagnose(failure, channel).code;
}

async function marksOf(desk: Desk, delivery: Delivery): Promise<SentMarks> {
  const { articleId, createdAt, messageId, trail } = delivery;
  const ownId = messageId ?? '';
  const ids = await listIdsOfArticle(desk.read, articleId);
  // A day more, because a server goes by its own zone, and its clock may be another.
  const since = new Date(createdAt.getTime() - day);
  return { ownId, assignedIds: ids.filter((id) => id !== ownId), since, trail: trail ?? undefined };
}

async function record(desk: Desk, delivery: Delivery, looked: Looked, isTelling: boolean): Promise<void> {
  const { id } = delivery;
  const now = desk.now();
  const copy = looked.copies.get(id);
  const foundAt = copy === undefined ? null : (copy.at ?? now).getTime();
  const evidence: SentEvidence = {
    checkedAt: now.getTime(),
    looks: (delivery.evidence?.looks ?? 0) + 1,
    place: looked.places.join(' and '),
    foundAt,
    failure: copy === undefined ? looked.failure : '',
    isTelling,
  };
  const pause = decideNextLook(evidence);
  const nextAttemptAt = pause === undefined ? null : new Date(now.getTime() + pause);
  await desk.write(async (tx) => {
    // Somebody may have decided in the meantime, or moved it to another ticket.
    const current = await findDelivery(tx, id);
    if (current?.state !== 'unknown') return;
    if (foundAt === null) return updateOutboxItem(tx, id, { evidence, nextAttemptAt });
    const changes = { evidence, nextAttemptAt: null, draft: null, ...concludeTaken(current) } as const;
    await updateOutboxItem(tx, id, { ...changes, sentAt: new Date(foundAt) });
    await recordDelivery(tx, current, now, {
      kind: 'delivery.found',
      data: { place: evidence.place, at: new Date(foundAt).toISOString() },
    });
    // Answers refer to the identifier that the recipient saw.
    if (copy?.messageId !== undefined) {
      const { articleId, ticketId } = current;
      await insertMessageIds(tx, [{ messageId: copy.messageId, articleId, ticketId }]);
    }
  });
  desk.log.info('sent items looked through', {
    outbox: id,
    isFound: foundAt !== null,
    looks: evidence.looks,
  });
  // A look that finds nothing is not recorded as a fact.
  if (foundAt === null) publishDelivery(desk, delivery);
}
