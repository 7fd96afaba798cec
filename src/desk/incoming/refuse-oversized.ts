import { loadBlob } from '../../db/blobs.ts';
import type { Channel } from '../../db/channels.ts';
import { isBlocked } from '../../db/customers.ts';
import { countRefusals, type DueRefusal, listDueRefusals, settleRefusal } from '../../db/refusals.ts';
import { findSender, type Sender } from '../../db/senders.ts';
import { findAuthorship } from '../../domain/automatic.ts';
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
/** In a day; whoever sends a flood of large mail must not make us send another. */
const mostRefusals = { toSender: 1, all: 50 } as const;

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
      await storeRefusal(desk, { row, channel, context, ...decision });
    } catch (error) {
      // A full disk mends itself; an address that no mail can be sent to does not.
      if (toAppError(error).code !== 'invalid') throw error;
      await withhold(desk, row, message, toAppError(error).message);
    }
  }
  if (due.length > 0) wakeOutbox(desk);
}

type Decision =
  | { readonly kind: 'withhold'; readonly because: string }
  | { readonly kind: 'send'; readonly message: ParsedMessage; readonly to: Address; readonly sender: Sender };

async function decide(
  desk: Desk,
  row: DueRefusal,
  message: ParsedMessage | undefined,
  sender: Sender | undefined,
  context: StoreContext,
): Promise<Decision> {
  const withhold = (because: string): Decision => ({ kind: 'withhold', because });
  if (message?.from === undefined) return withhold('its sender cannot be read');
  if (sender === undefined) return withhold('the group has no address to write from');
  if (await isBlocked(desk.read, message.from.address)) return withhold('its sender is blocked');
  const { blockedSenders } = context.policy;
  const author = findAuthorship(message, { ...context.sender, blockedSenders });
  if (!author.mayAutoReply) return withhold(`it was not written by a person: ${author.because}`);
  const rules = decideByRules(
    message,
    { size: row.size, verdict: checkSenderOf(message, context).verdict },
    context.rules,
  );
  if (rules.noAutoReply || rules.isIgnored) return withhold('a filter forbids it');
  const since = new Date(desk.now().getTime() - day);
  const told = await countRefusals(desk.read, { sender: message.from.address, since });
  if (told.toSender >= mostRefusals.toSender) return withhold('the sender was told within the last day');
  if (told.all >= mostRefusals.all) return withhold(`${mostRefusals.all} senders were told within a day`);
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
  because: string,
): Promise<void> {
  const reason = `${row.reason} Its sender was not told: ${because}.`;
  const sender = message?.from?.address ?? row.sender;
  await desk.write((tx) => settleRefusal(tx, row.id, { refusal: 'withheld', sender, reason }));
  desk.log.info('refusal withheld', { quarantine: row.id, because });
}
