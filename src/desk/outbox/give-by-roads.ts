import type { Channel } from '../../db/channels.ts';
import { type Delivery, updateOutboxItem } from '../../db/outbox.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { RemoteError } from '../../domain/failure.ts';
import type { Handover, MailSender, SendOutcome } from '../../domain/mail-sending.ts';
import { toAppError } from '../../errors.ts';
import { isOfChannel } from '../channels/note-sending.ts';
import { openOther, type SendingWay } from '../channels/sending-way.ts';
import { judgeRoad, noteHindrance } from '../channels/turn-road.ts';
import type { Desk } from '../desk.ts';

export interface Given {
  readonly outcome: SendOutcome;
  /** Has shown that it works; undefined where it has not, or was used for this message alone. */
  readonly way: SendingWay | undefined;
}

type NotSent = Extract<SendOutcome, { kind: 'not_sent' }>;

/** What Graph cannot do with one message, and SMTP can. */
const detours = new Set(['graph_other_sender', 'graph_some_recipients']);

/**
 * Hands a message over. What was certainly not sent because of the road, and not because of the message, is handed to the
 * other road at once; what somebody may have got is not.
 */
export async function giveByRoads(
  desk: Desk,
  channel: Channel,
  { delivery, way, handover }: { delivery: Delivery; way: SendingWay; handover: Handover },
): Promise<Given> {
  if (delivery.trail !== null) await forgetDraft(desk, delivery, way.sender);
  const outcome = await way.sender.send(handover);
  if (outcome.kind !== 'not_sent') return { outcome, way };
  const other = way.failed === undefined ? await findOther(desk, channel, delivery, way, outcome) : undefined;
  if (other === undefined) return { outcome, way: undefined };
  try {
    if (!(await forgetDraft(desk, delivery, other.way.sender))) return { outcome, way: undefined };
    const second = await other.way.sender.send(handover);
    if (second.kind !== 'not_sent') return { outcome: second, way: other.isDetour ? undefined : other.way };
    await noteHindrance(desk, channel, 'out', new RemoteError(second.failure));
    return { outcome, way: undefined };
  } finally {
    other.way.sender.close();
  }
}

/**
 * What goes out by SMTP now has nothing to do with the draft of an earlier try by Graph: it is looked for elsewhere.
 * @returns false where that cannot be written down
 */
async function forgetDraft(desk: Desk, { id }: Delivery, { road }: MailSender): Promise<boolean> {
  if (road === 'graph') return true;
  try {
    await desk.write((tx) => updateOutboxItem(tx, id, { trail: null }));
    return true;
  } catch (error) {
    if (toAppError(error).code !== 'unavailable') throw error;
    return false;
  }
}

async function findOther(
  desk: Desk,
  channel: Channel,
  { attempts }: Delivery,
  { sender: { road } }: SendingWay,
  { failure, refused }: NotSent,
): Promise<{ way: SendingWay; isDetour: boolean } | undefined> {
  const diagnosis = diagnose(failure, channel);
  const isDetour = detours.has(diagnosis.code);
  const isLasting = attempts > 0;
  const isOfRoad = isOfChannel(diagnosis) || (isLasting && diagnosis.retry.kind === 'backoff');
  if (refused.length > 0 || !(isOfRoad || isDetour)) return undefined;
  const error = new RemoteError(failure);
  const failed = await judgeRoad(desk, channel, { direction: 'out', road, error, isLasting });
  const way = failed && (await openOther(desk, channel, failed));
  return way && { way, isDetour };
}
