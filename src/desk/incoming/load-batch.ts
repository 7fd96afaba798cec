import { listUndeliverable } from '../../db/bounces.ts';
import type { Tx } from '../../db/care/open.ts';
import { listCustomersByEmail } from '../../db/customers.ts';
import { listGroups } from '../../db/groups.ts';
import { listArticlesByMessageId } from '../../db/message-ids.ts';
import { listNoticesByMessageId } from '../../db/notification-mails.ts';
import { listWaiting } from '../../db/quarantine.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { listGroupLinks } from '../../db/ticket-links.ts';
import { countRecentTickets, listTicketFacts, listTicketPeople, nextTicketNumber } from '../../db/tickets.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { listThreadKeys } from '../../domain/threading.ts';
import { unknownSender } from '../../domain/unknown-sender.ts';
import { type Batch, linkGroups, rateWindowMilliseconds } from './batch.ts';
import { loadGivenAutoReplies } from './given-auto-replies.ts';
import { loadKnownReceipts } from './known-receipts.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';

/** @returns what deciding about these messages needs to know, in a few queries for all of them */
export async function loadBatch(
  tx: Tx,
  { channel, key, thread, sender, policy, now }: StoreContext,
  mails: readonly ReadMail[],
): Promise<Batch> {
  const keys = mails.flatMap(({ facts }) => (facts === undefined ? [] : [listThreadKeys(facts, thread)]));
  const own = mails.flatMap(({ identities }) => identities);
  const referred = unique([...keys.flatMap(({ messageIds }) => messageIds), ...own]);
  const { articles, noticeIds } = await loadIdentified(tx, referred);
  const replaced = mails.flatMap(({ mail }) => mail.replaces?.quarantineId ?? []);
  const ticketIds = [...articles.values()].flat().map(({ ticketId }) => ticketId);
  const { tickets, counterparts } = await loadTickets(tx, {
    ids: unique([...ticketIds, ...keys.flatMap((each) => each.ticketIds)]),
    numbers: unique(keys.flatMap((each) => each.ticketNumbers)),
  });
  const emails = unique(mails.flatMap(({ sender }) => sender?.customer?.address ?? []));
  const customers = await listCustomersByEmail(tx, [...emails, unknownSender]);
  const senders = unique(mails.flatMap(({ message }) => message?.from?.address ?? []));
  const since = new Date(now().getTime() - rateWindowMilliseconds);
  const rules = await loadGroupRules(tx);
  let number = await nextTicketNumber(tx);
  return {
    nextId: await reserveIds(tx),
    nextNumber: () => number++,
    ...(await loadKnownReceipts(tx, channel.id, key, mails)),
    waiting: new Set(await listWaiting(tx, replaced)),
    articles,
    tickets,
    counterparts,
    ticketIds: new Map([...tickets.values()].map(({ id, number }) => [number, id])),
    customers: new Map(customers.map((customer) => [customer.email, customer])),
    recentTickets: await countRecentTickets(tx, customers, { since, most: policy.ticketsPerHour }),
    agents: new Set(sender.agentAddresses),
    undeliverable: new Set((await listUndeliverable(tx, senders)).map(({ address }) => address)),
    noticeIds,
    ...rules,
    autoReplies: await loadGivenAutoReplies(tx, rules.autoReplyGroups.size === 0 ? [] : mails, now()),
  };
}

/** What messages refer to by their Message-IDs: articles, and mails that told agents of tickets. */
async function loadIdentified(
  tx: Tx,
  messageIds: readonly string[],
): Promise<Pick<Batch, 'articles' | 'noticeIds'>> {
  const notices = await listNoticesByMessageId(tx, messageIds);
  const identified = [...(await listArticlesByMessageId(tx, messageIds)), ...notices];
  return {
    articles: groupBy(identified, (row) => row.messageId),
    noticeIds: new Set(notices.map(({ messageId }) => messageId)),
  };
}

async function loadGroupRules(tx: Tx): Promise<Pick<Batch, 'followUps' | 'bounceRules' | 'autoReplyGroups'>> {
  const groups = await listGroups(tx);
  return {
    followUps: new Map(groups.map(({ id, followUp }) => [id, followUp])),
    bounceRules: new Map(groups.map(({ id, onBounce }) => [id, onBounce])),
    autoReplyGroups: new Set(groups.filter(({ autoReply }) => autoReply).map(({ id }) => id)),
  };
}

async function loadTickets(
  tx: Tx,
  { ids, numbers }: { ids: readonly number[]; numbers: readonly number[] },
): Promise<Pick<Batch, 'tickets' | 'counterparts'>> {
  const known = await listWithMerged(tx, ids, numbers);
  const counterparts = new Map<number, number[]>();
  const links = await listGroupLinks(
    tx,
    known.map(({ id }) => id),
  );
  for (const { ticketId, linkedTicketId } of links) linkGroups({ counterparts }, ticketId, linkedTicketId);
  const isKnown = new Set(known.map(({ id }) => id));
  const further = [...counterparts.keys()].filter((id) => !isKnown.has(id));
  const facts = [...known, ...(await listWithMerged(tx, further, []))];
  const tickets = new Map(
    facts.map((ticket) => [
      ticket.id,
      { ...ticket, people: new Set([normalizeAddress(ticket.customerEmail)]) },
    ]),
  );
  for (const { ticketId, addresses } of await listTicketPeople(tx, [...tickets.keys()])) {
    for (const address of addresses) tickets.get(ticketId)?.people.add(normalizeAddress(address));
  }
  return { tickets, counterparts };
}

/** The tickets, and along every merge the ones that their messages stand in now. */
async function listWithMerged(tx: Tx, ids: readonly number[], numbers: readonly number[]) {
  const facts = await listTicketFacts(tx, ids, numbers);
  for (;;) {
    const isHere = new Set(facts.map(({ id }) => id));
    const targets = unique(facts.flatMap(({ mergedInto }) => mergedInto ?? []));
    const missing = targets.filter((target) => !isHere.has(target));
    const found = await listTicketFacts(tx, missing, []);
    if (found.length === 0) return facts;
    facts.push(...found);
  }
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  return Map.groupBy(rows, keyOf);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
