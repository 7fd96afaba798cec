import type { Tx } from '../../db/care/open.ts';
import type { Channel } from '../../db/channels.ts';
import { insertCustomers, listCustomersByEmail } from '../../db/customers.ts';
import { insertFacts } from '../../db/facts.ts';
import { getGroup } from '../../db/groups.ts';
import { countRefusals, type DueRefusal, isRefusalWanted, settleRefusal } from '../../db/refusals.ts';
import { type NextId, reserveIds } from '../../db/row-ids.ts';
import type { Sender } from '../../db/senders.ts';
import { insertTickets, nextTicketNumber } from '../../db/tickets.ts';
import { domainOf } from '../../domain/address.ts';
import { bytesPerMegabyte } from '../../domain/byte-size.ts';
import type { CustomerLanguage } from '../../domain/customer-language.ts';
import type { Fact } from '../../domain/facts/fact.ts';
import { noteAsking, type UntoldReason } from '../../domain/facts/quarantine-reason.ts';
import type { Address, ParsedMessage } from '../../domain/message.ts';
import { isUsableMessageId, makeMessageId } from '../../domain/message-id.ts';
import { refusalWords } from '../../domain/refusal-words.ts';
import { addTag } from '../../domain/subject.ts';
import { composeMail, type OutgoingMail } from '../../mail/compose.ts';
import { storeOutgoing } from '../composing/store-outgoing.ts';
import type { Desk } from '../desk.ts';
import type { StoreContext } from './store-context.ts';

interface Refusal {
  readonly row: DueRefusal;
  readonly channel: Channel;
  readonly context: StoreContext;
  /** Its header alone. */
  readonly message: ParsedMessage;
  readonly to: Address;
  readonly sender: Sender;
}

const day = 24 * 3_600_000;
/** In a day; whoever sends a flood of large mail must not make us send another. */
const mostRefusals = { toSender: 1, all: 50 } as const;

/**
 * Opens a ticket that waits for a smaller message, with the refusal in it, so that the answer to it finds its place.
 * Ticket, outbox and quarantine change together. Nothing is done where somebody has decided about the message meanwhile.
 * @returns why it may not be sent
 */
export async function storeRefusal(desk: Desk, refusal: Refusal): Promise<UntoldReason | undefined> {
  const { row, to } = refusal;
  const { number, because } = await desk.write(async (tx) => {
    if (!(await isRefusalWanted(tx, row.id))) return {};
    // Counted here, because other mailboxes ask at the same time.
    const limit = await findLimit(tx, to.address, desk.now());
    return limit === undefined ? { number: await store(tx, desk, refusal) } : { because: limit };
  });
  if (number !== undefined)
    desk.log.info('sender of an oversized message told', { quarantine: row.id, ticket: number });
  return because;
}

async function findLimit(tx: Tx, sender: string, now: Date): Promise<UntoldReason | undefined> {
  const told = await countRefusals(tx, { sender, since: new Date(now.getTime() - day) });
  if (told.toSender >= mostRefusals.toSender) return { code: 'told_within_a_day' };
  return told.all >= mostRefusals.all ? { code: 'limit', count: mostRefusals.all } : undefined;
}

/** @returns the ticket's number */
async function store(tx: Tx, desk: Desk, refusal: Refusal): Promise<number> {
  const { row, channel } = refusal;
  const nextId = await reserveIds(tx);
  const ticketId = nextId('tickets');
  const number = await nextTicketNumber(tx);
  const { language } = await getGroup(tx, channel.groupId);
  const mail = describeMail(desk, refusal, { ticketId, number, language });
  const raw = await composeMail(mail);
  await openTicket(tx, refusal, { ticketId, number, nextId, now: mail.date });
  const automatic = { automatic: 'notification', automaticBecause: 'too_large' };
  const { sender } = refusal;
  const outgoing = {
    ticketId,
    sender,
    userId: null,
    automatic,
    mail,
    raw,
    files: [],
    heldUntil: null,
    draft: null,
  };
  await storeOutgoing(tx, outgoing, mail.date);
  const reason = noteAsking(row.reason, { askedIn: number });
  await settleRefusal(tx, row.id, { refusal: 'sent', sender: refusal.to.address, reason });
  return number;
}

// Nothing of the message is repeated: the sender may be forged, and nobody may send words through us.
function describeMail(
  desk: Desk,
  { row, context, message, to, sender }: Refusal,
  { ticketId, number, language }: { ticketId: number; number: number; language: CustomerLanguage },
): OutgoingMail {
  const megabytes = Math.ceil(row.size / bytesPerMegabyte);
  const { hook, mostMegabytes } = context.policy;
  const answered = [message.messageId ?? ''].filter(isUsableMessageId);
  const unique = `oversized-${row.id}`;
  const words = refusalWords[language];
  return {
    from: { name: sender.name, address: sender.address },
    to: [{ name: '', address: to.address }],
    cc: [],
    subject: addTag(words.subject, number, { hook }),
    topic: words.subject,
    messageId: makeMessageId(desk.secret, { ticketId, unique }, domainOf(sender.address)),
    inReplyTo: answered[0],
    references: answered,
    date: desk.now(),
    text: words.text(megabytes, mostMegabytes),
    isAutomatic: true,
  };
}

async function openTicket(
  tx: Tx,
  { row, channel, message, to }: Refusal,
  { ticketId, number, nextId, now }: { ticketId: number; number: number; nextId: NextId; now: Date },
): Promise<void> {
  const [known] = await listCustomersByEmail(tx, [to.address]);
  const customerId = known?.id ?? nextId('customers');
  if (known === undefined) {
    await insertCustomers(tx, [
      { id: customerId, name: to.name, email: to.address, createdAt: now, note: '', blockedAt: null },
    ]);
  }
  await insertTickets(tx, [
    {
      id: ticketId,
      number,
      subject: message.subject,
      groupId: channel.groupId,
      customerId,
      ownerId: null,
      priority: 'normal',
      state: 'waiting',
      channelId: channel.id,
      createdAt: now,
      updatedAt: now,
      lastArticleAt: now,
    },
  ]);
  const { id: channelId } = channel;
  const opened = { number, state: 'waiting', by: 'oversized' } as const;
  const facts: readonly Fact[] = [
    { kind: 'ticket.opened', ticketId, data: opened },
    { kind: 'ticket.oversized', ticketId, data: { reason: row.reason } },
  ];
  const actor = { kind: 'desk', duty: 'receive', channelId } as const;
  await insertFacts(
    tx,
    facts.map((fact) => ({ at: now, actor, fact })),
  );
}
