import { loadBlob } from '../../db/blobs.ts';
import type { Channel } from '../../db/channels.ts';
import { isBlocked } from '../../db/customers.ts';
import { type DueRefusal, isRefusalWanted, listDueRefusals, settleRefusal } from '../../db/refusals.ts';
import { findSender, type Sender } from '../../db/senders.ts';
import { findAuthorship } from '../../domain/automatic.ts';
import { noteAsking, type UntoldReason } from '../../domain/facts/quarantine-reason.ts';
import type { MailSettings } from '../../domain/mail-settings.ts';
import type { Address, ParsedMessage } from '../../domain/message.ts';
import { toAppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { wakeOutbox } from '../outbox-signal.ts';
import { checkSenderOf } from './check-sender.ts';
import { decideByRules } from './decide-by-rules.ts';
import { parseRaw } from './parse-raw.ts';
import type { StoreContext } from './store-context.ts';
import { storeRefusal } from './store-refusal.ts';

const atOnce = 20;
const day = 24 * 3_600_000;

/** Whether the sender of a message that is too large is to be told: never for old mail, and only where an admin wants it. */
export function isRefusalDue(
  policy: MailSettings,
  { receivedAt, archiveBefore, now }: { receivedAt: Date; archiveBefore: Date | null; now: Date },
): boolean {
  if (policy.oversized !== 'refuse') return false;
  return receivedAt >= (archiveBefore ?? receivedAt) && now.getTime() - receivedAt.getTime() < day;
}

/**
 * Asks the senders of messages that were too large for smaller ones: once a day each, and never a robot. What is due
 * stands in the quarantine until it is in the outbox, in one transaction.
 */
export async function refuseOversized(desk: Desk, channel: Channel, context: StoreContext): Promise<void> {
  const due = await listDueRefusals(desk.read, channel.id, atOnce);
  for (const row of due) {
    const message = await readHeader(desk, row);
    const sender = await findSender(desk.read, { groupId: channel.groupId, channelId: channel.id });
    const decision = await decide(desk, row, message, sender, context);
    if (decision.kind === 'withhold') {
      await withhold(desk, row, message, decision.because);
      continue;
    }
    try {
      const because = await storeRefusal(desk, { row, channel, context, ...decision });
      if (because !== undefined) await withhold(desk, row, message, because);
    } catch (error) {
      // A full disk mends itself; an address that no mail can be sent to does not.
      if (toAppError(error).code !== 'invalid') throw error;
      await withhold(desk, row, message, { code: 'unfit_address' });
    }
  }
  if (due.length > 0) wakeOutbox(desk);
}

type Decision =
  | { readonly kind: 'withhold'; readonly because: UntoldReason }
  | { readonly kind: 'send'; readonly message: ParsedMessage; readonly to: Address; readonly sender: Sender };

async function decide(
  desk: Desk,
  row: DueRefusal,
  message: ParsedMessage | undefined,
  sender: Sender | undefined,
  context: StoreContext,
): Promise<Decision> {
  const withhold = (because: UntoldReason): Decision => ({ kind: 'withhold', because });
  if (message?.from === undefined) return withhold({ code: 'sender_unreadable' });
  if (sender === undefined) return withhold({ code: 'no_sending_address' });
  if (await isBlocked(desk.read, message.from.address)) return withhold({ code: 'sender_blocked' });
  const { blockedSenders } = context.policy;
  const author = findAuthorship(message, { ...context.sender, blockedSenders });
  if (!author.mayAutoReply) return withhold({ code: 'robot', sign: author.because });
  const rules = decideByRules(
    message,
    { size: row.size, verdict: checkSenderOf(message, context).verdict },
    context.rules,
  );
  if (rules.noAutoReply || rules.isIgnored) return withhold({ code: 'forbidden' });
  return { kind: 'send', message, to: message.from, sender };
}

/** The header alone is a message without a body; it is as hostile as any. */
async function readHeader(desk: Desk, row: DueRefusal): Promise<ParsedMessage | undefined> {
  const [outcome] = await parseRaw(desk, [await loadBlob(desk.read, row.blobId)]);
  return outcome?.kind === 'parsed' ? outcome.message : undefined;
}

async function withhold(
  desk: Desk,
  row: DueRefusal,
  message: ParsedMessage | undefined,
  because: UntoldReason,
): Promise<void> {
  const reason = noteAsking(row.reason, { notAsked: because });
  const sender = message?.from?.address ?? row.sender;
  await desk.write(async (tx) => {
    if (await isRefusalWanted(tx, row.id))
      await settleRefusal(tx, row.id, { refusal: 'withheld', sender, reason });
  });
  desk.log.info('refusal withheld', { quarantine: row.id, because });
}
